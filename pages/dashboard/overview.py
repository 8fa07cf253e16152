"""总览: in a minute — what came in, what is done, what is late, and where is the trouble?"""

import pandas as pd
import streamlit as st

from glossary import Tier, labels
from scoring.kpi import kpi_rates
from ui import cases, charts, definitions, filters, headline, listings, loaders, rate_tables, series, session
from ui.listings import listing
from ui.text import number

COMPARED = ("cohort", "completed", "due", "on_time", "overdue_open")
MEASURES = (*COMPARED, "assigned", "followed_up", "rated")
STAGES = {"收集": "received", "受理": "cohort", "交办": "assigned", "办结": "completed", "回访": "followed_up",
          "评价": "rated"}  # fmt: skip
FIGURES = {"收到": "received", "纳入件": "cohort", "已办结": "completed", "在办": "open", "在办超期": "overdue_open",
           "已撤回、不予受理或并案": "left_out"}  # fmt: skip
PROGRESS = {"在办超期": "overdue_open", "在办未超期": "open_in_time", "已办结": "completed"}

st.title("总览")
asked = filters.asked("overview")
arrivals, fine, last_year, previous = loaders.at_once(
    loaders.Counts(asked.now, ("received_on", "channel_code"), ("received", "left_out")),
    loaders.Counts(asked.now, ("tier", "department_code"), MEASURES),
    loaders.Counts(asked.last_year, (), ("received", *COMPARED)),
    loaders.Counts(asked.previous, (), ("received", *COMPARED)),
)
if arrivals.empty:
    st.info("所选范围内没有收到建议。请放宽时间或条件；分办员可在“导入”页导入来信。")
    session.stop()
now = pd.concat([series.whole(fine), arrivals[["received", "left_out"]].sum()])
counted = {"now": now, "last_year": last_year.iloc[0], "previous": previous.iloc[0]}
rates = [kpi_rates(found, ("completion_rate", "on_time_rate")) for found in counted.values()]

with headline.cards():
    headline.count_metric(
        "收到",
        *(int(found["received"]) for found in counted.values()),
        explained=f"所选时间内收到的全部；其中已撤回、不予受理或并案 {number(now['left_out'])} 件，不计入办理指标。",
    )
    for label, code in (("办结率", "completion_rate"), ("按期办结率", "on_time_rate")):
        headline.rate_metric(label, code, *(found[code] for found in rates))
    headline.count_metric(
        "在办超期",
        *(int(found["overdue_open"]) for found in counted.values()),
        explained=definitions.DEFINITIONS["overdue_open"],
        worse_when_more=True,
    )
if now["overdue_open"]:
    longest = loaders.longest_overdue(asked.now, now["earliest_due"])
    st.warning(f"{number(now['overdue_open'])} 件超期未办结，最长已超期 {number(longest)} 个工作日。")
else:
    st.success("没有超期未办结的建议。")
definitions.definitions("cohort", "completion_rate", "on_time_rate", "on_time_of_completed", "overdue_open")

months = series.in_buckets(series.summed(arrivals, "received_on"), "M")
charts.draw(
    charts.trend,
    months,
    x="bucket",
    y="received",
    title=series.change_sentence(months, "received", "每月收到的建议", asked.now.as_of),
    y_title="件",
    key="overview.trend",
    lists=listings.per_bucket("收到", "received", months["bucket"], "M"),
)

departments, tiers = loaders.names("department"), labels(Tier)
if now["overdue_open"]:
    left, right = st.columns([2, 3])
    with left:
        st.subheader("需要关注的单位")
        by_department = series.totals(fine, "department_code", departments, "主责单位")
        troubled = by_department[by_department["overdue_open"] > 0].nlargest(8, "overdue_open")
        rate_tables.group_table(
            troubled,
            "主责单位",
            "department_code",
            departments,
            only=("overdue_open", "on_time_rate"),
            key="overview.departments",
        )
    with right:
        st.subheader("超期最久的建议", help="超期按工作日计，自到期日的次日起。")
        cases.longest_overdue(asked.now, 8, key="overview.overdue")

left, right = st.columns(2)
charts.draw(
    charts.funnel,
    pd.DataFrame({"stage": list(STAGES), "count": [now[name] for name in STAGES.values()]}),
    title="收集—办理—反馈—评价",
    place=left,
    key="overview.funnel",
    lists={stage: listing(stage, measure) for stage, measure in STAGES.items()},
)
by_tier = series.totals(fine, "tier", tiers, "办理等级")
charts.draw(
    charts.stacked_bars,
    series.progress_of(by_tier, "办理等级"),
    states=tuple(PROGRESS),
    title="各办理等级办到哪一步",
    value_title="件",
    place=right,
    key="overview.tiers",
    lists=listings.per_cell(PROGRESS, "tier", tiers),
)
by_channel = series.summed(arrivals, "channel_code")
channels = loaders.names("channel")
charts.draw(
    charts.bars,
    series.named(by_channel, "channel_code", channels, "渠道"),
    category="渠道",
    value="received",
    title="各渠道收到件数",
    value_title="件",
    key="overview.channels",
    lists=listings.per_code("收到", "received", "channel_code", by_channel["channel_code"], channels),
)
cases.drill_down(asked.now, [listing(label, measure) for label, measure in FIGURES.items()], key="overview")
