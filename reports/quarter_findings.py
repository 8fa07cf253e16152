"""季度三评报告: the list of findings: contradictions, what is missing or late, what rests on too little."""

from collections.abc import Iterator

import pandas as pd

from data_access.report_reads import ReportMaterial
from glossary import EvaluationSource, Grade, labels
from reports.quarter_tables import titles
from reports.report_parts import Part, Table, Text
from reports.report_words import count, plain, points, share

SOURCES, GRADES = labels(EvaluationSource), labels(Grade)
Finding = tuple[str, str, str]


def findings(material: ReportMaterial) -> Iterator[Part]:
    """Each finding with its project and its figures, kind by kind."""
    found = [*_all(material)]
    if not found:
        yield Text("没有需要特别说明的情况。")
        return
    kinds = pd.Series([kind for kind, _project, _words in found]).value_counts(sort=False)
    counted = "，".join(f"{kind} {n} 项" for kind, n in kinds.items())
    yield Text(f"共 {len(found)} 项：{counted}。一致与否只作提示，不改动得分，也不互相抵消。")
    named = titles(material)
    rows = [
        (str(position), kind, f"{named[project]}\n{project}", words)
        for position, (kind, project, words) in enumerate(found, start=1)
    ]
    yield Table("情况清单", ("序号", "情况", "项目", "说明"), rows, (12, 28, 50, 66), frozenset({0}))


def _all(material: ReportMaterial) -> Iterator[Finding]:
    for find in (_vetoes, _contradictions, _missing, _few_votes, _held, _experts, _third_party, _borderline):
        yield from find(material)


def _vetoes(material: ReportMaterial) -> Iterator[Finding]:
    for number, reason in material.projects["veto_reason"].dropna().items():
        yield "一票否决", number, f"{plain(reason).rstrip('。')}。否决列在得分旁边，不改动得分、等级和名次。"


def _contradictions(material: ReportMaterial) -> Iterator[Finding]:
    """One line per project and high source, with all that lie far below it."""
    scores = material.results.composites
    for (number, source), rows in material.results.contradictions.groupby(["project", "high_source"]):
        told = [(source, rows["high_grade"].iloc[0])]
        told += list(rows[["low_source", "low_grade"]].itertuples(index=False, name=None))
        high, *low = (f"{SOURCES[code]}{GRADES[grade]}（{points(scores.at[number, code])}）" for code, grade in told)
        yield "矛盾", number, f"{high}，而{'、'.join(low)}，相差两档以上，请核实原因。"


def _missing(material: ReportMaterial) -> Iterator[Finding]:
    for number, row in material.results.composites.iterrows():
        lacking = [SOURCES[code] for code in row["missing"].split(",") if code]
        if row["status"] == "provisional":
            told = f"综合得分 {points(row['score'])} 为暂定（按同类项目推算），不评等级、不排名。"
            yield "缺一方评价", number, f"缺{lacking[0]}。{told}"
        elif row["status"] == "none":
            yield "不能合成", number, f"缺{'、'.join(lacking)}，没有综合得分。"


def _few_votes(material: ReportMaterial) -> Iterator[Finding]:
    for number, row in material.results.citizens.iterrows():
        if row["too_few"]:
            asked = (
                "应评人数没有登记" if row["invited"] != row["invited"] else f"参与率 {share(row['participation'], 1)}"
            )
            yield "群众样本不足", number, f"评价 {count(row['raters'])} 人次，{asked}，不参加排名。"


def _held(material: ReportMaterial) -> Iterator[Finding]:
    for number, row in material.results.citizens.iterrows():
        if row["held"]:
            told = f"计入隔离票则原始均分由 {points(row['raw'])} 变为 {points(row['raw_with_held'])}。"
            yield "疑似集中刷票", number, f"{count(row['held'])} 票隔离待核，未计分；{told}"


def _experts(material: ReportMaterial) -> Iterator[Finding]:
    for number, row in material.results.experts.iterrows():
        if row["rule"] == "too_few" and row["n"]:
            yield "评委不足", number, f"有效专家 {count(row['n'])} 人，不足 3 人，没有小组值。"
        if row["grade_depends_on_rule"]:
            rules = ("均值", "raw_mean"), ("去极值均值", "trimmed_mean"), ("中位数", "median")
            values = "、".join(f"{label} {points(row[name])}" for label, name in rules)
            yield "等级取决于算法", number, f"专家评审{values}，不在同一档。"
        if row["missed"]:
            asked = count(row["n"] + row["missed"] + row["abstained"])
            told = f"应评 {asked} 人，未评 {count(row['missed'])} 人，弃权 {count(row['abstained'])} 人。"
            yield "专家未评", number, told


def _third_party(material: ReportMaterial) -> Iterator[Finding]:
    for number, row in material.results.third_party.iterrows():
        if row["incomplete"]:
            yield "评估不完整", number, f"缺项权重 {share(row['missing_weight'])}，超过 30%，不计第三方得分。"
        if row["late"]:
            yield "第三方迟报", number, f"{count(row['late'])} 项指标在截止日后报送。"
        if row["not_provided"]:
            counts = "按 0 分计" if material.inputs.assessment_closed else "截止日后仍未提供的按 0 分计"
            yield "指标未提供", number, f"{count(row['not_provided'])} 项指标未提供，{counts}。"


def _borderline(material: ReportMaterial) -> Iterator[Finding]:
    table = material.results.composites
    for number, row in table[table["borderline"].astype(bool)].iterrows():
        chance = share(row[f"p_{row['grade']}"])
        yield (
            "等级在边界",
            number,
            f"{points(row['score'], 2)} 分，评为{GRADES[row['grade']]}的可能性 {chance}，不到 80%。",
        )
