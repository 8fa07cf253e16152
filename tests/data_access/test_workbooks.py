"""Files as clerks have them: what is read as it stands, and what is refused with a sentence."""

import io
from datetime import date, datetime

import olefile
import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data_access import workbook_errors as errors
from data_access import workbooks
from data_access.workbooks import read_workbook, text_of
from tests.data_access import office_files

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


SECRET = "open sesame"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.xlsx", b"hello", errors.NotAWorkbook),
        ("a.xlsx", b"PK\x03\x04 broken", errors.NotAWorkbook),
        ("a.xlsx", xlsx(HEADER, ROW)[:-200], errors.NotAWorkbook),
        ("a.xls", OLE + b"\x00" * 2000, errors.NotAWorkbook),
        ("a.xls", xls(HEADER, ROW)[:3000], errors.NotAWorkbook),
        ("a.xls", b"<html><table></table></html>", errors.NotAWorkbook),
        ("a.csv", xlsx(HEADER, ROW), errors.NotAWorkbook),
        ("a.csv", b"a,b\n\x00\x01,\x02\n", errors.NotAWorkbook),
        (
            "a.xlsx",
            office_files.packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}),
            errors.NotAWorkbook,
        ),
        ("a.xlsx", office_files.encrypted_xlsx(xlsx(HEADER, ROW), SECRET), errors.Encrypted),
        ("a.xls", office_files.encrypted_xlsx(xlsx(HEADER, ROW), SECRET), errors.Encrypted),
        ("a.xls", office_files.encrypted_xls(xls(HEADER, ROW), SECRET), errors.Encrypted),
        ("a.csv", office_files.encrypted_xls(xls(HEADER, ROW), SECRET), errors.NotAWorkbook),
        ("a.xlsx", b"", errors.EmptyFile),
        ("a.csv", b"\xef\xbb\xbf\r\n\r\n", errors.EmptyFile),
        ("a.xlsx", xlsx(), errors.EmptyFile),
        ("a.xlsx", xlsx(HEADER), errors.OnlyHeader),
        ("a.xlsx", xlsx(ROW, ROW), errors.NoHeader),
        ("a.csv", "2019/2/28,路灯不亮\n2019/3/1,路不平\n".encode(), errors.NoHeader),
        ("a.csv", "路灯不亮\n路不平\n".encode(), errors.NoHeader),
        ("a.xlsm", xlsx(HEADER, ROW), errors.HasMacros),
        ("a.xlsm", office_files.xlsx_with_macros(xlsx(HEADER, ROW)), errors.HasMacros),
        ("a.xlsx", office_files.xlsx_with_macros(xlsx(HEADER, ROW)), errors.HasMacros),
        ("a.xls", office_files.xls_with_macros(xls(HEADER, ROW)), errors.HasMacros),
        ("a.xlsx", office_files.zip_bomb(xlsx(HEADER, ROW), 40), errors.ZipBomb),
        ("a.xlsx", office_files.with_false_sizes(office_files.zip_bomb(xlsx(HEADER, ROW), 40)), errors.NotAWorkbook),
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


def test_the_awkward_files_of_these_tests_are_what_they_say_they_are():
    plain = xls(HEADER, ROW)
    hidden = office_files.encrypted_xls(plain, SECRET)
    assert as_read(office_files.decrypted(hidden, SECRET), "a.xls") == ["188006", *ROW[1:]]
    hidden = office_files.encrypted_xlsx(xlsx(HEADER, ROW), SECRET)
    assert as_read(office_files.decrypted(hidden, SECRET), "a.xlsx") == ["188006", *ROW[1:]]
    with olefile.OleFileIO(office_files.xls_with_macros(plain)) as opened:
        assert ["_VBA_PROJECT_CUR", "VBA", "ThisWorkbook"] in opened.listdir()
        assert opened.openstream("Workbook").read() == olefile.OleFileIO(plain).openstream("Workbook").read()
    opened = openpyxl.load_workbook(io.BytesIO(office_files.xlsx_with_macros(xlsx(HEADER))), keep_vba=True)
    with opened.vba_archive as archive:
        assert olefile.OleFileIO(archive.read("xl/vbaProject.bin")).exists("VBA/ThisWorkbook")
    assert len(office_files.zip_bomb(xlsx(HEADER, ROW), 40)) < 200_000


def test_messages_that_speak_of_macros_and_passwords_are_messages():
    row = [7, ROW[1], "文件里有 EncryptedPackage 和 _VBA_PROJECT，打不开"]
    assert as_read(xls(HEADER, row), "a.xls")[2] == row[2]


def test_a_file_over_the_limit_of_bytes_is_refused():
    with pytest.raises(errors.TooLarge, match="超过 64 MB 的上限，没有存入任何内容"):
        read_workbook(b"x" * (workbooks.MAX_BYTES + 1), "a.xlsx")


def long_xlsx(rows: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number in range(rows + 1):
            sheet.write_row(number, 0, ("甲", "乙"))
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_file_over_the_limit_of_rows_is_refused(name):
    too_many = workbooks.MAX_ROWS + 1
    content = long_xlsx(too_many) if name == "a.xlsx" else b"a,b\n" + b"x,y\n" * too_many
    with pytest.raises(errors.TooLarge, match="超过 200,000 行的上限"):
        read_workbook(content, name)
