"""Files as clerks have them: what is read as it stands, and what is refused with a sentence."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data_access import workbook_errors as errors
from data_access import workbooks
from data_access.workbooks import read_workbook, text_of

HEADER = ["留言编号", "留言时间", "留言详情"]
ROW = [188006, datetime(2019, 2, 28, 11, 25, 5), "路灯不亮"]


def xlsx(*rows: list, epoch: datetime | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    if epoch:
        workbook.epoch = epoch
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def xls(*rows: list, mac_dates: bool = False) -> bytes:
    workbook = xlwt.Workbook()
    workbook.dates_1904 = mac_dates
    sheet = workbook.add_sheet("留言")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for row_number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(row_number, column, cell, *([style] if isinstance(cell, datetime) else []))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def package(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def as_read(content: bytes, name: str) -> list:
    sheet = read_workbook(content, name)
    assert sheet.header == HEADER
    [(number, cells)] = sheet.rows
    assert number == 2
    return [text_of(cells[0]), cells[1], cells[2]]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_an_xlsx_is_read_with_real_dates_in_both_date_systems(epoch):
    assert as_read(xlsx(HEADER, ROW, epoch=epoch), "a.xlsx") == ["188006", *ROW[1:]]


@pytest.mark.parametrize("mac_dates", [False, True])
def test_an_xls_is_read_with_real_dates_in_both_date_systems(mac_dates):
    assert as_read(xls(HEADER, ROW, mac_dates=mac_dates), "a.xls") == ["188006", *ROW[1:]]


def test_an_xlsx_called_xls_is_read_all_the_same():
    assert as_read(xlsx(HEADER, ROW), "a.xls")[0] == "188006"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_usual_encoding_and_delimiter(encoding, delimiter):
    text = f"{delimiter.join(HEADER)}\r\n188006.0{delimiter}2019/2/28{delimiter}路灯不亮\r\n"
    assert as_read(text.encode(encoding), "a.csv") == ["188006.0", "2019/2/28", "路灯不亮"]


def test_a_cell_of_several_lines_with_quotes_and_commas_is_one_cell():
    sheet = read_workbook('留言时间,留言详情\n2019/2/28,"一,二\n""三"""\n'.encode(), "a.csv")
    assert sheet.rows == [(2, ["2019/2/28", '一,二\n"三"'])]


def test_a_caption_above_the_header_and_empty_rows_are_passed_over_and_rows_keep_their_numbers():
    sheet = read_workbook(xlsx(["二〇一九年留言"], HEADER, [], ROW), "a.xlsx")
    assert (sheet.header, [number for number, _ in sheet.rows]) == (HEADER, [4])


def test_columns_without_or_with_the_same_name_stay_apart():
    sheet = read_workbook(xlsx(["时间", None, "时间"], ["a", "b", "c"]), "a.xlsx")
    assert sheet.header == ["时间", "第2列", "时间（2）"]


def test_the_first_sheet_with_anything_in_it_counts():
    workbook = openpyxl.Workbook()
    second = workbook.create_sheet("二")
    second.append(HEADER)
    second.append(ROW)
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert as_read(buffer.getvalue(), "a.xlsx")[0] == "188006"


def test_the_columns_added_to_rejected_rows_are_ignored_when_sent_again():
    sheet = read_workbook(
        xlsx([*HEADER, *workbooks.EXTRA_COLUMNS], ["1", "2", "3", "9", "留言时间", "x", "y"]), "a.xlsx"
    )
    assert (sheet.header, sheet.rows) == (HEADER, [(2, ["1", "2", "3"])])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\n\t\t\t\t 你好\u3000", "你好"),
        (188006.0, "188006"),
        (1.5, "1.5"),
        (None, ""),
        (date(2019, 1, 2), "2019-01-02"),
        (True, "是"),
        ("一\x00二\x0b", "一二"),
    ],
)
def test_a_cell_reads_as_a_person_would_write_it(cell, text):
    assert text_of(cell) == text


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.xlsx", b"hello", errors.NotAWorkbook),
        ("a.xlsx", b"PK\x03\x04 broken", errors.NotAWorkbook),
        ("a.xlsx", xlsx(HEADER, ROW)[:-200], errors.NotAWorkbook),
        ("a.xls", OLE + b"\x00" * 2000, errors.NotAWorkbook),
        ("a.xls", b"<html><table></table></html>", errors.NotAWorkbook),
        ("a.csv", xlsx(HEADER, ROW), errors.NotAWorkbook),
        ("a.csv", b"a,b\n\x00\x01,\x02\n", errors.NotAWorkbook),
        ("a.xlsx", package(word__document_dot_xml=b"<x/>"), errors.NotAWorkbook),
        ("a.xlsx", OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"), errors.Encrypted),
        ("a.xlsx", b"", errors.EmptyFile),
        ("a.csv", b"\xef\xbb\xbf\r\n\r\n", errors.EmptyFile),
        ("a.xlsx", xlsx(), errors.EmptyFile),
        ("a.xlsx", xlsx(HEADER), errors.OnlyHeader),
        ("a.xlsx", xlsx(ROW, ROW), errors.NoHeader),
        ("a.csv", "2019/2/28,路灯不亮\n2019/3/1,路不平\n".encode(), errors.NoHeader),
        ("a.csv", "路灯不亮\n路不平\n".encode(), errors.NoHeader),
        ("a.xlsm", xlsx(HEADER, ROW), errors.HasMacros),
        ("a.xlsx", package(xl__vbaProject_dot_bin=b"x"), errors.HasMacros),
        ("a.xls", OLE + b"\x00" * 500 + "_VBA_PROJECT".encode("utf-16-le"), errors.HasMacros),
        ("a.xlsx", package(xl__bomb_dot_xml=b"0" * 20_000_000), errors.ZipBomb),
        ("a.csv", "留言时间,留言详情\n".encode() + b"\xff\xff\xff", errors.BrokenEncoding),
        ("a.pdf", b"%PDF", errors.UnknownExtension),
        ("a", b"x", errors.UnknownExtension),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_that_says_nothing_was_stored(name, content, error):
    with pytest.raises(error) as refusal:
        read_workbook(content, name)
    assert "没有存入任何内容" in str(refusal.value)
    assert str(refusal.value).endswith("后再导入。")


def test_a_file_over_the_limit_of_bytes_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_BYTES", 100)
    with pytest.raises(errors.TooLarge, match="没有存入任何内容"):
        read_workbook(xlsx(HEADER, ROW), "a.xlsx")


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_file_over_the_limit_of_rows_is_refused(monkeypatch, name):
    monkeypatch.setattr(workbooks, "MAX_ROWS", 30)
    rows = [["x", "y"] for _ in range(31)]
    content = xlsx(["甲", "乙"], *rows) if name == "a.xlsx" else b"a,b\n" + b"x,y\n" * 31
    with pytest.raises(errors.TooLarge, match="超过 30 行"):
        read_workbook(content, name)
