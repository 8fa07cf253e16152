"""Every figure's definition, one click away."""

import streamlit as st

from data_access.settings import IN_USE, LABELS
from glossary import Kpi, labels
from ui import loaders

DEFINITIONS: dict[str, str] = {
    "cohort": "纳入件：所选时间内收到并已受理的建议，不含已撤回、不予受理和已并案的。",
    "completion_rate": "截至统计时点已办结 ÷ 纳入件。办结指审核人认可了实质性答复。",
    "on_time_rate": "到期日及以前办结的 ÷ 到期日早于统计时点的纳入件，超期未办结的也在分母里。",
    "on_time_of_completed": "到期日及以前办结的 ÷ 已办结且定了期限的。未办结的不算，所以常高于按期办结率。",
    "overdue_open": "到期日早于统计时点、仍未办结的件数。",
    "longest_overdue": "在办超期件中，到期日至统计时点最长的工作日数。",
    "sign_rate": "规定期限内签收的 ÷ 应签收的（已签收或签收期限已过）。",
    "return_rate": "退单次数 ÷ 交办次数。",
    "redo_rate": "重办过的 ÷ 曾经办结的。",
    "extension_rate": "延期过的 ÷ 纳入件。",
    "handling_time": "从收到到办结的工作时间（每日 6.5 小时）；未办结的按截尾计入（Kaplan–Meier），"
    "给出一半办结（中位数）和九成办结（P90）所需的时间。",
    "efficiency_gain": "1 − 本期平均办理时间 ÷ 去年同期平均办理时间。均为受限平均，"
    "超过“办理规则”所定天数（产品默认 60 个工作日）的按该天数计，"
    "按去年的办理等级与分类构成标准化；95% 区间由自助法得出。用时少 30% 不等于快 30%。",
    "valid_followup_rate": "有效回访（群众给出评价）÷ 应回访（已办结）。",
    "satisfaction_rate": "（非常满意＋满意＋基本满意）÷ 有效评价。未接通、拒访、未评价不在分子也不在分母。",
    "satisfaction_rate_strict": "（非常满意＋满意）÷ 有效评价。",
    "adoption_rate": "采纳和部分采纳的 ÷ 已作结论的。",
    "conversion_rate": "转为政策或项目的 ÷ 采纳和部分采纳的。",
    "answered_within": "n 个工作日内答复的 ÷ 已答复或等待已超过 n 个工作日的纳入件。",
}

EXTRA = {"cohort": "纳入件", "answered_within": "n 日答复率"}


def definitions(*codes: str) -> None:
    """A button that opens the definitions of the figures named."""
    names = {**EXTRA, **labels(Kpi)}
    with st.popover("指标口径"):
        for code in codes:
            st.markdown(f"**{names[code]}**：{DEFINITIONS[code]}")
        st.caption("没有定义的数字显示“—”，不显示 0。")
        waiting = [LABELS[key] for key, rule in loaders.rules().items() if key in IN_USE and not rule.confirmed_by]
        if waiting:
            st.caption(f"待市里确认：{'、'.join(waiting)}。现按产品默认值或登记值计算。")
