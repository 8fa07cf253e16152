"""The triangle of weights: which project leads at which weights of the three sources."""

import altair as alt
import pandas as pd

from ui.chart_style import ACCENT, GRID, INK, MUTED, RED, SAID, WHITE, WRITTEN, framed, on_white
from ui.listings import PICKED

LEADER_INKS = (ACCENT, "#7FA7C9", MUTED, INK)
OTHERS = "其他项目"
CORNERS = (
    ("left", 0.0, -0.045, "专家占全部"),
    ("right", 1.0, -0.045, "群众占全部"),
    ("center", 0.5, 1.05, "第三方占全部"),
)
HEIGHT = 340


def weight_triangle(
    frame: pd.DataFrame, marked: tuple[tuple[str, float, float], ...], names: tuple[str, ...], title: str
) -> dict:
    """Who leads at which weights: 第三方 upwards, 专家 to the left, 群众 to the right.

    `marked`: points (label, x, y); `names`: the leaders with a colour of their own, the rest are OTHERS in grey.
    Columns: group (one of `names` or OTHERS), x, x2, y, y2.
    """
    rows = frame[["group"]].astype(str).join(frame[["x", "x2", "y", "y2"]].astype(float))
    rows[PICKED], rows[SAID] = rows["group"], rows["group"] + "得分最高的权重"
    inks = dict(zip(names, LEADER_INKS, strict=False)) | {OTHERS: GRID}
    colours = alt.Scale(domain=list(inks), range=list(inks.values()))
    x, y = _axes()
    regions = (
        alt.Chart(rows)
        .mark_rect()
        .encode(
            x=x,
            x2=alt.X2("x2:Q"),
            y=y,
            y2=alt.Y2("y2:Q"),
            color=alt.Color("group:N", scale=colours, legend=alt.Legend(columns=2, labelLimit=180)),
            tooltip=[alt.Tooltip("group:N", title="领先项目")],
        )
    )
    return framed([regions, *_marks(marked), *_corners()], title, HEIGHT)


def _axes() -> tuple[alt.X, alt.Y]:
    plain = alt.Axis(labels=False, grid=False, title=None)
    across, up = alt.Scale(domain=[-0.02, 1.02], nice=False), alt.Scale(domain=[-0.08, 1.1], nice=False)
    return alt.X("x:Q", axis=plain, scale=across), alt.Y("y:Q", axis=plain, scale=up)


def _marks(marked: tuple[tuple[str, float, float], ...]) -> list[alt.Chart]:
    """Points with their names, legible over any colour."""
    x, y = _axes()
    spots = pd.DataFrame(list(marked), columns=["label", "x", "y"])
    dots = alt.Chart(spots.assign(**{SAID: spots["label"]})).mark_point(
        size=90, filled=True, color=RED, stroke=WHITE, strokeWidth=1.5, opacity=1
    )
    named = []
    for place, (align, away) in enumerate((("left", 9), ("right", -9))):
        own = alt.Chart(spots.iloc[place : place + 1]).encode(x=x, y=y, text=WRITTEN)
        named += on_white(own, align=align, dx=away, fontWeight=600)
    return [dots.encode(x=x, y=y), *named]


def _corners() -> list[alt.Chart]:
    x, y = _axes()
    return [
        alt.Chart(pd.DataFrame({"x": [across], "y": [up], "label": [label]}))
        .mark_text(align=align, color=MUTED)
        .encode(x=x, y=y, text=WRITTEN)
        for align, across, up, label in CORNERS
    ]
