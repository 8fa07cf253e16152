"""总览: in a minute — what came in, what is done, what is late, and where is the trouble?"""

import pandas as pd
import streamlit as st

from glossary import Tier, labels
from scoring.kpi import kpi_rates
from ui import charts, definitions, filters, headline, loaders, rate_tables, series
from ui.cases import drill_down
from ui.text import number

COMPARED = ("cohort", "completed", "due", "on_time", "overdue_open")
MEASURES = (*COMPARED, "assigned", "followed_up", "rated")
STAGES = {"受理": "cohort", "交办": "assigned", "办结": "completed", "回访": "followed_up", "评价": "rated"}
FIGURES = {
    "在办超期": "overdue_open",
    "收到": "received",
    "纳入件": "cohort",
    "已办结": "completed",
    "在办": "open",
    "已撤回、不予受理或并案": "left_out",
}

st.title("总览")
asked = filters.asked("overview")
before = {"previous": asked.previous, "last_year": asked.last_year}
intake = loaders.counts_of_scopes({"now": asked.now, **before}, ("received", "left_out"))
if not intake.loc["now", "received"]:
    st.info("所选范围内没有收到建议。请放宽时间或条件；分办员可在“导入”页导入来信。")
    st.stop()
fine = loaders.counts(asked.now, ("tier", "department_code"), MEASURES)
counted = {"now": series.whole(fine)}
earlier = loaders.counts_of_scopes(before, COMPARED)
counted |= {name: earlier.loc[name] for name in before}
rates = {name: kpi_rates(found, ("completion_rate", "on_time_rate")) for name, found in counted.items()}
now = counted["now"]

first, second, third, fourth = st.columns(4)
with first:
    left_out = number(intake.loc["now", "left_out"])
    headline.count_metric(
        "收到",
        *(int(intake.loc[name, "received"]) for name in ("now", "last_year", "previous")),
        explained=f"所选时间内收到的全部建议；其中已撤回、不予受理或并案 {left_out} 件，不计入办理指标。",
    )
for column, (label, code) in zip(
    (second, third), (("办结率", "completion_rate"), ("按期办结率", "on_time_rate")), strict=True
):
    with column:
        headline.rate_metric(label, code, *(rates[name][code] for name in ("now", "last_year", "previous")))
with fourth:
    headline.count_metric(
        "在办超期",
        *(int(counted[name]["overdue_open"]) for name in ("now", "last_year", "previous")),
        explained=definitions.DEFINITIONS["overdue_open"],
        worse_when_more=True,
    )
if now["overdue_open"]:
    longest = loaders.longest_overdue(asked.now, now["earliest_due"])
    st.warning(f"{number(now['overdue_open'])} 件超期未办结，最长已超期 {number(longest)} 个工作日，清单见页末。")
else:
    st.success("没有超期未办结的建议。")
definitions.definitions("cohort", "completion_rate", "on_time_rate", "on_time_of_completed", "overdue_open")

months = series.in_buckets(loaders.counts(asked.now, ("received_on",), ("received",)), "M")
title = series.change_sentence(months, "received", "每月收到的建议", asked.now.as_of)
charts.draw(charts.trend, months, x="bucket", y="received", title=title, y_title="件")
left, right = st.columns(2)
stages = {"收集": intake.loc["now", "received"]} | {label: now[name] for label, name in STAGES.items()}
charts.draw(
    charts.funnel,
    pd.DataFrame({"stage": list(stages), "count": list(stages.values())}),
    title="收集—办理—反馈—评价",
    place=left,
)
channels = series.named(
    loaders.counts(asked.now, ("channel_code",), ("received",)), "channel_code", loaders.names("channel"), "渠道"
)
charts.draw(
    charts.bars, channels, category="渠道", value="received", title="各渠道收到件数", value_title="件", place=right
)

st.subheader("需要关注的单位")
by_department = series.totals(fine, "department_code", loaders.names("department"), "主责单位")
troubled = by_department[by_department["overdue_open"] > 0].sort_values("overdue_open", ascending=False)
if troubled.empty:
    st.success("各单位都没有超期未办结的建议。")
else:
    rate_tables.group_table(troubled.head(8), "主责单位", key="overview.departments")
st.subheader("按办理等级")
rate_tables.group_table(series.totals(fine, "tier", labels(Tier), "办理等级"), "办理等级", key="overview.tiers")
drill_down(asked.now, {label: (measure, {}) for label, measure in FIGURES.items()}, key="overview")
