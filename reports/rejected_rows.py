"""未存入的行: the rows of an import that were not stored, in the layout the file came in, with reasons."""

import io
from collections.abc import Sequence

import xlsxwriter

from data_access.import_rows import RejectedRow
from data_access.workbooks import EXTRA_COLUMNS


def rejected_rows_workbook(header: Sequence[str], rows: Sequence[RejectedRow]) -> bytes:
    """An .xlsx of the file's own columns plus 行号, 问题列, 原值, 原因; every cell is text.

    Corrected and sent again as it is, the added columns are ignored. Text that begins with = + - @
    stays text.
    """
    buffer = io.BytesIO()
    as_text = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **as_text}) as workbook:
        sheet = workbook.add_worksheet("未存入的行")
        bold = workbook.add_format({"bold": True})
        text = workbook.add_format({"num_format": "@"})
        for column, name in enumerate([*header, *EXTRA_COLUMNS]):
            sheet.write_string(0, column, name, bold)
        for position, row in enumerate(rows, start=1):
            cells = row.cells + [""] * (len(header) - len(row.cells))
            added = [str(row.row_number), row.column_name, row.value, row.reason]
            for column, cell in enumerate([*cells, *added]):
                sheet.write_string(position, column, cell[:32767], text)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) + len(EXTRA_COLUMNS) - 1, 18, text)
    return buffer.getvalue()
