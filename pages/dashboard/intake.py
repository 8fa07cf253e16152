"""征集统计: who brought what, from where, about what, and when?"""

import streamlit as st

from glossary import OFFLINE_CHANNELS, CollectorKind, Line, Nature, labels
from ui import charts, filters, headline, loaders, series, tables
from ui.cases import drill_down
from ui.text import day, number, percent

DIMENSIONS = {
    "渠道": "channel_code",
    "线上线下": "line",
    "民情驿站": "station_code",
    "收集员类别": "collector_kind",
    "镇办区": "township_code",
    "一级分类": "category_parent_code",
    "性质": "nature",
}
VOCABULARIES = {"line": Line, "collector_kind": CollectorKind, "nature": Nature}
DICTIONARIES = {
    "channel_code": "channel",
    "station_code": "station",
    "township_code": "township",
    "category_parent_code": "category_parent",
}
LONGEST_CHART = 20


def names_of(dimension: str) -> dict[str, str]:
    """Code → Chinese name of one dimension."""
    if dimension in VOCABULARIES:
        return labels(VOCABULARIES[dimension])
    return loaders.names(DICTIONARIES[dimension])


st.title("征集统计")
asked = filters.asked("intake")
scopes = {"now": asked.now, "last_year": asked.last_year, "previous": asked.previous}
received = loaders.counts_of_scopes(scopes, ("received",))["received"]
if not received["now"]:
    st.info("所选范围内没有收到建议。请放宽时间或条件；“性质”默认只看意见建议，可改为“全部性质”。")
    st.stop()
by_day = loaders.counts(asked.now, ("received_on",), ("received",))
by_channel = loaders.counts(asked.now, ("channel_code",), ("received",))
offline = int(by_channel.loc[by_channel["channel_code"].isin(OFFLINE_CHANNELS), "received"].sum())
busiest = by_day.loc[by_day["received"].idxmax()]
first, second, third = st.columns(3)
with first:
    headline.count_metric(
        "收到", *(int(count) for count in received), explained="所选时间内收到的全部，含后来撤回、不予受理和并案的。"
    )
with second:
    headline.plain_metric(
        "线下占比",
        percent(offline / int(received["now"])),
        explained="民情驿站、入户走访、定点接访、带件下访收到的 ÷ 收到的全部。",
        below=f"{number(offline)} / {number(received['now'])} 件",
    )
with third:
    headline.plain_metric(
        "最多的一天",
        f"{number(busiest['received'])} 件",
        explained="单日收到最多的一天。",
        below=day(busiest["received_on"]),
    )

unit = st.segmented_control("时间单位", ["按月", "按周", "日历"], default="按月", key="intake.unit") or "按月"
if unit == "日历":
    charts.draw(charts.calendar_heat_map, by_day, day="received_on", value="received", title="每日收到件数")
else:
    buckets = series.in_buckets(by_day, "W" if unit == "按周" else "M")
    title = "每周收到的建议"
    if unit == "按月":
        title = series.change_sentence(buckets, "received", "每月收到的建议", asked.now.as_of)
    charts.draw(charts.trend, buckets, x="bucket", y="received", title=title, y_title="件")

label = st.pills("按什么看", list(DIMENSIONS), default="渠道", key="intake.dimension") or "渠道"
dimension = DIMENSIONS[label]
counted = series.share(loaders.counts(asked.now, (dimension,), ("received",)), "received")
shown = series.named(counted, dimension, names_of(dimension), label)
title = f"按{label}：{shown.iloc[0][label]}最多，占 {percent(shown.iloc[0]['占比'])}"
if len(shown) > LONGEST_CHART:
    title += f"（前 {LONGEST_CHART} 个）"
charts.draw(charts.bars, shown.head(LONGEST_CHART), category=label, value="received", title=title, value_title="件")
with st.expander("表格与下载"):
    table = shown.rename(columns={"received": "件数"})
    tables.table(table, {label: label, "件数": "件数", "占比": "占比"}, percent=("占比",), key="intake.table")
    tables.downloads(table, f"征集统计_{label}", key="intake")

st.subheader("交叉表")
left, right = st.columns(2)
row = left.selectbox("行", list(DIMENSIONS), index=4, key="intake.row")
column = right.selectbox("列", [name for name in DIMENSIONS if name != row], key="intake.column")
crossed = loaders.counts(asked.now, (DIMENSIONS[row], DIMENSIONS[column]), ("received",))
for name in (row, column):
    crossed = series.named(crossed, DIMENSIONS[name], names_of(DIMENSIONS[name]), name)
charts.draw(charts.cross_table, crossed, row=row, column=column, value="received", title=f"{row} × {column}")
tables.downloads(crossed.rename(columns={"received": "件数"}), f"交叉表_{row}_{column}", key="intake.crossed")

groups = {
    f"{label}：{name}": ("received", {dimension: code if code == code else None})
    for name, code in zip(shown[label], counted[dimension], strict=True)
}
drill_down(asked.now, {"收到": ("received", {}), **groups}, key="intake")
