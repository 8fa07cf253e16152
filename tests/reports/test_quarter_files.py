"""Word and PDF: the same words, whole files, no sign missing, whatever fonts the machine has."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from data_access.engine import ROOT
from data_access.report_files import PRODUCTS
from reports import report_font
from reports.chart_pictures import grade_bars, png, svg
from reports.quarter_content import quarter_content
from reports.quarter_document import quarter_document
from reports.quarter_files import file_name, written
from reports.quarter_pdf import quarter_pdf
from reports.report_font import FONT, LACKING, drawable
from reports.report_parts import Heading, Picture, Report, Table, Text
from tests.office_suite import converted
from tests.reports.report_material import AT, material

# Blanks fall where a line breaks; the two writers break lines in other places.
BLANK = re.compile(r"\s+")
# Of the order the schema demands, in which Word repairs or refuses a file.
TABLE_ORDER = ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"]


@pytest.fixture(scope="module")
def report() -> Report:
    return quarter_content(material())


@pytest.fixture(scope="module")
def word(report) -> bytes:
    return quarter_document(report)


@pytest.fixture(scope="module")
def pdf(report) -> bytes:
    return quarter_pdf(report)


def bare(text: str) -> str:
    return BLANK.sub("", text)


def told(report: Report) -> list[str]:
    """What each part says, without blanks, in order; tables cell by cell."""
    found = [report.title, report.subtitle]
    for part in report.parts:
        if isinstance(part, Table):
            found += [part.caption, *part.header, *(cell for row in part.rows for cell in row)]
        elif isinstance(part, Text):
            found += [part.begins, part.text]
        else:
            found.append(part.caption if isinstance(part, Picture) else part.text)
    return [bare(each) for each in found if bare(each)]


def assert_in_order(said: list[str], whole: str) -> None:
    """Every text is there, one after the other."""
    place = 0
    for each in said:
        found = whole.find(each, place)
        assert found >= 0, (each, whole[place : place + 200])
        place = found + len(each)


def words_of_pages(content: bytes) -> list[str]:
    return [bare(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def fonts_of(content: bytes) -> list[tuple[str, bool]]:
    """(name, whether it is embedded) of every font of every page."""
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            kept = font.get_object()
            about = kept["/DescendantFonts"][0].get_object() if "/DescendantFonts" in kept else kept
            inside = about["/FontDescriptor"].get_object()
            name = str(about["/BaseFont"])
            found.add((name, any(f"/FontFile{kind}" in inside for kind in ("", "2", "3"))))
    return sorted(found)


def test_the_word_file_says_what_the_report_says(report, word):
    lines = []
    for block in Document(io.BytesIO(word)).iter_inner_content():
        table = getattr(block, "rows", None)
        lines += [block.text] if table is None else [cell.text for row in table for cell in row.cells]
    assert_in_order(told(report), bare("".join(lines)))


def test_the_pdf_says_what_the_report_says_on_every_page_as_chinese(report, pdf):
    pages = words_of_pages(pdf)
    body = "".join(page.removeprefix(bare(report.mark)) for page in pages)
    body = re.sub(r"—\d+—", "", body)
    every = [part for part in report.parts if not isinstance(part, Picture | Table)]
    assert_in_order([bare(part.text) for part in every if not isinstance(part, Heading)], body)
    for part in report.parts:
        if isinstance(part, Table):
            assert all(bare(cell) in body for row in part.rows for cell in row[:1])
    assert all(bare(report.mark) in page for page in pages)


def test_every_sign_of_the_pdf_is_drawn_by_the_font_that_comes_with_the_program(pdf):
    fonts = fonts_of(pdf)
    assert fonts
    assert all("NotoSansCJKsc" in name and embedded for name, embedded in fonts)
    signs = {sign for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for sign in page.extract_text()}
    assert {sign for sign in signs if not report_font.has(sign)} == set()


def test_a_sign_no_font_has_becomes_the_printers_mark_for_it():
    assert drawable("好👍。\U00013000") == f"好{LACKING}。{LACKING}"
    assert drawable("中文 Latin 12% ÷ √ Σ ≥ “”—–…〔2025〕①") == "中文 Latin 12% ÷ √ Σ ≥ “”—–…〔2025〕①"
    shown = quarter_pdf(Report("标题", "副题", "", AT, [Text("好👍。")]))
    assert f"好{LACKING}。" in words_of_pages(shown)[0]


def test_what_people_wrote_is_never_read_as_markup(report):
    wild = '#import "x" = *粗* $x$ <a> \\ @b [c] ] "d" {e} //f & 100%'
    parts = [Heading(wild), Text(wild), Table("表", ("甲",), [(wild,)], (156,))]
    shown = Report(wild, "", "", AT, parts)
    assert words_of_pages(quarter_pdf(shown))[0].count(bare(wild)) == 4
    text = "".join(block.text for block in Document(io.BytesIO(quarter_document(shown))).paragraphs)
    assert text.count(wild) == 3


def test_the_word_file_is_whole_and_in_the_order_of_the_schema(word):
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
    for table in Document(io.BytesIO(word)).tables:
        names = [etree.QName(child).localname for child in table._tbl.tblPr]
        assert names == [name for name in TABLE_ORDER if name in names]
        grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
        for row in table._tbl.tr_lst:
            widths = [cell.tcPr.find(qn("w:tcW")).get(qn("w:w")) for cell in row.tc_lst]
            assert widths == [column.get(qn("w:w")) for column in grid]


def test_headers_repeat_rows_stay_whole_and_pictures_are_described(report, word):
    document = Document(io.BytesIO(word))
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    pictures = [part for part in report.parts if isinstance(part, Picture)]
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == [f"{part.caption}：{part.words}" for part in pictures]


def test_paper_and_fonts_are_those_of_official_documents(word):
    document = Document(io.BytesIO(word))
    page = document.sections[0]
    assert [round(size.mm) for size in (page.top_margin, page.bottom_margin, page.left_margin)] == [37, 35, 28]
    for name, font, points in (
        ("Normal", "仿宋_GB2312", 16),
        ("报告表格", "仿宋_GB2312", 10.5),
        ("报告表头", "黑体", 10.5),
    ):
        style = document.styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert style.font.size == Pt(points)
    assert page.header.paragraphs[0].text == "演示数据：内容均为虚构　未定稿，仅供内部使用"


def test_libreoffice_opens_the_word_file_with_one_font_and_no_sign_missing(report, word, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(word)
    content = converted(path, "pdf", fonts=FONT.parent).read_bytes()
    pages = words_of_pages(content)
    assert 8 <= len(pages) <= 40
    assert all(bare(report.mark) in page for page in pages)
    assert all(f"—{number}—" in page for number, page in enumerate(pages, start=1))
    body = re.sub(r"—\d+—", "", "".join(page.replace(bare(report.mark), "") for page in pages))
    paragraphs = [bare(part.text) for part in report.parts if isinstance(part, Text)]
    assert_in_order(paragraphs, body)
    fonts = fonts_of(content)
    assert fonts
    assert all("NotoSansCJK" in name and embedded for name, embedded in fonts), fonts


def test_charts_hold_chinese_text_without_any_font_of_the_machine(tmp_path):
    spec = grade_bars({"优秀": 2, "良好": 3})
    assert all(word in svg(spec) for word in ("优秀", "良好", "项目数"))
    nothing = tmp_path / "fonts.conf"
    nothing.write_text(f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir></fontconfig>')
    elsewhere = tmp_path / "chart.png"
    draw = "import sys, json; from reports.chart_pictures import png; from pathlib import Path;"
    draw += "Path(sys.argv[1]).write_bytes(png(json.loads(sys.argv[2])))"
    command = [sys.executable, "-c", draw, str(elsewhere), json.dumps(spec)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "FONTCONFIG_FILE": str(nothing)}, timeout=120)
    assert elsewhere.read_bytes() == png(spec)
    assert png(spec) != png(grade_bars({"优良": 2, "良好": 3}))  # were both signs boxes, these would be the same


def test_files_are_named_for_what_they_are():
    given = material()
    names = [file_name(given, product) for product in PRODUCTS]
    assert names == [
        "演示数据-2025年四季度三评报告（未定稿）.docx",
        "演示数据-2025年四季度三评报告（未定稿）.pdf",
        "演示数据-2025年四季度三评计算底稿（未定稿）.xlsx",
    ]
    assert file_name(material(sealed=True, is_demonstration=False), "pdf") == "2025年四季度三评报告.pdf"


def test_progress_only_grows_and_reaches_the_end():
    given = material(4, 3, 1)
    for product in PRODUCTS:
        said = []
        written(given, product, lambda done, of, said=said: said.append(done / of))
        assert said == sorted(said)
        assert said[-1] == 1.0
