"""Errors and formulas nobody has calculated look empty to a reader; here they are found."""

import io
import zipfile

import openpyxl
import xlsxwriter

from data_access.workbook_faults import faulty_cells


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_errors_and_uncalculated_formulas_are_found_in_the_first_filled_sheet():
    book = openpyxl.Workbook()
    book.create_sheet("甲")
    sheet = book.create_sheet("乙")
    sheet["A1"], sheet["B2"], sheet["C3"], sheet["AA4"] = "标题", "=1+1", "#REF!", "=A1"
    book.create_sheet("丙")["A1"] = "=1"
    assert faulty_cells(saved(book)) == {(2, 1), (3, 2), (4, 26)}


def test_a_formula_with_a_result_is_its_result():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(1, 0, '=""', None, "")
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
    found = faulty_cells(stream.getvalue())
    assert (2, 0) in found
    assert (0, 0) not in found


def test_texts_numbers_and_an_empty_book_have_no_faults():
    book = openpyxl.Workbook()
    assert faulty_cells(saved(book)) == set()
    book.active["A1"], book.active["A2"], book.active["A3"] = "=一", 3, True
    book.active["A1"].data_type = "s"
    assert faulty_cells(saved(book)) == set()


def test_cells_without_a_place_follow_the_one_before():
    content = saved(openpyxl.Workbook())
    sheet = b'<worksheet><sheetData><row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>'
    assert faulty_cells(with_sheet(content, sheet)) == {(1, 1)}


def test_a_sheet_with_a_document_type_is_not_read():
    sheet = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData><row><c t="e"/></row></sheetData></worksheet>'
    assert faulty_cells(with_sheet(saved(openpyxl.Workbook()), sheet)) == set()


def with_sheet(content: bytes, sheet: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            after.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else before.read(name))
    return stream.getvalue()
