"""专家评审 in the workbook: every mark of closed rounds, unsigned, and the panel's value by live formulas."""

import pandas as pd
from xlsxwriter.workbook import Workbook

from data_access.report_reads import ReportMaterial
from reports.quarter_tables import titles
from reports.workbook_sheet import Column, Formats, Formula, Sheet, elsewhere, letters

DETAIL, SUMMARY = "专家评审", "专家评审汇总"
FIRST_CRITERION = 5
RULES = {"trimmed_mean": "去极值均值", "median": "中位数", "too_few": "评委不足"}
NOTE = (
    "已关闭轮次的每一份有效评分，不署名；评委编号与姓名、分数无关。总分=Σ（标准权重×分数）÷Σ权重。"
    "每个项目以最后一轮计入。蓝字为实时公式。"
)
NOTE_SUMMARY = (
    "5 人及以上去掉一个最高分和一个最低分后平均，3—4 人取中位数，不足 3 人为评委不足。"
    "校正值按专家宽严估计，仅供参考。蓝字为实时公式。"
)


def write_experts(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> dict[str, str]:
    """Both sheets; returns project → address of the panel's value."""
    places = _detail(book, formats, material, mark)
    return _summary(book, formats, material, mark, places)


def _detail(book: Workbook, formats: Formats, material: ReportMaterial, mark: str) -> dict[str, tuple[str, str]]:
    """Returns project → addresses of the totals of its last round, the first and the last."""
    criteria = material.details.criteria.parts
    columns = [Column("项目编号", 15), Column("项目", 30), Column("轮次", 6, "plain"), Column("评委", 9)]
    columns += [Column("小组", 12), *(Column(name, 11, "plain") for name in criteria["name"])]
    columns += [Column("总分", 10, "points"), Column("计入", 6)]
    sheet = Sheet(book, formats, DETAIL, columns, NOTE, mark)
    sheet.parameter(FIRST_CRITERION - 1, "权重")
    for position, weight in enumerate(criteria["weight"], start=FIRST_CRITERION):
        sheet.parameter(position, float(weight))
    first, last = letters(FIRST_CRITERION), letters(FIRST_CRITERION + len(criteria) - 1)
    total_at = letters(FIRST_CRITERION + len(criteria))
    weights = f"{first}$3:{last}$3"
    named, places = titles(material), {}
    for row in _reviews(material, list(criteria["name"])):
        line = sheet.row + 1
        own = f"{first}{line}:{last}{line}"
        total = f"=SUMPRODUCT({own},{weights})/SUMPRODUCT(--ISNUMBER({own}),{weights})"
        head = [row.project, named[row.project], int(row.round), f"评委{row.expert}", row.panel]
        sheet.add([*head, *row.marks, Formula(total, row.score), "是" if row.counts else "否"])
        if row.counts:
            start = places.get(row.project, (f"{total_at}{line}",))[0]
            places[row.project] = start, f"{total_at}{line}"
    sheet.finish()
    return places


def _reviews(material: ReportMaterial, criteria: list[str]):
    """Rows by project, round, expert: marks in the order of the criteria, the total, whether it counts."""
    totals = material.inputs.totals.sort_values(["project", "round", "expert"])
    key = ["project", "round", "expert"]
    marks = material.marks.pivot(index=key, columns="criterion", values="mark").reindex(columns=criteria)
    panels = material.marks.drop_duplicates(key).set_index(key)["panel"]
    index = pd.MultiIndex.from_frame(totals[key])
    last = totals.groupby("project")["round"].transform("max")
    shown = totals.assign(
        marks=marks.reindex(index).to_numpy(dtype=float).tolist(),
        panel=panels.reindex(index).fillna("").to_numpy(),
        counts=(totals["round"] == last).to_numpy(),
    )
    return shown.itertuples(index=False)


def _summary(
    book: Workbook, formats: Formats, material: ReportMaterial, mark: str, places: dict[str, tuple[str, str]]
) -> dict[str, str]:
    columns = [Column("项目编号", 15), Column("项目", 30), Column("轮次", 6, "plain"), Column("有效专家", 9, "count")]
    columns += [Column(name, 11, "points") for name in ("原始均分", "去极值均值", "中位数", "下四分位", "上四分位")]
    columns += [Column("规则", 12), Column("小组值", 10, "points"), Column("标准误", 9, "points")]
    columns += [Column(name, 10, "points") for name in ("95%下限", "95%上限", "宽严校正值", "校正标准误")]
    columns += [Column(name, 8, "count") for name in ("回避", "弃权", "未评")] + [Column("等级取决于算法", 10)]
    sheet = Sheet(book, formats, SUMMARY, columns, NOTE_SUMMARY, mark)
    named, found = titles(material), {}
    for number, row in material.results.experts.iterrows():
        line = sheet.add([number, named[number], *_summary_cells(row, places.get(number), sheet.row + 1)])
        found[number] = elsewhere(SUMMARY, f"$K${line}")
    sheet.finish()
    return found


def _summary_cells(row: pd.Series, place: tuple[str, str] | None, line: int) -> list[object]:
    """Without a review in a closed round there is nothing to compute from."""
    live: list[object] = [0, *[""] * 5, RULES["too_few"], ""]
    if place:
        totals = f"'{DETAIL}'!{place[0]}:{place[1]}"
        trimmed = f'=IF(D{line}>=3,(SUM({totals})-MAX({totals})-MIN({totals}))/(D{line}-2),"")'
        rule = f'=IF(D{line}>=5,"{RULES["trimmed_mean"]}",IF(D{line}>=3,"{RULES["median"]}","{RULES["too_few"]}"))'
        live = [
            Formula(f"=COUNT({totals})", int(row["n"])),
            Formula(f"=AVERAGE({totals})", row["raw_mean"]),
            Formula(trimmed, row["trimmed_mean"]),
            Formula(f"=MEDIAN({totals})", row["median"]),
            Formula(f"=QUARTILE({totals},1)", row["lower_quartile"]),
            Formula(f"=QUARTILE({totals},3)", row["upper_quartile"]),
            Formula(rule, RULES[row["rule"]]),
            Formula(f'=IF(D{line}>=5,F{line},IF(D{line}>=3,G{line},""))', row["value"]),
        ]
    rest = [row[name] for name in ("se", "low", "high", "adjusted", "adjusted_se")]
    seats = [int(row[name]) for name in ("recused", "abstained", "missed")]
    return [row["round"], *live, *rest, *seats, "是" if row["grade_depends_on_rule"] else "否"]
