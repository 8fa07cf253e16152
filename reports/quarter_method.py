"""季度三评报告: annexes: how it is computed in words, by which rules, and from what."""

from collections.abc import Iterator

import pandas as pd

from data_access.report_reads import ReportMaterial, RuleSet
from glossary import EvaluationSource, FollowUpResult, IndicatorDirection, IndicatorFamily, labels
from reports.quarter_sentences import state
from reports.report_parts import Heading, Part, Table, Text
from reports.report_words import UNDEFINED, day_in_words, missing, moment_in_words, plain
from scoring.quarter import FORMULA_VERSION
from working_time import local

SOURCES, LEVELS = labels(EvaluationSource), labels(FollowUpResult)
FAMILIES, DIRECTIONS = labels(IndicatorFamily), labels(IndicatorDirection)
REFUSALS = {
    "too_few_experts": "有效专家不足 3 人",
    "too_few_projects": "有评分的项目不足 5 个",
    "too_few_scores": "评分太少，分不开项目、专家与偶然的差别",
    "not_connected": "专家与项目的分派不连通，宽严无从比较",
}
# What is computed, how, and whose method it is: shared with the workbook's sheet 口径.
METHOD = (
    (
        "群众评议",
        "每人每项目每阶段以最后一次有效评价计，五级折算成分。各阶段：收缩均分=（C×全体均值+人次×本项目均值）÷（C+人次），"
        "C=组内方差÷项目间方差，限于 3—50；项目间方差为 0 时都取全体均值，并注明项目间无显著差异。"
        "已到达的阶段等权平均；到达而无人评价的取全体均值，未到达的不计。",
        "经验贝叶斯（Bühlmann、Straub 1970；Efron、Morris 1975）",
    ),
    (
        "参与率与样本不足",
        "参与率=评议人次÷应评人数。不足 10% 或应评人数没有登记的为样本不足，不参加排名。没有评价不等于满意。",
        "按最坏情形给出上下界",
    ),
    (
        "疑似刷票",
        "同一设备过多、短时集中给同一评价、作答不足 3 秒的隔离待核，不删除、不计分，同时列出计入时的均值。",
        "泊松尾概率小于万分之一",
    ),
    (
        "专家评审",
        "每份评分的总分=Σ（标准权重×分数）÷Σ标准权重。小组值：5 人及以上去掉一个最高分和一个最低分后平均，"
        "3—4 人取中位数，不足 3 人为评委不足。回避和退回的评分视同没有，缺评不是 0 分。",
        "截尾均值标准误（Tukey、McLaughlin 1963）",
    ),
    (
        "宽严校正",
        "项目与专家交叉随机效应模型，与小组值并列，仅供参考，不计入综合得分。项目与专家的分派不连通，或专家不足 3 人、"
        "项目不足 5 个时不作校正。",
        "限制性最大似然（REML）",
    ),
    (
        "第三方评估",
        "指标得分=100×（实际值−下限）÷（目标值−下限），限于 0—100；区间型取两侧较小者。得分=Σ（权重×指标得分）÷Σ权重。"
        "不适用的不计；截止后未提供的 0 分；缺项权重不超过 30% 的按其余折算，超过的为评估不完整。",
        "绝对目标，增减项目不影响其他项目",
    ),
    (
        "综合得分",
        "综合得分=Σ（来源权重×来源得分）÷Σ权重。缺一方的为待补：缺的一方按同类项目的均值暂定，不评等级、不排名；"
        "缺两方的没有综合得分。不暗中改变权重，不以 0 分代替。",
        "三方误差相互独立",
    ),
    (
        "等级与可能性",
        "90 分及以上优秀，80—90 良好，60—80 合格，60 以下不合格，按未四舍五入的得分。"
        "可能性为得分落在该档的概率，不到 80% 的标为边界。",
        "正态近似",
    ),
    (
        "名次区间",
        "按各方误差模拟一万次，取名次的 5% 和 95% 分位；随机种子固定，重算结果相同。得分相同的名次相同。",
        "Goldstein、Spiegelhalter 1996",
    ),
    (
        "权重敏感性",
        "三方等权、各权重增减一成时的名次；相邻项目互换所需挪动的最少权重；居首的权重占比：在所有可能的权重中居首的比例。",
        "SMAA-2（Lahdelma、Salminen 2001）",
    ),
    (
        "矛盾",
        "任两方的等级相差两档及以上。只列出供核实，不改动得分。",
        "内部规则",
    ),
)


def method(_material: ReportMaterial) -> Iterator[Part]:
    """Every formula in words, with its source."""
    for name, words, source in METHOD:
        yield Text(f"{words}（依据：{source}）", begins=f"{name}：")


def rules(material: ReportMaterial) -> Iterator[Part]:
    """Weights, points of the levels, criteria, indicators, each with its version."""
    yield Heading("（一）三方权重", level=2)
    yield Text(weights_in_words(material))
    yield Heading("（二）群众评议分值", level=2)
    points = "，".join(f"{LEVELS[code]} {value:g} 分" for code, value in material.inputs.levels.items())
    yield Text(f"{points}。")
    criteria, indicators = material.details.criteria, material.details.indicators
    yield Heading("（三）专家评审标准", level=2)
    yield Text(_version(criteria))
    rows = [
        (row.name, f"{row.weight:g}", row.question, "\n".join(anchors(row.anchors)))
        for row in criteria.parts.itertuples(index=False)
    ]
    yield Table("专家评审标准", ("标准", "权重", "问题", "分档"), rows, (20, 12, 40, 84), frozenset({1}))
    yield Heading("（四）第三方评估指标", level=2)
    yield Text(_version(indicators))
    rows = [_indicator(row) for row in indicators.parts.itertuples(index=False)]
    header = ("类别", "指标", "单位", "方向", "下限", "目标", "权重", "依据材料")
    yield Table("第三方评估指标", header, rows, (13, 34, 10, 22, 17, 19, 11, 30), frozenset({0, 2, 4, 5, 6}))


def weights_in_words(material: ReportMaterial) -> str:
    """The three weights, who wrote them, and who stands behind them."""
    version = material.details.weights
    said = "，".join(
        f"{label} {weight:g}" for label, weight in zip(SOURCES.values(), material.inputs.weights, strict=True)
    )
    noted = f"，{plain(version.note).rstrip('。')}" if version.note else ""
    made = f"权重第 {version.id} 版，{day_in_words(local(version.at))}由{version.by_name}拟定{noted}。"
    if version.approved_at is None:
        return f"{said}。{made}待市里确认。"
    remark = f"（{plain(version.approved_with)}）" if version.approved_with else ""
    return f"{said}。{made}{day_in_words(local(version.approved_at))}由{version.approved_by_name}确认{remark}。"


def anchors(given: object) -> list[str]:
    """90—100：…, best first."""
    return [f"{low:g}—{high:g}：{words}" for low, high, words in given]


def _indicator(row) -> tuple[str, ...]:
    floor, target = f"{row.floor:g}", f"{row.target:g}"
    if not missing(row.upper_target):
        floor, target = f"{floor}/{row.upper_floor:g}", f"{target}—{row.upper_target:g}"
    family, direction = FAMILIES[row.family], DIRECTIONS[row.direction]
    return family, row.name, row.unit, direction, floor, target, f"{row.weight:g}", plain(row.evidence)


def _version(found: RuleSet) -> str:
    noted = f"（{plain(found.note)}）" if found.note else ""
    return f"《{plain(found.name)}》，{day_in_words(local(found.at))}由{found.by_name}编制{noted}。"


def provenance(material: ReportMaterial) -> Iterator[Part]:
    """What state the quarter is in, the rounds that count, and the hash of the 定稿."""
    rows = [(label, words) for label, words in facts(material)]
    yield Table("数据来源与定稿信息", ("事项", "内容"), rows, (36, 120))
    yield Text(f"本报告由民声工作台生成，内容截至{moment_in_words(material.at)}。")


def facts(material: ReportMaterial) -> Iterator[tuple[str, str]]:
    """The same as pairs: shared with the workbook."""
    quarter, details, seal = material.quarter, material.details, material.details.seal
    yield "季度与状态", f"{quarter.quarter}，{state(material)}"
    yield "群众评价截止", day_in_words(quarter.ratings_until)
    yield "第三方评估截止", day_in_words(quarter.assessment_due_on)
    yield "专家评审轮次", "；".join(_round(each) for each in details.rounds) or UNDEFINED
    yield "公式版本", f"第 {FORMULA_VERSION if seal is None or not material.sealed else seal.formula_version} 版"
    yield "随机种子", str(material.inputs.seed)
    yield "宽严校正", _severity(material)
    if material.sealed:
        reason = f"，更正原因：{plain(seal.reason)}" if seal.reason else ""
        yield "定稿", f"第 {seal.sequence} 次，{moment_in_words(seal.at)}，{seal.by_name}{reason}"
        half = len(seal.sha256) // 2  # the whole does not fit in a line
        yield "定稿 SHA-256", f"{seal.sha256[:half]}\n{seal.sha256[half:]}"
    else:
        yield "定稿", "未定稿，仅供内部使用；数字可能还会变化，没有校验值"


def _round(found) -> str:
    ended = "尚未关闭，不计入" if found.is_open else f"{day_in_words(local(found.closed_at))}关闭"
    return f"第 {found.number} 轮，{ended}"


def _severity(material: ReportMaterial) -> str:
    fit = material.results.severity
    if fit is None:
        reason = REFUSALS.get(material.results.severity_refused, "数据不足")
        return f"未作校正：{reason}"
    spread = pd.Series(fit.experts["severity"]).std()
    return f"已作校正，仅供参考：专家之间的宽严标准差 {fit.sd_expert:.1f} 分（各专家估计值的标准差 {spread:.1f} 分）"
