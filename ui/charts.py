"""The charts of the workbench: each takes a frame and gives a chart in the one look, legible without colour."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from ui import loaders
from ui.chart_bars import ageing, bars, funnel, rates_with_intervals
from ui.chart_heat import calendar_heat_map, cross_table
from ui.chart_lines import survival_curves, trend
from ui.chart_style import prepare

__all__ = [
    "ageing",
    "bars",
    "calendar_heat_map",
    "cross_table",
    "draw",
    "funnel",
    "prepare",
    "rates_with_intervals",
    "survival_curves",
    "trend",
]


def draw(builder: Callable[..., dict], frame: pd.DataFrame, *, place=st, **options) -> None:
    """Show a chart in its place on the page; its drawing instructions are made once for the same figures."""
    place.vega_lite_chart(loaders.chart_spec(builder, frame, options), width="stretch")
