"""Charts of the rounds: how far a panel's marks lie apart, and how far two panels agree, each by round."""

import altair as alt
import pandas as pd

from ui.chart_style import ACCENT, INK, MUTED, NEUTRAL, SAID, WRITTEN, framed, on_white, upright
from ui.listings import PICKED
from ui.text import points

HEIGHT = 220
COLORS = [ACCENT, INK, NEUTRAL, MUTED]
DASHES = [[1, 0], [7, 4], [2, 3], [9, 3, 2, 3]]


def by_round(frame: pd.DataFrame, *, title: str, y_title: str, top: float, digits: int) -> dict:
    """One line per series over the rounds, told apart by dash and colour, every point with its figure.

    Columns: round, series (label), value; `top` the end of the axis, which begins at 0 or at the least value below.
    """
    rows = pd.DataFrame({"round": [f"第 {number} 轮" for number in frame["round"]]})
    rows["series"], rows["value"] = frame["series"].astype(str).to_numpy(), frame["value"].astype(float).to_numpy()
    rows["label"] = [points(value, digits) for value in rows["value"]]
    rows[PICKED] = rows["series"] + " " + rows["round"]
    rows[SAID] = rows[PICKED] + "：" + rows["label"].astype(str)
    series, rounds = list(dict.fromkeys(rows["series"])), list(dict.fromkeys(rows["round"]))
    strokes = {"symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2}
    # Three pairs of panels beside each other are cut off on a phone.
    strokes = alt.Legend(**strokes, **({"columns": 2} if len(series) > 2 else {})) if len(series) > 1 else None
    lowest = min(0.0, rows["value"].min()) if rows["value"].notna().any() else 0.0
    base = alt.Chart(rows).encode(
        x=alt.X("round:N", sort=rounds, title=None, axis=alt.Axis(labelAngle=0, grid=False)),
        y=alt.Y("value:Q", axis=upright(y_title), scale=alt.Scale(domain=[lowest, top])),
        color=alt.Color("series:N", legend=strokes, scale=alt.Scale(domain=series, range=COLORS)),
        tooltip=[
            alt.Tooltip("series:N", title="组"),
            alt.Tooltip("round:N", title="轮次"),
            alt.Tooltip("label:N", title=y_title),
        ],
    )
    dash = alt.StrokeDash("series:N", legend=strokes, scale=alt.Scale(domain=series, range=DASHES))
    line = base.mark_line(strokeWidth=2).encode(strokeDash=dash)
    dots = base.mark_point(filled=True, size=50, opacity=1)
    figures = base.encode(text=WRITTEN)
    return framed([line, dots, *on_white(figures, dy=-12, fontWeight=600)], title, HEIGHT)
