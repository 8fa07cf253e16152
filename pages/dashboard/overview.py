"""总览: in a minute — what came in, what is done, what is late, and where is the trouble?"""

import streamlit as st
from ui.text import number

from glossary import Tier, labels
from scoring.kpi import KPI_MEASURES, kpi_rates
from scoring.rates import league_table
from ui import charts, definitions, filters, headline, loaders, series, tables
from ui.cases import drill_down
from ui.definitions import DEFINITIONS

st.title("总览")
asked = filters.asked()
three = loaders.counts_of_scopes(
    {"now": asked.now, "previous": asked.previous, "last_year": asked.last_year}, KPI_MEASURES
)
now, previous, last_year = three.loc["now"], three.loc["previous"], three.loc["last_year"]
if not now["received"]:
    st.info("所选范围内没有收到建议。请放宽时间或条件，或由分办员在“导入”页导入。")
    st.stop()
rates = {name: kpi_rates(three.loc[name]) for name in three.index}

late = int(now["overdue_open"])
columns = st.columns(4)
with columns[0]:
    headline.count_metric(
        "收到",
        int(now["received"]),
        int(last_year["received"]),
        int(previous["received"]),
        help=f"所选时间内收到的全部建议，其中撤回、不予受理、并案 {number(now['left_out'])} 件不计入办理指标。",
    )
for column, (label, code) in zip(
    columns[1:3], (("办结率", "completion_rate"), ("按期办结率", "on_time_rate")), strict=True
):
    with column:
        headline.rate_metric(label, code, *(rates[name][code] for name in ("now", "last_year", "previous")))
with columns[3]:
    headline.count_metric(
        "在办超期",
        late,
        int(last_year["overdue_open"]),
        int(previous["overdue_open"]),
        help=DEFINITIONS["overdue_open"],
        worse_when_more=True,
    )
if late:
    longest = loaders.longest_overdue(asked.now, now["earliest_due"])
    st.warning(f"有 {number(late)} 件超期未办结，最长已超期 {number(longest)} 个工作日，清单见下。")
else:
    st.success("没有超期未办结的建议。")
definitions.definitions("cohort", "completion_rate", "on_time_rate", "on_time_of_completed", "overdue_open")

by_day = loaders.counts(asked.now, ("received_on",), ("received", "completed"))
months = series.in_buckets(by_day, "M")
st.altair_chart(
    charts.trend(
        months,
        x="bucket",
        y="received",
        title=series.change_sentence(list(months["received"]), "每月收到的建议"),
        y_title="件",
    ),
)
left, right = st.columns(2)
with left:
    stages = [
        ("收集", "received"),
        ("受理", "cohort"),
        ("交办", "assigned"),
        ("办结", "completed"),
        ("回访", "followed_up"),
        ("评价", "rated"),
    ]
    counted = loaders.counts(asked.now, (), tuple(measure for _, measure in stages)).iloc[0]
    st.altair_chart(
        charts.funnel(
            stages=[(label, int(counted[measure])) for label, measure in stages], title="从收集到评价，每一步还剩多少"
        )
    )
with right:
    channels = loaders.counts(asked.now, ("channel_code",), ("received",))
    st.altair_chart(
        charts.bars(
            series.named(channels, "channel_code", loaders.names("channel"), "渠道"),
            category="渠道",
            value="received",
            title="各渠道收到件数",
            value_title="件",
        )
    )

measures = ("cohort", "completed", "due", "on_time", "overdue_open")
by_tier = loaders.counts(asked.now, ("tier",), measures)
st.subheader("按办理等级")
tables.rate_table(series.named(by_tier, "tier", labels(Tier), "办理等级"), key="overview.tiers")
st.subheader("需要关注的单位")
by_department = loaders.counts(asked.now, ("department_code",), measures).dropna(subset="department_code")
troubled = by_department[by_department["overdue_open"] > 0].sort_values("overdue_open", ascending=False).head(8)
if troubled.empty:
    st.success("没有单位有超期未办结的建议。")
else:
    shown = series.named(troubled, "department_code", loaders.names("department"), "主责单位")
    tables.rate_table(league_table(shown, "on_time", "due"), key="overview.departments")

drill_down(
    asked.now,
    {
        "在办超期": ("overdue_open", {}),
        "收到": ("received", {}),
        "纳入件": ("cohort", {}),
        "已办结": ("completed", {}),
        "在办": ("open", {}),
        "撤回、不予受理、并案": ("left_out", {}),
    },
    key="overview",
)
