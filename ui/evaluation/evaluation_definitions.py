"""What the figures of the 三评 mean (a word list); the same as docs/metrics.md says."""

import streamlit as st

from actions.evaluation import Evaluated
from glossary import FollowUpResult, labels
from scoring.quarter import FORMULA_VERSION
from ui.evaluation import evaluation_terms
from ui.text import day

DEFINITIONS = {
    "参评项目": "本季度列入三评、没有移出的民声转化项目。",
    "三项来源齐全": "群众评议、专家评审、第三方评估都有得分的项目，评等级；参与率够的，还排名。",
    "待补": "缺一项来源：缺的一项按同类项目该来源的均值暂代（同类不足 3 个的取全部项目），得分为暂定分，"
    "不评等级、不排名，也从不把权重摊给其他来源。缺两项的，或全季度都没有这项来源、无从暂代的，没有得分，不是 0 分。",
    "样本不足": "群众评议参与率不足 10 %，或没有登记应评人数。得分照列，不排名。",
    "边界": "综合得分所在等级的可能不到 80 %：误差稍偏就会换一个等级。",
    "群众评议": "每人对每个项目的每个阶段（收集、交办、办理、反馈、效果）一票，以最后一次为准；隔离和撤销的不计。"
    "原始均分是各档得分的平均；计入综合的是收缩均分：评议人次越少，越向全体均值靠拢。到了的阶段权重相等。",
    "参与率": "评议人次 ÷ 应评人次。上下界：没有评的人全部按最低档、全部按最高档算。不表态从不算满意。",
    "专家评审": "取项目最后一个已关闭轮次。评委 5 人及以上：去掉一个最高、一个最低后求平均；"
    "3、4 人取中位数；不足 3 人没有得分。回避的评分视同没有。"
    "宽严校正按专家×项目的交叉随机效应模型（REML）算出，列在原值旁边，不代替原值。",
    "收敛": "两轮之间中位数和四分位距的变化都不超过 5 %，评委一致程度（W）变化不超过 0.05，或已评三轮。"
    "收敛只说明评分不再变动，不等于评得可靠。",
    "突出的评分": "与同组中位数之差超过 3 × 1.4826 × MAD（MAD：同组对这个项目的各份评分与中位数之差的中位数），"
    "且超过 2 分；或者偏离按项目和评委宽严预计的分数 3 个标准差以上。评委少的项目，几份评分碰巧接近时这个限很小，"
    "3 人一组时正常的评分也有一成会超过，所以明显突出的还要超过本组平常的差距：同样的算法，各项目的差距合起来算；"
    "少于 5 个项目的组不看这一条。"
    "只请专家说明，从不剔除。",
    "第三方评估": "指标得分 = 100 ×（数值 − 下限）÷（目标 − 下限），限于 0 到 100；区间型两边向下限递减。不适用的不计；"
    "过了截止日仍未提供的按 0 分。缺失权重不超过 30 % 的按其余指标折算并注明，超过的为评估不完整，没有得分。",
    "综合得分": "三项得分按本季度权重版本加权平均。区间是 95 % 的误差范围。",
    "等级": "90 分及以上优秀，80 至 90 良好，60 至 80 合格，不足 60 不合格；按未取整的得分判定，含下线。"
    "可能性按综合得分的误差（正态分布）算出。",
    "名次区间": "按误差把全部项目重排一万次，名次落在其中的可能为 90 %。区间重叠的项目，名次先后不宜强调。",
    "换位": "让相邻两名得分相等所需挪动的最少权重（百分点），再多一点就换位。",
    "占全部权重组合": "在一切可能的权重中，该项目排第一的比例（SMAA-2）。",
    "矛盾": "同一项目的两项来源相差两个等级以上，单独列出，不用平均掩盖。",
    "一票否决": "列在得分旁边的标记，不改动得分、等级和名次。",
    "自评差": "单位自评 − 综合得分。自评和点评不进入任何得分。",
}


def show(evaluated: Evaluated) -> None:
    """The definitions in words, and the rules this quarter is fixed to."""
    quarter = evaluated.quarter
    st.subheader("口径")
    for name, meaning in DEFINITIONS.items():
        st.markdown(f"**{name}**：{meaning}")
    st.caption("没有定义的数字显示“—”，不显示 0。等级和名次按未取整的得分计算。")
    st.subheader("本季度的规则")
    names = labels(FollowUpResult)
    levels = "、".join(f"{names[level]} {given:g}" for level, given in quarter.level_points.items())
    st.markdown(f"**满意度各档得分**：{levels}。")
    st.markdown(
        f"**期限**：群众评议截至 {day(quarter.ratings_until)}，第三方评估截至 {day(quarter.assessment_due_on)}，"
        f"单位异议截至 {day(quarter.objection_until)}。"
    )
    st.markdown(
        f"**版本**：权重第 {evaluated.weights.id} 版（{evaluation_terms.approval(evaluated.weights)}），"
        f"评审标准第 {quarter.criteria_version_id} 版，第三方指标第 {quarter.indicator_version_id} 版，"
        f"计算公式第 {FORMULA_VERSION} 版，随机数种子 {quarter.seed}。"
    )


def explained(*names: str) -> None:
    """A button that opens some of the definitions."""
    with st.popover("口径"):
        for name in names:
            st.markdown(f"**{name}**：{DEFINITIONS[name]}")
