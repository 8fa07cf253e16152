"""群众评议 in the workbook: the five levels per project and stage, and what becomes of them by live formulas."""

import numpy as np
import pandas as pd
from xlsxwriter.workbook import Workbook

from data_access.report_reads import ReportMaterial
from glossary import FollowUpResult, RatingStage, labels
from reports.quarter_tables import titles
from reports.workbook_sheet import Column, Formats, Formula, Sheet, elsewhere
from scoring.source_tables import spread_out

STAGES, LEVELS = labels(RatingStage), labels(FollowUpResult)
DETAIL, SUMMARY = "群众评议", "群众评议汇总"
NOTE = (
    "每行为一个项目已到达的一个阶段，只计有效票。收缩均分=（C×全体均值＋合计×原始均分）÷（C＋合计）；"
    "C 与全体均值由全部项目按矩估计得出。蓝字为实时公式。"
)
NOTE_SUMMARY = "收缩均分为各已到达阶段的平均；参与率不足 10% 或应评人数不明为样本不足，不参加排名。蓝字为实时公式。"


def write_citizens(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> dict[str, tuple[str, str]]:
    """Both sheets; returns project → addresses of its score and of 样本不足."""
    rows = _detail(book, formats, material, mark)
    return _summary(book, formats, material, mark, rows)


def _detail(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> dict[str, tuple[int, int]]:
    levels = material.inputs.levels
    columns = [Column("项目编号", 15), Column("项目", 30), Column("阶段", 8)]
    columns += [Column(LEVELS[code], 10, "count") for code in levels]
    columns += [Column("合计", 8, "count"), Column("应评人数", 10, "count"), Column("参与率", 9, "share")]
    columns += [Column("原始均分", 10, "points"), Column("全体均值", 10, "points"), Column("C", 8, "points")]
    columns += [Column("项目间有差异", 10), Column("收缩均分", 10, "points")]
    sheet = Sheet(book, formats, DETAIL, columns, NOTE, mark)
    sheet.parameter(2, "分值")
    for position, points in enumerate(levels.values(), start=3):
        sheet.parameter(position, float(points))
    places: dict[str, tuple[int, int]] = {}
    named = titles(material)
    for number, cells in _stage_rows(material):
        row = sheet.add([number, named[number], *cells(sheet.row + 1)])
        places[number] = places.get(number, (row, row))[0], row
    sheet.finish()
    return places


def _stage_rows(material: ReportMaterial):
    """(project, cells of the row) for every stage a project has reached."""
    inputs, stages = material.inputs, material.results.stages.set_index(["project", "stage"])
    levels = list(inputs.levels)
    votes = inputs.votes[["project", "stage", "level"]].assign(n=inputs.votes["counted"])
    counts = spread_out(votes, inputs.numbers, (inputs.stages, levels), "n").astype(int)
    for place, number in enumerate(inputs.numbers):
        for position, stage in enumerate(inputs.stages):
            if inputs.reached[place, position]:
                of_stage = material.results.shrinkage.loc[stage]
                yield number, _cells(stage, counts[place, position], stages.loc[(number, stage)], of_stage)


def _cells(stage: str, votes: np.ndarray, figures: pd.Series, shrinkage: pd.Series):
    """The cells of one row as a function of its number: formulas name their own row."""
    total, asked = votes.sum(), figures["invited"]

    def written(row: int) -> list[object]:
        rate = None if np.isnan(asked) else min(1.0, total / asked)
        drawn = f'IF(OR(O{row}="否",I{row}=0),M{row},(N{row}*M{row}+I{row}*L{row})/(N{row}+I{row}))'
        return [
            STAGES[stage],
            *map(int, votes),
            Formula(f"=SUM(D{row}:H{row})", int(total)),
            asked,
            Formula(f'=IF(N(J{row})=0,"",MIN(1,I{row}/J{row}))', rate),
            Formula(f'=IF(I{row}=0,"",SUMPRODUCT(D{row}:H{row},D$3:H$3)/I{row})', figures["raw"]),
            shrinkage["prior_mean"],
            shrinkage["strength"],
            "是" if shrinkage["differs"] else "否",
            Formula(f'=IF(N(M{row})=0,IF(ISNUMBER(M{row}),0,""),{drawn})', figures["value"]),
        ]

    return written


def _summary(
    book: Workbook, formats: Formats, material: ReportMaterial, mark: str, places: dict[str, tuple[int, int]]
) -> dict[str, tuple[str, str]]:
    columns = [Column("项目编号", 15), Column("项目", 30), Column("评议人次", 10, "count")]
    columns += [Column("应评人数", 10, "count"), Column("参与率", 9, "share"), Column("原始均分", 10, "points")]
    columns += [Column("收缩均分", 10, "points"), Column("标准误", 9, "points"), Column("95%下限", 9, "points")]
    columns += [Column("95%上限", 9, "points"), Column("隔离票", 9, "count"), Column("含隔离票均分", 11, "points")]
    columns += [Column("最坏下界", 9, "points"), Column("最好上界", 9, "points"), Column("样本不足", 9)]
    sheet = Sheet(book, formats, SUMMARY, columns, NOTE_SUMMARY, mark)
    named, found = titles(material), {}
    for number, row in material.results.citizens.iterrows():
        first, last = places[number]
        line = sheet.add([number, named[number], *_summary_cells(row, first, last, sheet.row + 1)])
        found[number] = elsewhere(SUMMARY, f"$G${line}"), elsewhere(SUMMARY, f"$O${line}")
    sheet.finish()
    return found


def _summary_cells(row: pd.Series, first: int, last: int, line: int) -> list[object]:
    votes, asked, raw, drawn = (f"'{DETAIL}'!{column}{first}:{column}{last}" for column in "IJLP")
    return [
        Formula(f"=SUM({votes})", int(row["raters"])),
        Formula(f'=IF(SUM({asked})=0,"",SUM({asked}))', row["invited"]),
        Formula(f'=IF(ISNUMBER(D{line}),MIN(1,C{line}/D{line}),"")', row["participation"]),
        Formula(f'=IF(COUNT({raw})=0,"",AVERAGE({raw}))', row["raw"]),
        Formula(f'=IF(C{line}=0,"",AVERAGE({drawn}))', row["value"]),
        row["se"],
        row["low"],
        row["high"],
        int(row["held"]),
        row["raw_with_held"],
        row["bound_low"],
        row["bound_high"],
        Formula(f'=IF(ISNUMBER(E{line}),IF(E{line}<0.1,"是","否"),"是")', "是" if row["too_few"] else "否"),
    ]
