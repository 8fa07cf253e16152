"""How rounds of the expert review read on screen: states with sign and shade, reasons, sentences of charts."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from glossary import ReviewState
from scoring.convergence import (
    BOTH_MOVED,
    MIDDLE_MOVED,
    NO_EARLIER_ROUND,
    SPREAD_MOVED,
    STABLE,
    TOO_FEW_EXPERTS,
)
from ui.text import points

ASSIGNED = "· 已分派"
SIGNS = {
    ReviewState.UNDECLARED.value: "○ 待声明",
    ReviewState.WAITING.value: "◐ 待评分",
    ReviewState.SUBMITTED.value: "● 已提交",
    ReviewState.ABSTAINED.value: "△ 已弃权",
    ReviewState.RECUSED.value: "✕ 已回避",
    ReviewState.MISSED.value: "□ 未评",
    "": ASSIGNED,
}
# Amber where somebody must act, red where it is too late; signs and words say the same without colour.
SHADES = {
    "○ 待声明": "background-color: #FFF1D6",
    "◐ 待评分": "background-color: #FFF8EA",
    "● 已提交": "background-color: #DCE9F5",
    "△ 已弃权": "background-color: #EEF1F4",
    "✕ 已回避": "background-color: #EEF1F4; color: #6B7785",
    "□ 未评": "background-color: #F7E3E3",
}
STABILITY = {
    STABLE: "已稳定",
    MIDDLE_MOVED: "未稳定：中位数变化超过 5 分",
    SPREAD_MOVED: "未稳定：分歧变化超过 5 分",
    BOTH_MOVED: "未稳定：中位数和分歧变化都超过 5 分",
    TOO_FEW_EXPERTS: "无法判断：有一轮评委不足 3 人",
    NO_EARLIER_ROUND: "无法判断：上一轮没有评分",
}
SETTLED = {
    "three_rounds": "已评满三轮，不再评下一轮",
    "settled": "各项目都已稳定，可以不再评下一轮",
    "projects_moved": "还有项目没有稳定，可以对这些项目再评一轮",
    "agreement_moved": "各项目都已稳定，但评委排序的一致程度变化超过 0.05，是否再评请斟酌",
    "nothing_to_compare": "没有可以比较的项目",
}
CONVERGENCE_EXPLAINED = (
    "收敛只说明评分不再变动：同一组专家看到本组的中位数后会彼此靠近，并不说明评得更准。"
    "另一个独立的组是否同意，看“两组之间”的一致程度。"
)
# Spearman moving by less is called unchanged: the same threshold as for W in evaluation.md § 2.
UNCHANGED_WITHIN = 0.05
# Below as many projects one that changes places moves the coefficients by tenths.
FEWEST_COMMON = 5


def told_apart(people: Mapping[int, str]) -> dict[int, str]:
    """Accounts with labels of their own: a list of choices takes two that read alike for one."""
    times = Counter(people.values())
    return {account: f"{told}（账户 {account}）" if times[told] > 1 else told for account, told in people.items()}


def round_name(number: int) -> str:
    """第 2 轮."""
    return f"第 {number} 轮"


def coefficient(value: float | None) -> str:
    """A measure of agreement with two digits; — when undefined."""
    return points(value, 2)


def spread_sentence(spread: pd.DataFrame) -> str:
    """What happened to the distance within panels, over all panels and projects."""
    weighted = spread.assign(sum=spread["iqr"] * spread["projects"]).groupby("round")[["sum", "projects"]].sum()
    means = weighted["sum"] / weighted["projects"]
    if len(means) < 2:
        return f"第 {means.index[0]} 轮，同组专家的分歧平均 {points(means.iloc[0])} 分"
    first, last = means.iloc[0], means.iloc[-1]
    moved = "缩小" if last < first - 0.05 else "扩大" if last > first + 0.05 else "没有变化"
    told = " → ".join(points(value) for value in means)
    return f"同组专家的分歧{moved}：{told} 分"


def between_sentence(between: pd.DataFrame) -> str:
    """What happened to the order two panels have in common; of several pairs, how many went which way."""
    told: list[tuple[str, str, str]] = []
    now: list[float] = []
    for (first, second), rows in between.groupby(["first", "second"], sort=False):
        values = rows.sort_values("round")["spearman"].dropna()
        if values.empty:
            continue
        moved = values.iloc[-1] - values.iloc[0]
        verdict = "基本不变" if abs(moved) <= UNCHANGED_WITHIN else "上升" if moved > 0 else "下降"
        written = " → ".join(coefficient(value) for value in values)
        now.append(values.iloc[-1])
        told.append((f"{first}与{second}", verdict if len(values) > 1 else "", written))
    if len(told) > 1:
        times = Counter(verdict for _pair, verdict, _written in told if verdict)
        ways = "，".join(f"{count} 对{verdict}" for verdict, count in times.most_common())
        ends = " 至 ".join(dict.fromkeys((coefficient(min(now)), coefficient(max(now)))))
        return f"两组之间的一致程度：{ways or ends}"
    return "；".join(
        f"{pair}之间的一致程度{verdict}：{written}" if verdict else f"{pair}之间的一致程度为 {written}"
        for pair, verdict, written in told
    )


def common_projects(between: pd.DataFrame) -> str:
    """How many projects each pair of panels has in common in the last round, and when these are too few to rely on."""
    last = between[between["round"] == between["round"].max()]
    told = "、".join(f"{row.first}与{row.second} {row.projects} 个" for row in last.itertuples())
    few = "共同项目少于 5 个的，一两个项目换位就变很多，只作参考。" if (last["projects"] < FEWEST_COMMON).any() else ""
    return f"共同项目：{told}。{few}"


def question_for(row) -> str:
    """A question to start from, for a mark that stands out."""
    return (
        f"您给 {row.project} 的总分是 {points(row.score)} 分，同组中位数是 {points(row.median)} 分。"
        "请说明您的依据；不要求修改评分。"
    )


def why_outstanding(row) -> str:
    """Why a mark is listed."""
    reasons = []
    if row.far_from_median:
        # The larger of both limits where it is passed as well: that is what puts the mark into the first list.
        limit = row.panel_limit if abs(row.deviation) > row.panel_limit > row.limit else row.limit
        reasons.append(f"与中位数相差 {points(abs(row.deviation))} 分，超过 {points(limit)} 分")
    if row.unexpected:
        reasons.append(f"偏离预计 {points(abs(row.residual))} 个标准差")
    return "；".join(reasons)
