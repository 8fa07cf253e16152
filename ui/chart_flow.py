"""The chart of a flow: stages side by side, ribbons between them as wide as what goes from one to the other."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui.chart_style import MUTED, SAID, framed, on_white
from ui.listings import PICKED
from ui.text import number

HEIGHT = 290
GAP = 20  # pixels between two nodes of a stage, so that the labels of the smallest stand apart
BAR = 10
HEADING = 28
POINTS = 13  # along a ribbon; the browser rounds between them
NARROW = 680  # pixels; below, labels and headings are written short
# To the right of the last stage there is room for its labels, on a phone about six Chinese characters.
ROOM = 0.72


def flow(
    frame: pd.DataFrame,
    nodes: Sequence[tuple[str, str, str, str]],
    stages: Sequence[str],
    title: str,
) -> dict:
    """Links as ribbons between nodes, every node with its name and count; nothing gets lost between two stages.

    Columns: stage (of the source, 0…), source, target, count. `nodes`: code, name, what is written after its count
    where there is room, colour; in the order drawn. `stages`: headings, one per stage.
    """
    places = _places(frame, nodes, _columns(len(stages)))
    ribbons = _ribbons(frame, places, {code: (name, ink) for code, name, _more, ink in nodes})
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.02, 1], nice=False, zero=False))
    down = {"axis": None, "scale": alt.Scale(domain=[HEIGHT, -HEADING], nice=False, zero=False)}
    y = alt.Y("top:Q", **down)
    ink = alt.Fill("ink:N", scale=None)
    areas = alt.Chart(ribbons).mark_area(interpolate="monotone", opacity=0.32, aria=False)
    areas = areas.encode(
        x=x, y=y, y2="bottom:Q", detail="ribbon:N", fill=ink, tooltip=alt.Tooltip("tip:N", title="流向")
    )
    bars = alt.Chart(places).mark_bar(size=BAR, opacity=1)
    bars = bars.encode(x=x, y=y, y2="bottom:Q", fill=ink, tooltip=alt.Tooltip(f"{SAID}:N", title="点子"))
    labels = alt.Chart(places).encode(x=x, y=alt.Y("middle:Q", **down))
    written = {"align": "left", "dx": BAR, "aria": False, "text": alt.ExprRef(_by_width("short", "long"))}
    heads = pd.DataFrame({"x": _columns(len(stages)), "stage": list(stages), "top": -float(HEADING)})
    heads = alt.Chart(heads).mark_text(align="left", baseline="top", color=MUTED, dx=-BAR / 2, aria=False)
    heads = heads.encode(x=x, y=y, text=alt.Text("stage:N"))
    return framed([areas, bars, *on_white(labels, **written), heads], title, HEIGHT + HEADING)


def _columns(stages: int) -> list[float]:
    """Where each stage stands, from 0 to 1 less the room for the last labels."""
    return [place / (stages - 1 + ROOM) for place in range(stages)]


def _by_width(short: str, long: str) -> str:
    return f"width < {NARROW} ? datum.{short} : datum.{long}"


def _places(frame: pd.DataFrame, nodes: Sequence[tuple[str, str, str, str]], columns: Sequence[float]) -> pd.DataFrame:
    """One row per node that anything passes: where it stands, its edges in pixels from the top, and its labels."""
    stage_of = dict(zip(frame["source"], frame["stage"], strict=True))
    stage_of |= dict(zip(frame["target"], frame["stage"] + 1, strict=True))
    arrived, left = (frame.groupby(end)["count"].sum() for end in ("target", "source"))
    unit, ends, rows = _unit(frame, stage_of), {}, []
    for code, name, more, ink in nodes:
        if code not in stage_of:
            continue
        stage, count = int(stage_of[code]), int(arrived.get(code, left.get(code, 0)))
        top = ends.get(stage, 0.0)
        bottom = top + count * unit
        ends[stage] = bottom + GAP
        shown = {"short": f"{name} {number(count)}", "long": f"{name} {number(count)} 个{more}"}
        edges = {"x": columns[stage], "top": top, "bottom": bottom, "middle": (top + bottom) / 2}
        rows.append(
            {"code": code, "ink": ink, PICKED: name, SAID: f"{name}：{shown['long'][len(name) + 1 :]}"} | edges | shown
        )
    return pd.DataFrame(rows, columns=["code", "ink", PICKED, SAID, "x", "top", "bottom", "middle", "short", "long"])


def _unit(frame: pd.DataFrame, stage_of: dict[str, int]) -> float:
    """Pixels of one thing: as many as let the fullest stage, with its gaps, fit the height."""
    crowded = pd.Series(stage_of, dtype=int).value_counts().max() if stage_of else 1
    whole = frame.loc[frame["stage"] == 0, "count"].sum()
    return (HEIGHT - GAP * (crowded - 1)) / whole if whole else 0.0


def _ribbons(frame: pd.DataFrame, places: pd.DataFrame, known: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """The points along each ribbon, in the order in which ribbons leave and reach their nodes."""
    at = places.set_index("code")
    leaving, reaching = at["top"].to_dict(), at["top"].to_dict()
    width = {code: (row.bottom - row.top) for code, row in at.iterrows()}
    rows = []
    for place, (source, target, count) in enumerate(frame[["source", "target", "count"]].itertuples(index=False)):
        thick = width[target] * count / frame.loc[frame["target"] == target, "count"].sum()
        (name, _), (to_name, ink) = known[source], known[target]
        tip = f"{name} → {to_name}：{number(count)} 个"
        for step in range(POINTS):
            along = step / (POINTS - 1)
            bend = along * along * (3 - 2 * along)
            top = leaving[source] + (reaching[target] - leaving[source]) * bend
            x = at.at[source, "x"] + (at.at[target, "x"] - at.at[source, "x"]) * along
            rows.append((place, x, top, top + thick, ink, tip))
        leaving[source] += thick
        reaching[target] += thick
    return pd.DataFrame(rows, columns=["ribbon", "x", "top", "bottom", "ink", "tip"])
