"""Tables on screen and as files."""

from datetime import date
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
from streamlit.testing.v1 import AppTest

from ui.tables import to_csv, to_excel

CASES = pd.DataFrame(
    {
        "编号": ["0012", "=1+1", "@人", "-3 度", "+86"],
        "件数": [1, -2, 3, 4, 5],
        "满意率": [0.5, np.nan, 1.0, np.inf, 0.25],
        "收到": [date(2025, 11, 30), None, date(2025, 1, 1), date(2025, 1, 2), date(2025, 1, 3)],
        "办结": [pd.Timestamp(2025, 11, 30, 9, 5), pd.NaT, pd.NaT, pd.NaT, pd.NaT],
        "超期": [True, False, False, False, False],
    }
)


def test_excel_reads_back_with_formulas_as_text() -> None:
    sheet = openpyxl.load_workbook(BytesIO(to_excel(CASES))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("编号", "件数", "满意率", "收到", "办结", "超期")
    assert [row[0] for row in rows[1:]] == ["0012", "=1+1", "@人", "-3 度", "+86"]
    assert {sheet.cell(row, 1).data_type for row in range(2, 7)} == {"s"}
    assert [row[1] for row in rows[1:]] == [1, -2, 3, 4, 5]
    assert [row[2] for row in rows[1:]] == [0.5, None, 1, None, 0.25]
    assert rows[1][3].date() == date(2025, 11, 30)
    assert (str(rows[1][4]), rows[2][4], rows[1][5], rows[2][5]) == ("2025-11-30 09:05:00", None, "是", "否")


def test_excel_header_is_bold_frozen_and_wide_enough() -> None:
    sheet = openpyxl.load_workbook(BytesIO(to_excel(pd.DataFrame({"承办单位全称": ["住房和城乡建设局"]})))).active
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width >= 17


def test_csv_opens_in_a_spreadsheet_without_running_anything() -> None:
    written = to_csv(CASES[["编号", "件数"]])
    assert written.startswith(b"\xef\xbb\xbf")
    lines = written.decode("utf-8-sig").splitlines()
    assert lines == ["编号,件数", "0012,1", "'=1+1,-2", "'@人,3", "'-3 度,4", "'+86,5"]


def test_an_empty_frame_keeps_its_header() -> None:
    empty = CASES.iloc[:0]
    assert to_csv(empty).decode("utf-8-sig").strip() == "编号,件数,满意率,收到,办结,超期"
    rows = list(openpyxl.load_workbook(BytesIO(to_excel(empty))).active.iter_rows(values_only=True))
    assert rows == [("编号", "件数", "满意率", "收到", "办结", "超期")]


def page() -> None:
    import pandas as pd

    from ui.tables import downloads, table

    groups = pd.DataFrame({"value": [0.982, None], "name": ["住建局", "教育局"], "secret": [1, 2]})
    table(groups, {"name": "承办单位", "value": "办结率"}, percent=["value"], key="groups")
    downloads(groups, "办结率", key="completion")


def test_the_screen_shows_named_columns_and_two_downloads() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    shown = app.dataframe[0].value
    assert list(shown.columns) == ["name", "value"]
    assert shown["value"].tolist()[0] == 98.2
    assert [button.label for button in app.get("download_button")] == ["下载 Excel", "下载 CSV"]
