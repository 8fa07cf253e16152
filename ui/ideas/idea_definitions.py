"""What the figures of 金点子成效 mean, one click away; the same as docs/metrics.md says."""

import streamlit as st

ADOPTION = "采纳的（入库、转化、见效）÷ 有结论的（采纳的、留存参考、不采纳）。还在征集、梳理、论证的不在分母里。"
CONVERSION = "已转化的（转化、见效）÷ 采纳的（入库、转化、见效）。"
EFFECT = "见效的 ÷ 已转化的（转化、见效）。"
OPEN = "在征集、梳理、论证三个状态、还没有结论的点子。"
DEFINITIONS = {
    "采纳率": ADOPTION,
    "转化率": CONVERSION,
    "见效率": EFFECT,
    "研究中": OPEN,
    "停留天数": "从进入现在的状态到统计时点的日历天数。",
    "通常停留": "点子在一个状态里停留天数的中位数（Kaplan–Meier）：还没离开的按已停留的天数计入。"
    "离开又回来的，每次停留各算一次；不到一半离开过的状态没有中位数。",
    "流向": "每个点子只走一条路，停在它现在的状态：流入一处的，等于从这里流出的加上停在这里的。",
    "政策、项目": "有采用它的政策文件（未撤销登记的），或有转化项目（未撤项的）；并入它的点子的也算它的。",
    "按镇办区": "一个点子涉及几个镇办区的，在每个镇办区各计一次，合计会多于点子数。",
}


def definitions() -> None:
    """A button that opens the definitions."""
    with st.popover("指标口径"):
        for name, meaning in DEFINITIONS.items():
            st.markdown(f"**{name}**：{meaning}")
        st.caption("点子按现在所处的状态计数；没有定义的数字显示“—”，不显示 0。")
