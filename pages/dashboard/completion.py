"""办理进度: of what people sent in, how much is done, how much in time, and where is it stuck?"""

import pandas as pd
import streamlit as st

from glossary import AGE_BANDS, ANSWER_LIMITS, OLDEST_BAND, Kpi
from scoring.kpi import ANSWER_MEASURES, KPI_MEASURES, answer_rates, kpi_rates
from scoring.survival import kaplan_meier
from ui import cases, charts, definitions, filters, headline, league, listings, loaders, rate_tables, series, session
from ui.definitions import DEFINITIONS
from ui.listings import listing
from ui.text import number, percent, working_days

HEADLINES = ("completion_rate", "on_time_rate", "on_time_of_completed")
HEADLINE_MEASURES = ("cohort", "completed", "due", "on_time", "completed_with_due", "completed_on_time")
REST = tuple(name for name in (*KPI_MEASURES, *ANSWER_MEASURES) if name not in league.MEASURES)
OTHERS = ("sign_rate", "return_rate", "redo_rate", "extension_rate", "valid_followup_rate", "satisfaction_rate",
          "satisfaction_rate_strict", "adoption_rate", "conversion_rate")  # fmt: skip
FIGURES = {"在办超期": "overdue_open", "在办": "open", "已办结": "completed", "按期办结": "on_time", "已到期": "due",
           "重办": "redone", "退单": "returned", "延期": "extended", "纳入件": "cohort"}  # fmt: skip
WAITING = {"在办超期": "overdue_open", "在办未超期": "open_in_time"}

st.title("办理进度")
asked = filters.asked("completion")
fine, rest, last_year, previous, times, ageing = loaders.at_once(
    loaders.Counts(asked.now, ("department_code", "tier"), league.MEASURES),
    loaders.Counts(asked.now, (), REST),
    loaders.Counts(asked.last_year, (), HEADLINE_MEASURES),
    loaders.Counts(asked.previous, (), HEADLINE_MEASURES),
    loaders.HandlingTimes(asked.now, ("tier",)),
    loaders.Counts(asked.now, ("age_band",), ("open", "overdue_open"), within="open"),
)
if fine.empty:
    st.info("所选范围内没有已受理的建议，请放宽时间或条件。")
    session.stop()
now = pd.concat([series.whole(fine), rest.iloc[0]])
rates = [kpi_rates(now), *(kpi_rates(found.iloc[0], HEADLINES) for found in (last_year, previous))]
taken = kaplan_meier(times["minutes"], times["completed"], counts=times["count"])

with headline.cards():
    for code in HEADLINES:
        headline.rate_metric(Kpi(code).label, code, *(found[code] for found in rates))
    longest = loaders.longest_overdue(asked.now, now["earliest_due"])
    below = f"在办 {number(now['open'])} 件"
    if longest is not None:
        below += f"  \n最长超期 {number(longest)} 个工作日"
    headline.plain_metric(
        "在办超期", f"{number(now['overdue_open'])} 件", explained=DEFINITIONS["overdue_open"], below=below
    )
with headline.cards():
    for label, figure, below in (
        ("办理时长中位数", taken.median, "按工作日，一半办结所需"),
        ("九成办结用时", taken.quantile(0.9), "按工作日，P90"),
    ):
        headline.plain_metric(label, working_days(figure), explained=DEFINITIONS["handling_time"], below=below)
definitions.definitions("cohort", *(code.value for code in Kpi), "answered_within")

left, right = st.columns(2)
charts.draw(charts.survival_curves, series.survival_by_tier(times), place=left)
bands = (*(label for _, label in AGE_BANDS), OLDEST_BAND)
charts.draw(
    charts.stacked_bars,
    series.age_bands(ageing, bands),
    states=tuple(WAITING),
    title="在办件已等待的工作日",
    value_title="在办件数",
    place=right,
    key="completion.ageing",
    lists=listings.per_cell(WAITING, "age_band", {band: band for band in bands}),
)

st.subheader("各单位")
league.show(fine, key="completion")

st.subheader("多久答复")
with headline.cards():
    for days, figure in answer_rates(now, ANSWER_LIMITS).items():
        below = f"{number(figure.numerator)} / {number(figure.denominator)} 件"
        explained = DEFINITIONS["answered_within"]
        headline.plain_metric(f"{days} 个工作日内", percent(figure.value), explained=explained, below=below)
st.subheader("其他指标")
rate_tables.rate_table(rates[0], OTHERS, key="completion.others")
st.caption(
    f"未评价 {number(now['not_rated'])} 件、拒访 {number(now['refused'])} 件、未接通 {number(now['unreached'])} 件，"
    "不计入满意率。"
)
if st.toggle("与去年同期比较用时（效率提升）", key="completion.gain"):
    headline.gain_metric(loaders.gain_over_last_year(asked.last_year, asked.now))
departments = loaders.names("department")
by_department = listings.per_code("在办超期", "overdue_open", "department_code", departments, departments)
figures = [listing(label, measure) for label, measure in FIGURES.items()]
cases.drill_down(asked.now, [*figures, *by_department.values()], key="completion")
