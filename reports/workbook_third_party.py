"""第三方评估 in the workbook: every indicator value with its targets, and the score by live formulas."""

import pandas as pd
from xlsxwriter.workbook import Workbook

from data_access.report_reads import ReportMaterial
from glossary import IndicatorDirection, IndicatorFamily, ValueKind, labels
from reports.quarter_tables import titles
from reports.report_words import missing, plain
from reports.workbook_sheet import Column, Formats, Formula, Sheet, elsewhere
from scoring.third_party import indicator_scores

DETAIL, SUMMARY = "第三方", "第三方汇总"
FAMILIES, DIRECTIONS, KINDS = labels(IndicatorFamily), labels(IndicatorDirection), labels(ValueKind)
NOTE = (
    "指标得分=100×（数值−下限）÷（目标−下限），限于 0—100；区间型取两侧较小者；截止后未提供的 0 分，不适用的不计。"
    "蓝字为实时公式。"
)
NOTE_SUMMARY = (
    "缺项权重不超过 30% 的按其余指标折算，超过的为评估不完整，不计得分。没有评估的项目为空，不是 0 分。蓝字为实时公式。"
)


def write_third_party(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> dict[str, str]:
    """Both sheets; returns project → address of its score."""
    places = _detail(book, formats, material, mark)
    return _summary(book, formats, material, mark, places)


def _detail(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> dict[str, tuple[int, int]]:
    columns = [Column("项目编号", 15), Column("项目", 30), Column("指标", 24), Column("类别", 7), Column("方向", 12)]
    columns += [Column(name, 8, "plain") for name in ("下限", "目标", "目标上端", "上侧下限", "权重")]
    columns += [Column("状况", 8), Column("数值", 10, "plain"), Column("得分", 9, "points"), Column("迟报", 6)]
    columns += [Column("依据", 36), Column("方法", 24)]
    sheet = Sheet(book, formats, DETAIL, columns, NOTE, mark)
    sheet.parameter(9, "已过截止日")
    closed = sheet.parameter(10, "是" if material.inputs.assessment_closed else "否")
    values = material.inputs.values
    shown = values.assign(score=indicator_scores(values, material.inputs.assessment_closed))
    told = material.details.evidence.set_index(["project", "indicator"])
    named, places = titles(material), {}
    for row in shown.sort_values("project", kind="stable").itertuples(index=False):
        if row.project not in named:
            continue
        key = (row.project, row.indicator)
        evidence = told.loc[key] if key in told.index else {"evidence": "", "method": ""}
        words = [plain(evidence[name]) for name in ("evidence", "method")]
        line = sheet.add([row.project, named[row.project], *_cells(row, closed, sheet.row + 1), *words])
        places[row.project] = places.get(row.project, (line,))[0], line
    sheet.finish()
    return places


def _cells(row, closed: str, line: int) -> list[object]:
    share = f"(L{line}-F{line})/(G{line}-F{line})"
    if row.direction == IndicatorDirection.INTERVAL:
        share += f",(L{line}-I{line})/(H{line}-I{line})"
    provided, not_provided = ValueKind.PROVIDED.label, ValueKind.NOT_PROVIDED.label
    score = f'=IF(K{line}="{provided}",100*MAX(0,MIN(1,{share})),IF(AND(K{line}="{not_provided}",{closed}="是"),0,""))'
    return [
        row.indicator,
        FAMILIES[row.family],
        DIRECTIONS[row.direction],
        row.floor,
        row.target,
        row.upper_target,
        row.upper_floor,
        row.weight,
        "未填" if missing(row.kind) else KINDS[row.kind],
        row.value if row.kind == ValueKind.PROVIDED else "",
        Formula(score, row.score),
        "是" if row.late else "否",
    ]


def _summary(
    book: Workbook, formats: Formats, material: ReportMaterial, mark: str, places: dict[str, tuple[int, int]]
) -> dict[str, str]:
    columns = [
        Column("项目编号", 15),
        Column("项目", 30),
        Column("全部权重", 9, "plain"),
        Column("已计权重", 9, "plain"),
    ]
    columns += [Column("缺项权重", 9, "share"), Column("已有部分得分", 11, "points"), Column("得分", 9, "points")]
    columns += [Column(label, 9, "points") for label in FAMILIES.values()]
    columns += [Column("标准误", 9, "points"), Column("迟报指标", 9, "count"), Column("评估不完整", 10)]
    sheet = Sheet(book, formats, SUMMARY, columns, NOTE_SUMMARY, mark)
    families = material.results.families.set_index(["project", "family"])["score"]
    named, found = titles(material), {}
    for number, row in material.results.third_party.iterrows():
        own = [families.get((number, code)) for code in FAMILIES]
        cells = _summary_cells(row, own, material, places.get(number), sheet.row + 1)
        line = sheet.add([number, named[number], *cells])
        found[number] = elsewhere(SUMMARY, f"$G${line}")
    sheet.finish()
    return found


def _summary_cells(
    row: pd.Series, own: list, material: ReportMaterial, place: tuple[int, int] | None, line: int
) -> list[object]:
    rest = [row["se"], int(row["late"]), "是" if row["incomplete"] else "否"]
    if place is None:
        return [""] * (5 + len(FAMILIES)) + rest
    families, weights, scores = (f"'{DETAIL}'!{column}{place[0]}:{column}{place[1]}" for column in "DJM")
    known = f"SUMPRODUCT(--ISNUMBER({scores}),{weights})"
    whole = material.inputs.values.loc[material.inputs.values["project"] == row.name, "weight"].sum()
    by_family = [
        _family(label, score, families, weights, scores) for label, score in zip(FAMILIES.values(), own, strict=True)
    ]
    return [
        Formula(f"=SUM({weights})", whole),
        Formula(f"={known}", whole * (1 - row["missing_weight"])),
        Formula(f'=IF(C{line}>0,1-D{line}/C{line},"")', row["missing_weight"]),
        Formula(f'=IF(D{line}>0,SUMPRODUCT({scores},{weights})/D{line},"")', row["partial"]),
        Formula(f'=IF(AND(ISNUMBER(E{line}),N(E{line})<=0.3+0.000000001),F{line},"")', row["value"]),
        *by_family,
        *rest,
    ]


def _family(label: str, score: object, families: str, weights: str, scores: str) -> Formula:
    here = f'--({families}="{label}")'
    weight = f"SUMPRODUCT({here},--ISNUMBER({scores}),{weights})"
    return Formula(f'=IF({weight}>0,SUMPRODUCT({here},{scores},{weights})/{weight},"")', score)
