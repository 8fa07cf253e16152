"""The charts of the workbench: each takes a frame and gives a chart in the one look, legible without colour."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from ui import listings, loaders
from ui.chart_bars import bars, funnel, rates_with_intervals, stacked_bars
from ui.chart_flow import flow
from ui.chart_heat import calendar_heat_map, cross_table
from ui.chart_lines import survival_curves, trend
from ui.chart_style import clickable, prepare
from ui.listings import Listing

__all__ = [
    "bars",
    "calendar_heat_map",
    "cross_table",
    "draw",
    "flow",
    "funnel",
    "prepare",
    "rates_with_intervals",
    "stacked_bars",
    "survival_curves",
    "trend",
]


def draw(
    builder: Callable[..., dict],
    frame: pd.DataFrame,
    *,
    place=st,
    key: str | None = None,
    lists: Mapping[str, Listing] | None = None,
    **options,
) -> None:
    """Show a chart in its place on the page; its drawing instructions are made once for the same figures.

    `lists`: what a click on a mark opens, by the name of the mark (see the builder's `picked` field); needs `key`.
    """
    spec = loaders.chart_spec(builder, frame, options)
    if not lists:
        place.vega_lite_chart(spec, width="stretch")
        return
    place.vega_lite_chart(
        clickable(spec),
        width="stretch",
        key=listings.widget_key(key),
        selection_mode=listings.PICKED,
        on_select=lambda: listings.point_clicked(key, lists),
    )
