"""Charts of cells: the year day by day, and two characteristics against each other."""

import altair as alt
import pandas as pd

from ui.chart_style import ACCENT, INK, PALE, SAID, WHITE, WRITTEN, framed, rows_height
from ui.listings import PICKED, SEPARATOR
from ui.text import number

WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
# Figures turn white on cells darker than this share of the scale.
DARK = 0.55


def calendar_heat_map(frame: pd.DataFrame, day: str, value: str, title: str = "每日件数") -> dict:
    """One cell per day: weeks side by side, Monday on top, each month named above its first week."""
    days = pd.to_datetime(frame[day])
    # A week is named by its Sunday, so that the one holding the 1st belongs to the new month.
    sundays = days + pd.to_timedelta(6 - days.dt.day_of_week, unit="D")
    cells = pd.DataFrame({"week": sundays.dt.strftime("%Y-%m-%d").astype(str), "value": frame[value].astype(float)})
    cells["weekday"] = [WEEKDAYS[number_of_day] for number_of_day in days.dt.day_of_week]
    cells["day"] = days.dt.strftime("%Y-%m-%d").astype(str)
    cells["label"] = [number(each) for each in cells["value"]]
    cells[PICKED] = cells["day"]
    cells[SAID] = cells["day"] + " " + cells["weekday"].astype(str) + "：" + cells["label"].astype(str)
    weeks = sorted(cells["week"].unique())
    firsts = [week for place, week in enumerate(weeks) if not place or week[:7] != weeks[place - 1][:7]]
    months = alt.Axis(
        title=None, orient="top", values=firsts, labelExpr="toNumber(slice(datum.label, 5, 7)) + '月'", labelAngle=0,
        labelAlign="left", labelOverlap=True, grid=False,
    )  # fmt: skip
    shown = alt.Axis(title=None, values=WEEKDAYS[::2], grid=False)
    chart = alt.Chart(cells).mark_rect(stroke=WHITE, strokeWidth=1, cornerRadius=1)
    chart = chart.encode(
        x=alt.X("week:O", sort=weeks, axis=months),
        y=alt.Y("weekday:O", sort=WEEKDAYS, scale=alt.Scale(domain=WEEKDAYS), axis=shown),
        color=_shade("件数", legend=True),
        tooltip=[
            alt.Tooltip("day:N", title="日期"),
            alt.Tooltip("weekday:N", title="星期"),
            alt.Tooltip("label:N", title="件数"),
        ],
    )
    return framed(chart, title, 150)


def cross_table(
    frame: pd.DataFrame, row: str, column: str, value: str, title: str = "交叉分布", columns: tuple[str, ...] = ()
) -> dict:
    """Two characteristics in the order given, or with these `columns`; every cell is shaded and carries its figure.

    Columns: row and column labels, value a count.
    """
    cells = pd.DataFrame({"row": frame[row].astype(str), "column": frame[column].astype(str)})
    cells["value"] = frame[value].astype(float)
    cells["label"] = [number(each) for each in cells["value"]]
    cells[PICKED] = cells["row"] + SEPARATOR + cells["column"]
    cells[SAID] = cells[PICKED] + "：" + cells["label"].astype(str)
    cells["dark"] = cells["value"] > DARK * cells["value"].max()
    rows = list(dict.fromkeys(cells["row"]))
    columns = list(columns or dict.fromkeys(cells["column"]))
    across = alt.Axis(title=None, orient="top", labelAngle=0 if len(columns) <= 4 else -45, labelLimit=90)
    base = alt.Chart(cells).encode(
        x=alt.X("column:N", sort=columns, scale=alt.Scale(domain=columns), axis=across),
        y=alt.Y("row:N", sort=rows, title=None),
        tooltip=[
            alt.Tooltip("row:N", title="行"),
            alt.Tooltip("column:N", title="列"),
            alt.Tooltip("label:N", title="件数"),
        ],
    )
    tiles = base.mark_rect(stroke=WHITE, strokeWidth=1).encode(color=_shade("件数", legend=False))
    # Not a field with the scale left out: Vega-Lite cannot share that with the scale of the tiles.
    ink = alt.ColorValue(INK, condition={"test": "datum.dark", "value": WHITE})
    figures = base.mark_text().encode(text=WRITTEN, color=ink)
    return framed([tiles, figures], title, rows_height(len(rows)))


def _shade(title: str, legend: bool) -> alt.Color:
    """From pale to the accent, with 0 the palest."""
    key = alt.Legend(title=title, orient="bottom", gradientLength=120, gradientThickness=8, tickCount=3)
    scale = alt.Scale(range=[PALE, ACCENT], domainMin=0)
    return alt.Color("value:Q", scale=scale, legend=key if legend else None)
