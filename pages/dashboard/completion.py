"""办理进度: of what people sent in, how much is done, how much in time, and where is it stuck?"""

import pandas as pd
import streamlit as st
from ui.text import number, percent, working_days

from glossary import ANSWER_LIMITS, Kpi, Tier, labels
from scoring.kpi import KPI_MEASURES, answer_rates, kpi_rates
from scoring.rates import league_table
from scoring.survival import kaplan_meier
from ui import charts, definitions, filters, headline, loaders, series, tables
from ui.cases import drill_down
from ui.definitions import DEFINITIONS

ANSWERS = tuple(f"{kind}_{days}" for days in ANSWER_LIMITS for kind in ("answered_within", "answer_known"))

st.title("办理进度")
asked = filters.asked()
scopes = {"now": asked.now, "previous": asked.previous, "last_year": asked.last_year}
three = loaders.counts_of_scopes(scopes, (*KPI_MEASURES, *ANSWERS))
now = three.loc["now"]
if not now["cohort"]:
    st.info("所选范围内没有已受理的建议，请放宽时间或条件。")
    st.stop()
rates = {name: kpi_rates(three.loc[name]) for name in three.index}

for column, code in zip(st.columns(3), ("completion_rate", "on_time_rate", "on_time_of_completed"), strict=True):
    with column:
        headline.rate_metric(Kpi(code).label, code, *(rates[name][code] for name in ("now", "last_year", "previous")))
times = loaders.handling_times(asked.now, ("tier",))
whole = kaplan_meier(times["minutes"], times["completed"], counts=times["count"])
columns = st.columns(3)
columns[0].metric("办理时长中位数", working_days(whole.median), border=True, help=DEFINITIONS["handling_time"])
columns[1].metric(
    "九成办结所需（P90）", working_days(whole.quantile(0.9)), border=True, help=DEFINITIONS["handling_time"]
)
longest = loaders.longest_overdue(asked.now, now["earliest_due"])
columns[2].metric("在办超期", f"{number(now['overdue_open'])} 件", border=True, help=DEFINITIONS["overdue_open"])
columns[2].caption(f"在办 {number(now['open'])} 件　最长超期 {number(longest)} 个工作日")
definitions.definitions("cohort", *(code.value for code in Kpi), "answered_within")

st.subheader("多久办结")
curves = []
for tier in Tier:
    own = times[times["tier"] == tier.value]
    if len(own):
        curve = kaplan_meier(own["minutes"], own["completed"], counts=own["count"])
        curves.append(pd.DataFrame({"days": curve.times / 390, "survival": curve.survival, "tier": tier.label}))
if curves:
    st.altair_chart(charts.survival_curves(pd.concat(curves, ignore_index=True)))
ageing = loaders.counts(asked.now, ("age_band",), ("open", "overdue_open"))
st.altair_chart(charts.ageing(ageing[ageing["open"] > 0]))

st.subheader("多久答复")
for column, (days, figure) in zip(st.columns(4), answer_rates(now, ANSWER_LIMITS).items(), strict=True):
    column.metric(f"{days} 个工作日内", percent(figure.value), border=True, help=DEFINITIONS["answered_within"])
    column.caption(f"{number(figure.numerator)} / {number(figure.denominator)} 件")

st.subheader("各单位")
tier = st.segmented_control(
    "办理等级",
    [member.value for member in Tier],
    format_func=labels(Tier).get,
    key="completion.tier",
    help="同一等级内比较才公平；不选为全部等级。",
)
measures = ("cohort", "completed", "due", "on_time", "open", "overdue_open", "redone", "returned")
by_both = loaders.counts(asked.now, ("department_code", "tier"), measures)
league = series.departments(by_both, tier, loaders.names("department"))
ranked = league_table(league, "on_time", "due")
st.altair_chart(
    charts.rates_with_intervals(
        ranked, category="主责单位", title="各单位按期办结率与 95% 区间（空心：不足 30 件，不排名）"
    )
)
tables.rate_table(ranked, key="completion.league")
tables.downloads(tables.league_in_chinese(ranked), "各单位办理进度", key="completion.league")

st.subheader("其他指标")
others = (
    "sign_rate",
    "return_rate",
    "redo_rate",
    "extension_rate",
    "valid_followup_rate",
    "satisfaction_rate",
    "satisfaction_rate_strict",
    "adoption_rate",
    "conversion_rate",
)
tables.rates(rates, others, key="completion.others")
st.caption(
    f"未评价 {number(now['not_rated'])}、拒访 {number(now['refused'])}、未接通 {number(now['unreached'])} 件，"
    "不计入满意率。"
)
gain = loaders.gain_over_last_year(asked.now)
st.metric("效率提升（与去年同期比）", percent(gain.value), border=True, help=DEFINITIONS["efficiency_gain"])
st.caption(
    f"95% 区间 {percent(gain.low)} 至 {percent(gain.high)}；平均用时由 {working_days(gain.before_mean)} "
    f"变为 {working_days(gain.after_mean)}。"
)
drill_down(
    asked.now,
    {
        "在办超期": ("overdue_open", {}),
        "在办": ("open", {}),
        "已办结": ("completed", {}),
        "按期办结": ("on_time", {}),
        "已到期": ("due", {}),
        "重办": ("redone", {}),
        "退单": ("returned", {}),
        "延期": ("extended", {}),
        "纳入件": ("cohort", {}),
    }
    | {
        f"{name}在办超期": ("overdue_open", {"department_code": code})
        for code, name in loaders.names("department").items()
    },
    key="completion",
)
