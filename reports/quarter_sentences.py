"""季度三评报告: the sentences that are computed from the figures."""

from collections.abc import Iterator

import pandas as pd

from data_access.quarters import in_words
from data_access.report_reads import ReportMaterial
from glossary import EvaluationSource, Grade, QuarterState, labels
from reports.quarter_tables import ordered, titles
from reports.report_words import place, places, points, share

SOURCES = labels(EvaluationSource)
HOW_TO_READ_SOURCES = (
    "三方得分均为 0—100 分，先分开看，再合成。群众评议是评议人次少的向全体均值靠拢之后的收缩均分，"
    "参与率为评议人次÷应评人数，带“*”的参与率不足 10% 或应评人数不明，样本不足，不参加排名；"
    "专家评审取最近一轮已关闭评审的小组值；第三方评估的“缺项权重”不超过 30% 的已按其余指标折算。"
    "“—”表示没有数据，不是 0 分。"
)


def grade_counts(material: ReportMaterial) -> dict[str, int]:
    """How many projects have each grade, and how many have none."""
    table = material.results.composites
    counts = table["grade"].value_counts()
    found = {grade.label: int(counts.get(grade.value, 0)) for grade in Grade}
    for status, name in (("provisional", "待补"), ("none", "无得分")):
        if n := int((table["status"] == status).sum()):
            found[name] = n
    return found


def summary(material: ReportMaterial) -> Iterator[str]:
    """What the quarter comes to."""
    table = material.results.composites
    if table.empty:
        yield f"{in_words(material.quarter.quarter)}没有列入三评的项目。"
        return
    yield _how_many(material, table)
    yield from _leaders(material)
    yield _gaps(material, table)
    if not material.results.differs:
        yield "群众评议项目间无显著差异：各项目的差别不超过评议人次多少本身带来的波动，群众评议一项不宜用来分先后。"


def _how_many(material: ReportMaterial, table: pd.DataFrame) -> str:
    departments = material.projects["department_code"].nunique()
    known = table["score"].notna() & (table["status"] == "complete")
    graded = "、".join(f"{grade.label} {n} 个" for grade in Grade if (n := int((table["grade"] == grade.value).sum())))
    said = (
        f"{in_words(material.quarter.quarter)}共有 {len(table)} 个民声转化项目列入三评，涉及 {departments} 个主责单位。"
    )
    if not known.any():
        return said + "目前还没有三方齐全的项目，不评等级。"
    mean = table.loc[known, "score"].mean()
    return said + f"三方齐全、评出等级的 {known.sum()} 个：{graded}；综合得分平均 {points(mean)} 分。"


def _leaders(material: ReportMaterial) -> Iterator[str]:
    ranked = ordered(material)
    ranked = ranked[ranked["rank"].notna()]
    if ranked.empty:
        yield "没有可以排名的项目。"
        return
    best = [
        f"{row['title']}（{points(row['score'])} 分{'，一票否决' if row['vetoed'] else ''}）"
        for _number, row in ranked.head(3).iterrows()
    ]
    first = ranked.iloc[0]
    sure = f"第一名居首的可能性为 {share(first['p_first'])}"
    more = "，不到八成，与其后项目的先后不宜绝对化" if first["p_first"] < 0.8 else ""
    yield f"参加排名的 {len(ranked)} 个，居前的是{'、'.join(best)}。{sure}{more}。"


def _gaps(material: ReportMaterial, table: pd.DataFrame) -> str:
    found = material.results
    parts = []
    for code, label in SOURCES.items():
        lacking = int(table["missing"].str.split(",").map(lambda codes, code=code: code in codes).sum())
        if lacking:
            parts.append(f"缺{label}的 {lacking} 个")
    facts = (
        (found.citizens["too_few"].sum(), "群众样本不足的 {} 个"),
        ((found.third_party["late"] > 0).sum(), "第三方数据迟报的 {} 个"),
        (found.experts["missed"].gt(0).sum(), "有专家未评的 {} 个"),
        (found.contradictions["project"].nunique(), "三方评价有矛盾的 {} 个"),
        (table["vetoed"].sum(), "一票否决的 {} 个"),
    )
    parts += [words.format(int(n)) for n, words in facts if n]
    still_open = [each.number for each in material.details.rounds if each.is_open]
    waits = f"第 {still_open[0]} 轮专家评审尚未关闭，其评分不在本报告中。" if still_open else ""
    return ("需要说明的：" + "，".join(parts) + "。" if parts else "三方数据齐全，没有迟报和缺项。") + waits


def ranking(material: ReportMaterial) -> str:
    """How the ranks are to be read, and how many are certain."""
    graded = material.results.composites.dropna(subset="grade")
    ranked = graded.dropna(subset="rank")
    firm = int((ranked["rank_low"] == ranked["rank_high"]).sum())
    weights = "、".join(
        f"{label} {points(weight, 0)}%" for label, weight in zip(SOURCES.values(), _shares(material), strict=True)
    )
    told = f"按{weights}合成。名次后附 90% 区间：仅由三方数据本身的误差，名次可能落在的范围。"
    if ranked.empty:
        return told + "目前没有可以排名的项目。"
    widest = ranked.loc[(ranked["rank_high"] - ranked["rank_low"]).idxmax()]
    span = places(widest["rank_low"], widest["rank_high"])
    return (
        told + f"{len(ranked)} 个排名的项目中名次确定不变的 {firm} 个，名次最不确定的可能在第 {span} 名之间；"
        f"评了等级的 {len(graded)} 个中，等级可能性不到 80%（边界）的 {int(graded['borderline'].sum())} 个。"
    )


def sensitivity(material: ReportMaterial) -> Iterator[str]:
    """How far the order hangs on the weights."""
    ranked = ordered(material)
    ranked = ranked[ranked["rank"].notna()]
    if ranked.empty:
        yield "没有可以排名的项目，不作分析。"
        return
    moved = int((ranked["equal_rank"] != ranked["rank"]).sum())
    shaken = int((ranked["rank_best"] != ranked["rank_worst"]).sum())
    first = ranked.iloc[0]
    same = "不变" if first["equal_rank"] == 1 else f"变为第 {place(first['equal_rank'])} 名"
    yield (
        f"三方改为等权，{moved} 个项目的名次变化，第一名{same}；任一方权重增减一成，{shaken} 个项目的名次变化。"
        f"在所有可能的权重中，{first['title']}居首的占 {share(first['first_share'], 1)}。"
    )


def who_leads(material: ReportMaterial) -> str:
    """The weight triangle in words."""
    shares = material.results.triangle["leader"].value_counts(normalize=True)
    named = titles(material)
    return "，".join(f"{named.get(number, number)}领先的占 {share(part)}" for number, part in shares.head(5).items())


def state(material: ReportMaterial) -> str:
    """Whether the quarter is published, in words."""
    if material.quarter.state is QuarterState.PUBLISHED:
        return "已定稿发布"
    return "评估中，尚未定稿" if material.details.seal is None else "正在更正，尚未重新定稿"


def _shares(material: ReportMaterial) -> list[float]:
    weights = material.inputs.weights
    return [100 * weight / sum(weights) for weight in weights]
