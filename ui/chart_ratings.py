"""群众评议 drawn: of each project the score that counts, its interval, and what the silent could make of it."""

import altair as alt
import pandas as pd

from ui.chart_style import ACCENT, INK, NEUTRAL, SAID, WHITE, WRITTEN, framed
from ui.listings import PICKED
from ui.text import between, points

ROW = 26
BAND = "#E9EDF1"
ROOM = 34  # points to the right of 100 for how many stand behind; a phone has fewer pixels for a point
PHONE_ROOM = 92


def citizens(frame: pd.DataFrame, title: str, room: int = ROOM) -> dict:
    """One line per project in the order given; `room` to the right of the scores for the notes.

    Columns: project, name (told apart), value, low, high, bound_low, bound_high, too_few (bool), note.
    """
    rows = _written(frame)
    names = list(dict.fromkeys(rows["name"]))
    axis = alt.Axis(title="得分", values=[0, 20, 40, 60, 80, 100])
    scale = alt.Scale(domain=[0, 100 + room], nice=False)
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=190))
    tips = {"name": "项目", "label": "收缩后", "interval": "95% 区间", "bounds": "最坏至最好", "note": "评议"}
    tooltip = [alt.Tooltip(f"{name}:N", title=said) for name, said in tips.items()]
    bands = _layer(rows, "bound_low", y).mark_bar(size=14, color=BAND)
    bands = bands.encode(x=alt.X("bound_low:Q", axis=axis, scale=scale), x2=alt.X2("bound_high:Q"))
    spans = _layer(rows, "low", y).mark_rule(strokeWidth=2, color=NEUTRAL)
    spans = spans.encode(x=alt.X("low:Q", axis=axis, scale=scale), x2=alt.X2("high:Q"))
    fill = alt.Fill("too_few:N", scale=alt.Scale(domain=[False, True], range=[ACCENT, WHITE]), legend=None)
    dots = _layer(rows, "value", y).mark_point(size=60, strokeWidth=2, opacity=1, color=ACCENT)
    dots = dots.encode(x=alt.X("value:Q"), fill=fill, tooltip=tooltip)
    notes = alt.Chart(rows).mark_text(align="left", dx=4, fontSize=11, color=INK)
    notes = notes.encode(y=y, x=alt.X("edge:Q"), text=WRITTEN)
    return framed([bands, spans, dots, notes], title, ROW * max(len(names), 1) + 44)


def _layer(rows: pd.DataFrame, needed: str, y: alt.Y) -> alt.Chart:
    return alt.Chart(rows[rows[needed].notna()]).encode(y=y)


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    figures = ["value", "low", "high", "bound_low", "bound_high"]
    rows = frame[["project", "name", "note"]].astype(str).join(frame[figures].astype(float))
    rows["too_few"] = frame["too_few"].astype(bool)
    score = [points(value) for value in rows["value"]]
    rows["interval"] = [between(*ends) for ends in zip(rows["low"], rows["high"], strict=True)]
    rows["bounds"] = [between(*ends) for ends in zip(rows["bound_low"], rows["bound_high"], strict=True)]
    rows[PICKED], rows[SAID] = rows["project"], rows["name"] + "：" + pd.Series(score, index=rows.index)
    rows["label"] = rows["note"]
    rows["edge"] = 100.0
    return rows
