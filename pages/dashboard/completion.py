"""办理进度: of what people sent in, how much is done, how much in time, and where is it stuck?"""

import streamlit as st

from glossary import AGE_BANDS, ANSWER_LIMITS, OLDEST_BAND, Kpi, Tier, labels
from scoring.kpi import ANSWER_MEASURES, KPI_MEASURES, answer_rates, kpi_rates
from scoring.rates import league_table
from scoring.survival import kaplan_meier
from ui import charts, definitions, filters, headline, loaders, rate_tables, series, tables
from ui.cases import drill_down
from ui.definitions import DEFINITIONS
from ui.text import number, percent, working_days

HEADLINES = ("completion_rate", "on_time_rate", "on_time_of_completed")
HEADLINE_MEASURES = ("cohort", "completed", "due", "on_time", "completed_with_due", "completed_on_time")
OTHERS = [
    "sign_rate",
    "return_rate",
    "redo_rate",
    "extension_rate",
    "valid_followup_rate",
    "satisfaction_rate",
    "satisfaction_rate_strict",
    "adoption_rate",
    "conversion_rate",
]
FIGURES = {
    "在办超期": "overdue_open", "在办": "open", "已办结": "completed", "按期办结": "on_time", "已到期": "due",
    "重办": "redone", "退单": "returned", "延期": "extended", "纳入件": "cohort",
}  # fmt: skip

st.title("办理进度")
asked = filters.asked("completion")
fine = loaders.counts(asked.now, ("department_code", "tier"), (*KPI_MEASURES, *ANSWER_MEASURES))
now = series.whole(fine)
if not now.get("cohort"):
    st.info("所选范围内没有已受理的建议，请放宽时间或条件。")
    st.stop()
earlier = loaders.counts_of_scopes({"previous": asked.previous, "last_year": asked.last_year}, HEADLINE_MEASURES)
rates = {"now": kpi_rates(now)} | {name: kpi_rates(found, HEADLINES) for name, found in earlier.iterrows()}

for column, code in zip(st.columns(3), HEADLINES, strict=True):
    with column:
        headline.rate_metric(Kpi(code).label, code, *(rates[name][code] for name in ("now", "last_year", "previous")))
times = loaders.handling_times(asked.now, ("tier",))
taken = kaplan_meier(times["minutes"], times["completed"], counts=times["count"])
first, second, third = st.columns(3)
with first:
    headline.plain_metric("办理时长中位数", working_days(taken.median), explained=DEFINITIONS["handling_time"])
with second:
    headline.plain_metric(
        "九成办结用时（P90）", working_days(taken.quantile(0.9)), explained=DEFINITIONS["handling_time"]
    )
with third:
    longest = loaders.longest_overdue(asked.now, now["earliest_due"])
    below = f"在办 {number(now['open'])} 件　最长超期 {number(longest)} 个工作日"
    headline.plain_metric(
        "在办超期", f"{number(now['overdue_open'])} 件", explained=DEFINITIONS["overdue_open"], below=below
    )
definitions.definitions("cohort", *(code.value for code in Kpi), "answered_within")

left, right = st.columns(2)
charts.draw(charts.survival_curves, series.survival_by_tier(times), place=left)
ageing = loaders.counts(asked.now, ("age_band",), ("open", "overdue_open"))
bands = (*(label for _, label in AGE_BANDS), OLDEST_BAND)
charts.draw(charts.ageing, series.age_bands(ageing, bands), title="在办件已等待的工作日", place=right)

st.subheader("多久答复")
for column, (days, figure) in zip(st.columns(4), answer_rates(now, ANSWER_LIMITS).items(), strict=True):
    with column:
        below = f"{number(figure.numerator)} / {number(figure.denominator)} 件"
        explained = DEFINITIONS["answered_within"]
        headline.plain_metric(f"{days} 个工作日内", percent(figure.value), explained=explained, below=below)

st.subheader("各单位")
tier = st.segmented_control(
    "办理等级", list(labels(Tier)), format_func=labels(Tier).get, key="completion.tier", help="同一等级内比较才公平。"
)
chosen = fine[fine["tier"] == tier] if tier else fine
league = league_table(
    series.totals(chosen, "department_code", loaders.names("department"), "主责单位"), "on_time", "due"
)
title = f"各单位按期办结率与 95% 区间（{labels(Tier)[tier] if tier else '全部等级'}）"
charts.draw(charts.rates_with_intervals, league, category="主责单位", title=title)
st.caption("空心灰点：到期不足 30 件，只列出，不排名。")
with st.expander("表格与下载"):
    rate_tables.group_table(league, "主责单位", key="completion.league")
    tables.downloads(rate_tables.group_file(league, "主责单位"), "各单位办理进度", key="completion.league")

st.subheader("其他指标")
rate_tables.rate_table(rates["now"], tuple(OTHERS), key="completion.others")
st.caption(
    f"未评价 {number(now['not_rated'])} 件、拒访 {number(now['refused'])} 件、未接通 {number(now['unreached'])} 件，"
    "不计入满意率。"
)
if st.toggle("与去年同期比较用时（效率提升）", key="completion.gain"):
    gain = loaders.gain_over_last_year(asked.last_year, asked.now)
    headline.plain_metric(
        "效率提升",
        percent(gain.value),
        explained=DEFINITIONS["efficiency_gain"],
        below=f"95% 区间 {percent(gain.low)} 至 {percent(gain.high)}；平均用时 {working_days(gain.before_mean)} → "
        f"{working_days(gain.after_mean)}",
    )
departments = {
    f"{name}：在办超期": ("overdue_open", {"department_code": code})
    for code, name in loaders.names("department").items()
}
drill_down(asked.now, {label: (name, {}) for label, name in FIGURES.items()} | departments, key="completion")
