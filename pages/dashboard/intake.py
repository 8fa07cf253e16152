"""征集统计: who brought what, from where, about what, and when?"""

import streamlit as st

from glossary import OFFLINE_CHANNELS
from ui import cases, charts, filters, headline, listings, loaders, series, session, tables
from ui.dimensions import DIMENSIONS, names_of
from ui.listings import listing
from ui.text import day, number, percent

UNITS = {"按月": "M", "按周": "W", "日历": "D"}
LONGEST_CHART = 20

st.title("征集统计")
asked = filters.asked("intake")
arrivals, *earlier = loaders.at_once(
    loaders.Counts(asked.now, ("received_on", "channel_code"), ("received",)),
    loaders.Counts(asked.last_year, (), ("received",)),
    loaders.Counts(asked.previous, (), ("received",)),
)
if arrivals.empty:
    st.info("所选范围内没有收到建议。请放宽时间或条件；“性质”默认只看意见建议，可改为“全部性质”。")
    session.stop()
received = int(arrivals["received"].sum())
offline = int(arrivals.loc[arrivals["channel_code"].isin(OFFLINE_CHANNELS), "received"].sum())
by_day = series.summed(arrivals, "received_on")
busiest = by_day.loc[by_day["received"].idxmax()]
with headline.cards():
    headline.count_metric(
        "收到",
        received,
        *(int(each["received"].iloc[0]) for each in earlier),
        explained="所选时间内收到的全部，含后来撤回、不予受理和并案的。",
    )
    headline.plain_metric(
        "线下占比",
        percent(offline / received),
        explained="民情驿站、入户走访、定点接访、带件下访收到的 ÷ 收到的全部。",
        below=f"{number(offline)} / {number(received)} 件",
    )
    headline.plain_metric(
        "最多的一天",
        f"{number(busiest['received'])} 件",
        explained="单日收到最多的一天。",
        below=day(busiest["received_on"]),
    )

chosen = st.segmented_control("时间单位", list(UNITS), default="按月", key="intake.unit") or "按月"
buckets = series.in_buckets(by_day, UNITS[chosen])
lists = listings.per_bucket("收到", "received", buckets["bucket"], UNITS[chosen])
if chosen == "日历":
    charts.draw(
        charts.calendar_heat_map, by_day, day="received_on", value="received", title="每日收到件数",
        key="intake.days", lists=lists,
    )  # fmt: skip
else:
    title = "每周收到的建议"
    if chosen == "按月":
        title = series.change_sentence(buckets, "received", "每月收到的建议", asked.now.as_of)
    charts.draw(
        charts.trend, buckets, x="bucket", y="received", title=title, y_title="件",
        key=f"intake.{UNITS[chosen]}", lists=lists,
    )  # fmt: skip

label = st.pills("按什么看", list(DIMENSIONS), default="渠道", key="intake.dimension") or "渠道"
dimension = DIMENSIONS[label]
counted = series.share(loaders.counts(asked.now, (dimension,), ("received",)), "received")
shown = series.named(counted, dimension, names_of(dimension), label)
by_name = listings.per_code(label, "received", dimension, counted[dimension], names_of(dimension))
title = f"按{label}：{shown.iloc[0][label]}最多，占 {percent(shown.iloc[0]['占比'])}"
if len(shown) > LONGEST_CHART:
    title += f"（前 {LONGEST_CHART} 个）"
charts.draw(
    charts.bars, shown.head(LONGEST_CHART), category=label, value="received", title=title, value_title="件",
    key=f"intake.{dimension}", lists=by_name,
)  # fmt: skip
with st.expander("表格与下载"):
    table = shown.rename(columns={"received": "件数"})
    rows = {(row, ""): by_name[name] for row, name in enumerate(table[label])}
    columns = {label: label, "件数": "件数", "占比": "占比"}
    tables.table(table, columns, percent=("占比",), key="intake.table", lists=rows)
    tables.downloads(table, f"征集统计_{label}", key="intake")

st.subheader("交叉表")
left, right = st.columns(2)
row = left.selectbox("行", list(DIMENSIONS), index=4, key="intake.row")
column = right.selectbox("列", [name for name in DIMENSIONS if name != row], key="intake.column")
pair = (DIMENSIONS[row], DIMENSIONS[column])
crossed = loaders.counts(asked.now, pair, ("received",))
lists = listings.per_pair("received", crossed, pair, [names_of(name) for name in pair])
across = series.largest_first(crossed, pair[1], "received")
columns = tuple(series.named(across, pair[1], names_of(pair[1]), column)[column].drop_duplicates())
crossed = series.largest_first(crossed, pair[0], "received")
for name in (row, column):
    crossed = series.named(crossed, DIMENSIONS[name], names_of(DIMENSIONS[name]), name)
charts.draw(
    charts.cross_table, crossed, row=row, column=column, value="received", columns=columns,
    title=f"{row} × {column}",    key="intake.pair", lists=lists,
)  # fmt: skip
tables.downloads(crossed.rename(columns={"received": "件数"}), f"交叉表_{row}_{column}", key="intake.crossed")

cases.drill_down(asked.now, [listing("收到", "received"), *by_name.values()], key="intake")
