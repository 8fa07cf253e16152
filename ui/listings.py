"""A click on a figure asks for the suggestions behind it: what was asked, and by which chart, table or list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from ui.text import day, month

SHOWN = 500
FEW = 10  # as many rows fit the window without scrolling in it
LARGEST_DOWNLOAD = 100_000
UNKNOWN = "未填"
ASKED = "listings.asked"
TURNS = "listings.turns"
SEPARATOR = " × "  # between the two names of one mark, as in 镇 × 渠道
PICKED = "picked"  # name of a chart's selection, and of the field of its rows that says what was clicked


@dataclass(frozen=True)
class Listing:
    """Which rows of the scope one figure counted: its measure, in one group, received on some of the days."""

    title: str
    measure: str
    group: tuple[tuple[str, object], ...] = ()
    days: tuple[date, date] | None = None  # half-open, within the scope's period


def listing(title: str, measure: str, days: tuple[date, date] | None = None, **group: object) -> Listing:
    """A listing whose group is given as dimension=code; a missing code (NaN) is None."""
    codes = tuple(sorted((name, None if code != code else code) for name, code in group.items()))
    return Listing(title, measure, codes, days)


def per_code(
    title: str, measure: str, dimension: str, codes: Iterable[object], names: Mapping[str, str], **within: object
) -> dict[str, Listing]:
    """One listing per code of a dimension, by the name a chart shows for it; `within` other dimensions' codes."""
    found = {}
    for code in codes:
        name = name_of(code, names)
        found[name] = listing(f"{title}：{name}", measure, **within, **{dimension: code})
    return found


def per_pair(
    measure: str, counted: pd.DataFrame, dimensions: tuple[str, str], names: Sequence[Mapping[str, str]]
) -> dict[str, Listing]:
    """One listing per cell of a cross table, by the names of its row and column."""
    found = {}
    for codes in counted[list(dimensions)].itertuples(index=False):
        cell = SEPARATOR.join(name_of(code, known) for code, known in zip(codes, names, strict=True))
        found[cell] = listing(cell, measure, **dict(zip(dimensions, codes, strict=True)))
    return found


def name_of(code: object, names: Mapping[str, str]) -> str:
    """What a code is called on screen; 未填 where there is none."""
    return UNKNOWN if code is None or code != code else names.get(code, code)


def per_cell(states: Mapping[str, str], dimension: str, names: Mapping[str, str]) -> dict[str, Listing]:
    """One listing per group and state (its label → its measure), by the name of a segment of stacked bars."""
    return {
        f"{name}{SEPARATOR}{state}": listing(f"{name}：{state}", measure, **{dimension: code})
        for code, name in names.items()
        for state, measure in states.items()
    }


def per_bucket(title: str, measure: str, buckets: Iterable[pd.Timestamp], unit: str) -> dict[str, Listing]:
    """One listing per month ("M"), week ("W") or day ("D") of receipt, by the first day as 2025-11-30."""
    found = {}
    for bucket in buckets:
        first = bucket.date()
        end = {"M": first + pd.offsets.MonthBegin(), "W": first + timedelta(days=7), "D": first + timedelta(days=1)}[
            unit
        ]
        name = {"M": month(first), "W": f"{day(first)} 起一周", "D": day(first)}[unit]
        found[day(first)] = listing(f"{title}：{name}", measure, (first, pd.Timestamp(end).date()))
    return found


def drill_down(show: Callable, asked: object, lists: Iterable[Listing], *, what: str, marks: str, key: str) -> None:
    """The last thing on a page: choose a figure by name, and the window with the list that was asked for.

    `show(asked, listing)` fills the window; `what` is listed, `marks` are what else on the page can be clicked.
    """
    by_title = {each.title: each for each in lists}
    box = f"{key}.figure"
    st.subheader(f"{what}清单")
    st.selectbox(
        f"列出哪个数字背后的{what}",
        list(by_title),
        index=None,
        key=widget_key(box),
        placeholder=f"选择一个数字；也可以直接点{marks}",
        on_change=lambda: option_chosen(box, by_title),
    )
    wanted = taken()
    if wanted:
        opened_by, chosen = wanted
        st.dialog(chosen.title, width="large", on_dismiss=partial(closed, opened_by))(show)(asked, chosen)


def height(rows: int) -> int | str:
    """Of a table in the window: it scrolls in itself where it is long."""
    return 420 if rows > FEW else "auto"


def widget_key(key: str) -> str:
    """The key under which a widget stands now: a new one after its list was closed, so nothing stays selected."""
    return f"{key}.{st.session_state.setdefault(TURNS, {}).get(key, 0)}"


def ask(key: str, wanted: Listing) -> None:
    """Open this list at the end of the run that follows; called from a widget's callback."""
    st.session_state[ASKED] = (key, wanted)


def taken() -> tuple[str, Listing] | None:
    """What was asked for since the last run, once."""
    return st.session_state.pop(ASKED, None)


def closed(key: str) -> None:
    """The list that this widget opened was closed."""
    st.session_state[TURNS][key] = st.session_state[TURNS].get(key, 0) + 1


def point_clicked(key: str, lists: Mapping[str, Listing]) -> None:
    """Callback of a chart: what was clicked, if it stands for a list."""
    points = st.session_state[widget_key(key)]["selection"].get(PICKED, [])
    if points and points[0].get(PICKED) in lists:
        ask(key, lists[points[0][PICKED]])


def cell_clicked(key: str, lists: Mapping[tuple[int, str], Listing]) -> None:
    """Callback of a table: lists by row and column name, else by row and ""."""
    for row, column in st.session_state[widget_key(key)]["selection"].get("cells", []):
        wanted = lists.get((row, column)) or lists.get((row, ""))
        if wanted:
            ask(key, wanted)


def option_chosen(key: str, lists: Mapping[str, Listing]) -> None:
    """Callback of a select box that offers the lists by name."""
    chosen = st.session_state[widget_key(key)]
    if chosen:
        ask(key, lists[chosen])
