"""计算底稿 of a quarter: every rating, mark and value, and all that follows from them as live formulas."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Workbook

from data_access.report_reads import ReportMaterial
from glossary import EvaluationSource, FollowUpResult, Grade, labels
from reports.quarter_content import DEMONSTRATION, NOT_PUBLISHED
from reports.quarter_method import METHOD, anchors, facts, weights_in_words
from reports.quarter_tables import ordered
from reports.report_words import plain
from reports.workbook_citizens import write_citizens
from reports.workbook_experts import write_experts
from reports.workbook_sheet import FIRST_ROW, Column, Formats, Formula, Sheet
from reports.workbook_third_party import write_third_party
from scoring.combination import category_priors

Progress = Callable[[int, int], None]
SOURCES = labels(EvaluationSource)
RESULTS = "综合"
WEIGHTS = "F$3:H$3"
NOTE = (
    "得分、等级、名次、等权名次由各表实时算出；改动本表权重（第 3 行）可试算，不影响系统。"
    "区间、可能由系统模拟得出，不随改动变化。蓝字为实时公式。"
)
STATUS = {"complete": "三方齐全", "provisional": "待补", "none": "无得分"}


def quarter_workbook(material: ReportMaterial, progress: Progress | None = None) -> bytes:
    """The .xlsx; `progress(done, of)` after each sheet or pair of sheets."""
    stream = BytesIO()
    mark = "　".join([DEMONSTRATION] * material.is_demonstration + [NOT_PUBLISHED] * (not material.sealed))
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": f"{material.quarter.quarter} 三评计算底稿", "created": material.at})
        formats, told = Formats(book), progress or (lambda done, of: None)
        # The first sheet is opened first and written last: its formulas name the cells of the others.
        results = _open_results(book, formats, material, mark)
        _write_rules(book, formats, material, mark)
        told(1, 6)
        of_citizens = write_citizens(book, formats, material, mark)
        told(2, 6)
        of_experts = write_experts(book, formats, material, mark)
        told(3, 6)
        of_third_party = write_third_party(book, formats, material, mark)
        told(4, 6)
        _fill_results(results, material, of_citizens, of_experts, of_third_party)
        _write_method(book, formats, material, mark)
        told(5, 6)
    told(6, 6)
    return stream.getvalue()


def _open_results(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> Sheet:
    columns = [Column("项目编号", 15), Column("项目", 30), Column("主责单位", 16), Column("类别", 14)]
    columns += [Column("名次", 7, "count"), *(Column(label, 11, "points") for label in SOURCES.values())]
    columns += [
        Column("缺项暂定", 9, "points"),
        Column("综合得分", 10, "points"),
        Column("状态", 10),
        Column("等级", 8),
    ]
    columns += [Column("样本不足", 8), Column("参排得分", 10, "points"), Column("等权得分", 10, "points")]
    columns += [Column("等权名次", 9, "count"), Column("95%下限", 9, "points"), Column("95%上限", 9, "points")]
    columns += [Column(f"{grade.label}可能", 9, "share") for grade in Grade]
    columns += [Column("名次90%低", 9, "count"), Column("名次90%高", 9, "count"), Column("居首可能", 9, "share")]
    columns += [Column("进前三可能", 9, "share"), Column("±10%最好", 9, "count"), Column("±10%最差", 9, "count")]
    columns += [Column("居首权重占比", 11, "share"), Column("一票否决", 24)]
    sheet = Sheet(book, formats, RESULTS, columns, NOTE, mark)
    sheet.parameter(4, "权重")
    for position, (letter, weight) in enumerate(zip("BCD", material.inputs.weights, strict=True), start=5):
        sheet.parameter(position, Formula(f"='权重'!${letter}$5", float(weight)))
    return sheet


def _fill_results(
    sheet: Sheet,
    material: ReportMaterial,
    of_citizens: dict[str, tuple[str, str]],
    of_experts: dict[str, str],
    of_third_party: dict[str, str],
) -> None:
    table = ordered(material)
    table["expected"] = _expected(material).reindex(table.index)
    table["department"] = material.projects["department_code"].map(material.names.get("department", {}))
    table["category"] = material.projects["category_code"].map(material.names.get("category", {}))
    table["veto"] = material.projects["veto_reason"].map(plain, na_action="ignore")
    last = FIRST_ROW + len(table)
    for number, row in table.iterrows():
        score, too_few = of_citizens[number]
        addresses = score, of_experts[number], of_third_party[number], too_few
        few = bool(material.results.citizens.at[number, "too_few"])
        sheet.add(_result_cells(number, row, addresses, few, sheet.row + 1, last))
    sheet.finish()


def _result_cells(
    number: str, row: pd.Series, addresses: tuple[str, ...], few: bool, line: int, last: int
) -> list[object]:
    own, first = f"F{line}:H{line}", FIRST_ROW + 1
    lacking = f"SUMPRODUCT(--NOT(ISNUMBER({own})),{WEIGHTS})"
    gaps = f"SUMPRODUCT(--NOT(ISNUMBER({own})),--({WEIGHTS}>0))"
    known = f"SUMPRODUCT({own},{WEIGHTS})"
    score = (
        f"=IF({gaps}=0,{known}/SUM({WEIGHTS}),"
        f'IF(AND({gaps}=1,ISNUMBER(I{line})),({known}+N(I{line})*{lacking})/SUM({WEIGHTS}),""))'
    )
    status = f'=IF(ISNUMBER(J{line}),IF({gaps}=0,"三方齐全","待补"),"无得分")'
    grade = f'=IF(K{line}="三方齐全",IF(J{line}>=90,"优秀",IF(J{line}>=80,"良好",IF(J{line}>=60,"合格","不合格"))),"")'
    ranked = row["score"] if row["rank"] == row["rank"] else None
    equal = float(np.mean([row[source] for source in SOURCES])) if ranked is not None else None
    return [
        number,
        row["title"],
        _name(row["department"]),
        _name(row["category"]),
        Formula(f'=IF(ISNUMBER(N{line}),RANK(N{line},N${first}:N${last}),"")', row["rank"]),
        *(
            Formula(f'=IF(ISNUMBER({address}),{address},"")', row[source])
            for address, source in zip(addresses[:3], SOURCES, strict=True)
        ),
        row["expected"],
        Formula(score, row["score"]),
        Formula(status, STATUS[row["status"]]),
        Formula(grade, Grade(row["grade"]).label if row["grade"] else ""),
        Formula(f"={addresses[-1]}", "是" if few else "否"),
        Formula(f'=IF(AND(K{line}="三方齐全",M{line}="否"),J{line},"")', ranked),
        Formula(f'=IF(ISNUMBER(N{line}),AVERAGE({own}),"")', equal),
        Formula(f'=IF(ISNUMBER(O{line}),RANK(O{line},O${first}:O${last}),"")', row["equal_rank"]),
        *(row[name] for name in ("low", "high", *(f"p_{grade.value}" for grade in Grade))),
        *(row[name] for name in ("rank_low", "rank_high", "p_first", "p_top3", "rank_best", "rank_worst")),
        row["first_share"],
        _name(row["veto"]),
    ]


def _expected(material: ReportMaterial) -> pd.Series:
    """What the one missing source is taken to say: the mean of its category."""
    table = material.results.composites
    means = table[list(SOURCES)].to_numpy(dtype=float)
    categories = material.inputs.projects.set_index("project")["category"].reindex(table.index)
    priors = category_priors(means, categories)[0]
    found = np.where(np.isnan(means), priors, np.nan)
    one = table["status"].eq("provisional").to_numpy()
    place = np.isnan(means).argmax(axis=1)
    return pd.Series(np.where(one, found[np.arange(len(place)), place], np.nan), index=table.index)


def _write_rules(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> None:
    """The three weights in row 5, then points, criteria and indicators."""
    columns = [
        Column("项", 24),
        *(Column(label, 14, "plain") for label in SOURCES.values()),
        Column("说明", 90, "long"),
    ]
    sheet = Sheet(book, formats, "权重", columns, "三方权重是“综合”表的依据，改动可试算，不影响系统。", mark)
    sheet.add(["三方权重", *map(float, material.inputs.weights), weights_in_words(material)])
    sheet.add(["", "", "", "", ""])
    levels = labels(FollowUpResult)
    for code, points in material.inputs.levels.items():
        sheet.add([f"群众评议：{levels[code]}", points, "", "", "分"])
    for row in material.details.criteria.parts.itertuples(index=False):
        sheet.add([f"专家标准：{row.name}", "", row.weight, "", f"{row.question}　{'；'.join(anchors(row.anchors))}"])
    for row in material.details.indicators.parts.itertuples(index=False):
        sheet.add([f"第三方指标：{row.name}", "", "", row.weight, f"单位：{row.unit}；依据材料：{plain(row.evidence)}"])


def _write_method(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> None:
    columns = [Column("项", 22), Column("内容", 120, "long"), Column("依据", 44, "long")]
    sheet = Sheet(book, formats, "口径", columns, "计算方法、数据来源与定稿信息。", mark)
    for row in METHOD:
        sheet.add(list(row))
    for label, words in facts(material):
        sheet.add([label, words, ""])


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""
