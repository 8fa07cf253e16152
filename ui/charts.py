"""The charts of the workbench: each takes a frame and gives a chart in the one look, legible without colour."""

from ui.chart_bars import ageing, bars, funnel, rates_with_intervals
from ui.chart_heat import calendar_heat_map, cross_table
from ui.chart_lines import survival_curves, trend
from ui.chart_style import prepare

__all__ = [
    "ageing",
    "bars",
    "calendar_heat_map",
    "cross_table",
    "funnel",
    "prepare",
    "rates_with_intervals",
    "survival_curves",
    "trend",
]
