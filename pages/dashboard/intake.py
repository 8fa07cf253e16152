"""征集统计: who brought what, from where, about what, and when?"""

import streamlit as st
from ui.text import percent

from glossary import CollectorKind, Line, Nature, labels
from ui import charts, filters, headline, loaders, series, tables
from ui.cases import drill_down

DIMENSIONS = {
    "渠道": "channel_code",
    "线上线下": "line",
    "民情驿站": "station_code",
    "收集员类别": "collector_kind",
    "镇办区": "township_code",
    "一级分类": "category_parent_code",
    "性质": "nature",
}


def names_of(label: str) -> dict[str, str]:
    """Code → Chinese name of one dimension."""
    closed = {"线上线下": Line, "收集员类别": CollectorKind, "性质": Nature}
    if label in closed:
        return labels(closed[label])
    return loaders.names({"一级分类": "category"}.get(label, DIMENSIONS[label].removesuffix("_code")))


st.title("征集统计")
asked = filters.asked()
three = loaders.counts_of_scopes(
    {"now": asked.now, "previous": asked.previous, "last_year": asked.last_year}, ("received",)
)["received"]
if not three["now"]:
    st.info("所选范围内没有收到建议。请放宽时间或条件；“性质”默认只看意见建议，可改为“全部性质”。")
    st.stop()

by_line = loaders.counts(asked.now, ("line",), ("received",)).set_index("line")["received"]
offline = int(by_line.get(Line.OFFLINE, 0))
columns = st.columns(3)
with columns[0]:
    headline.count_metric(
        "收到",
        int(three["now"]),
        int(three["last_year"]),
        int(three["previous"]),
        help="所选时间内收到的全部建议，含后来撤回、不予受理和并案的。",
    )
with columns[1]:
    st.metric("线下占比", percent(offline / int(three["now"])), border=True, help="线下渠道收到的 ÷ 收到的全部。")
    st.caption(f"{offline:,} / {int(three['now']):,} 件")
by_day = loaders.counts(asked.now, ("received_on",), ("received",))
with columns[2]:
    busiest = by_day.loc[by_day["received"].idxmax()]
    st.metric("最多的一天", f"{int(busiest['received']):,} 件", border=True)
    st.caption(f"{busiest['received_on']:%Y-%m-%d}")

unit = st.segmented_control(
    "时间", ["按月", "按周", "日历"], default="按月", key="intake.unit", label_visibility="collapsed"
)
if unit == "日历":
    st.altair_chart(charts.calendar_heat_map(by_day, day="received_on", value="received"))
else:
    buckets = series.in_buckets(by_day, "W" if unit == "按周" else "M")
    title = "每周收到的建议" if unit == "按周" else series.change_sentence(list(buckets["received"]), "每月收到的建议")
    st.altair_chart(charts.trend(buckets, x="bucket", y="received", title=title, y_title="件"))

label = st.pills("按什么看", list(DIMENSIONS), default="渠道", key="intake.dimension") or "渠道"
counted = loaders.counts(asked.now, (DIMENSIONS[label],), ("received",))
shown = series.share(series.named(counted, DIMENSIONS[label], names_of(label), label), "received")
st.altair_chart(
    charts.bars(
        shown.head(20),
        category=label,
        value="received",
        value_title="件",
        title=f"按{label}：{shown.iloc[0][label]}最多，占 {percent(shown.iloc[0]['占比'])}",
    )
)
table = shown.rename(columns={"received": "件数"})
tables.table(table, key="intake.table", percents=("占比",))
tables.downloads(table, f"征集统计_{label}", key="intake")

st.subheader("交叉表")
left, right = st.columns(2)
row = left.selectbox("行", list(DIMENSIONS), index=4, key="intake.row")
column = right.selectbox("列", [name for name in DIMENSIONS if name != row], index=0, key="intake.column")
crossed = loaders.counts(asked.now, (DIMENSIONS[row], DIMENSIONS[column]), ("received",))
crossed = series.named(crossed, DIMENSIONS[row], names_of(row), row)
crossed = series.named(crossed, DIMENSIONS[column], names_of(column), column)
st.altair_chart(charts.cross_table(crossed, row=row, column=column, value="received"))
tables.downloads(crossed.rename(columns={"received": "件数"}), f"交叉表_{row}_{column}", key="intake.crossed")

codes = dict(zip(shown[label], series.share(counted, "received")[DIMENSIONS[label]], strict=True))
drill_down(
    asked.now,
    {"收到": ("received", {})}
    | {
        f"{label}：{name}": ("received", {DIMENSIONS[label]: None if code != code else code})
        for name, code in codes.items()
    },
    key="intake",
)
