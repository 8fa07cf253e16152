"""季度三评报告: what it says, in order; Word and PDF are written from this one list and so cannot differ."""

from collections.abc import Iterator

from data_access.quarters import in_words
from data_access.report_reads import ReportMaterial
from reports import chart_pictures, quarter_findings, quarter_groups, quarter_method, quarter_sentences, quarter_tables
from reports.report_parts import Heading, Part, Picture, Report, Text
from reports.report_words import moment_in_words

NOT_PUBLISHED = "未定稿，仅供内部使用"
DEMONSTRATION = "演示数据：内容均为虚构"
# More would not fit on a page; the tables have them all.
IN_PICTURE = 30


def quarter_content(material: ReportMaterial) -> Report:
    """The whole report of a quarter."""
    quarter = in_words(material.quarter.quarter)
    marks = [DEMONSTRATION] * material.is_demonstration + [NOT_PUBLISHED] * (not material.sealed)
    seal = material.details.seal
    subtitle = f"（{NOT_PUBLISHED}）"
    if material.sealed:
        restated = "" if seal.sequence == 1 else f"，第 {seal.sequence} 次定稿"
        subtitle = f"（{moment_in_words(seal.at)} 定稿{restated}）"
    parts = [*_summary(material), *_body(material), *_annexes(material)]
    return Report(f"{quarter}民声转化项目三评报告", subtitle, "　".join(marks), material.at, parts)


def _summary(material: ReportMaterial) -> Iterator[Part]:
    yield Heading("总体情况")
    for sentence in quarter_sentences.summary(material):
        yield Text(sentence)
    counts = quarter_sentences.grade_counts(material)
    words = "，".join(f"{name} {n} 个" for name, n in counts.items())
    yield Picture("等级分布", chart_pictures.grade_bars(counts), words)


def _body(material: ReportMaterial) -> Iterator[Part]:
    yield Heading("三方评价")
    yield Text(quarter_sentences.HOW_TO_READ_SOURCES)
    yield quarter_tables.sources(material)
    yield Heading("综合得分与名次")
    yield Text(quarter_sentences.ranking(material))
    yield from _intervals(material)
    if material.results.composites["score"].notna().any():
        yield quarter_tables.composites(material)
    yield Heading("需要说明和关注的情况")
    yield from quarter_findings.findings(material)
    yield Heading("权重变化的影响")
    yield from _weights(material)
    yield Heading("分单位、分类别情况")
    yield from quarter_groups.groups(material)
    yield Heading("单位自评与领导点评")
    yield from quarter_tables.beside(material)
    yield Heading("与以往季度比较")
    yield from quarter_groups.comparison(material)


def _intervals(material: ReportMaterial) -> Iterator[Part]:
    ranked = quarter_tables.ordered(material)
    ranked = ranked[ranked["rank"].notna()]
    if ranked.empty:
        return
    shown = ranked.head(IN_PICTURE)
    which = "" if len(shown) == len(ranked) else f"（前 {len(shown)} 名）"
    first = shown.iloc[0]
    words = f"第一名{first['title']} {first['score']:.1f} 分"
    spec = chart_pictures.score_intervals(shown[["title", "score", "low", "high"]])
    yield Picture(f"综合得分与95%区间{which}", spec, words)


def _weights(material: ReportMaterial) -> Iterator[Part]:
    for sentence in quarter_sentences.sensitivity(material):
        yield Text(sentence)
    triangle = material.results.triangle
    if not triangle.empty:
        titles = quarter_tables.titles(material)
        spec = chart_pictures.weight_triangle(triangle, titles, material.inputs.weights)
        yield Picture("不同权重下的第一名", spec, quarter_sentences.who_leads(material))
    yield from quarter_tables.sensitivity(material)


def _annexes(material: ReportMaterial) -> Iterator[Part]:
    yield Heading("附件1　计算方法", is_annex=True)
    yield from quarter_method.method(material)
    yield Heading("附件2　权重、评审标准和评估指标", is_annex=True)
    yield from quarter_method.rules(material)
    yield Heading("附件3　数据来源与定稿信息", is_annex=True)
    yield from quarter_method.provenance(material)
