"""The workbook computes by itself what the system computed, from the marks, votes and values that stand in it."""

import io

import openpyxl
import pytest

from reports.quarter_workbook import quarter_workbook
from tests.office_suite import converted, without_values
from tests.reports.report_material import NAMES, material


def opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def rows(sheet) -> list[dict]:
    """The rows below the header, by the names in it."""
    header = [cell.value for cell in sheet[4]]
    return [dict(zip(header, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=5)]


def same(one: object, other: object) -> bool:
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(one - other) < 1e-9


def formulas(book: openpyxl.Workbook) -> list[tuple[str, str]]:
    return [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@pytest.mark.parametrize(("projects", "experts"), [(12, 6), (5, 4), (4, 2)])
def test_libreoffice_calculates_every_formula_to_our_value(tmp_path, projects, experts):
    content = quarter_workbook(material(projects, experts, 2))
    calculated = openpyxl.load_workbook(
        converted(without_values(content, tmp_path / "bare.xlsx"), "xlsx"), data_only=True
    )
    ours, live = opened(content, values=True), formulas(opened(content))
    assert len(live) > 100
    different = [
        (sheet, place, ours[sheet][place].value, calculated[sheet][place].value)
        for sheet, place in live
        if not same(ours[sheet][place].value, calculated[sheet][place].value)
    ]
    assert different == []


def test_the_values_kept_beside_the_formulas_are_those_of_the_results():
    given = material()
    found = rows(opened(quarter_workbook(given), values=True)["综合"])
    expected = given.results.composites
    by_number = {row["项目编号"]: row for row in found}
    for number, row in expected.iterrows():
        kept = by_number[number]
        for name, value in (("综合得分", row["score"]), ("名次", row["rank"]), ("等权名次", row["equal_rank"])):
            assert same(kept[name], None if value != value else value), (number, name)


def test_totals_panel_values_targets_and_composites_are_live_formulas():
    book = opened(quarter_workbook(material()))
    assert book["专家评审"]["M5"].value.startswith("=SUMPRODUCT(F5:L5,F$3:L$3)")
    summary = rows(book["专家评审汇总"])[0]
    assert summary["去极值均值"].startswith("=IF(D5>=3,(SUM('专家评审'!M11:M16)-MAX(")
    assert summary["小组值"] == '=IF(D5>=5,F5,IF(D5>=3,G5,""))'
    assert rows(book["第三方"])[0]["得分"].startswith('=IF(K5="有数值",100*MAX(0,MIN(1,(L5-F5)/(G5-F5)')
    assert "SUMPRODUCT(F5:H5,F$3:H$3)" in rows(book["综合"])[0]["综合得分"]
    assert book["综合"]["F3"].value == "='权重'!$B$5"


def test_every_mark_stands_there_unsigned():
    given = material()
    shown = rows(opened(quarter_workbook(given))["专家评审"])
    assert len(shown) == 8 * 2 * 6
    assert {row["评委"] for row in shown} == {f"评委{number}" for number in range(1, 7)}
    marks = given.marks.set_index(["project", "round", "expert", "criterion"])["mark"]
    for row in shown:
        key = row["项目编号"], row["轮次"], int(row["评委"].removeprefix("评委"))
        for criterion in given.details.criteria.parts["name"]:
            assert row[criterion] == marks[(*key, criterion)]


def test_votes_of_every_level_stand_there():
    given = material()
    shown = rows(opened(quarter_workbook(given))["群众评议"])
    total = sum(row[level] for row in shown for level in ("非常满意", "满意", "基本满意", "不满意", "非常不满意"))
    assert total == given.results.citizens["raters"].sum()


def test_sheets_are_named_marked_frozen_and_printed_across():
    book = opened(quarter_workbook(material()))
    assert book.sheetnames == [
        "综合",
        "权重",
        "群众评议",
        "群众评议汇总",
        "专家评审",
        "专家评审汇总",
        "第三方",
        "第三方汇总",
        "口径",
    ]
    for sheet in book:
        assert sheet["A1"].value == f"{sheet.title}　演示数据：内容均为虚构　未定稿，仅供内部使用"
        assert (sheet.freeze_panes, sheet.page_setup.orientation) == ("C5", "landscape")


def test_texts_that_look_like_formulas_are_texts():
    given = material(names={**NAMES, "department": {"housing": "=1+1", "education": "@x", "water": "-3"}})
    sheet = opened(quarter_workbook(given))["综合"]
    cells = [row[2] for row in sheet.iter_rows(min_row=5)]
    assert {cell.value for cell in cells} == {"=1+1", "@x", "-3"}
    assert {(cell.data_type, bool(cell.quotePrefix)) for cell in cells} == {("s", True)}
