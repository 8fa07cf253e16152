"""Tables on screen and as files: Chinese headers, and cells that a spreadsheet never runs as a formula."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import partial
from io import BytesIO
from math import isfinite
from numbers import Integral, Real

import pandas as pd
import streamlit as st
import xlsxwriter

from ui import listings
from ui.listings import Listing
from ui.text import UNDEFINED

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A text beginning like this is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NARROWEST, WIDEST = 8, 50


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    percent: Collection[str] = (),
    *,
    key: str,
    lists: Mapping[tuple[int, str], Listing] | None = None,
    **options,
) -> None:
    """Show the named columns, in this order, under their Chinese labels.

    `percent` columns are shares in [0, 1]; `lists`: what a click opens, by row and
    column (or by row and "" for any column); other options go to st.dataframe.
    """
    widget = {"key": key, **options}
    if lists:
        widget |= {"key": listings.widget_key(key), "selection_mode": "single-cell"}
        widget["on_select"] = lambda: listings.cell_clicked(key, lists)
    shown = frame[list(columns)].assign(**{name: frame[name].astype(float) * 100 for name in percent})
    settings: dict = {name: st.column_config.Column(label) for name, label in columns.items()}
    for name in percent:
        settings[name] = st.column_config.NumberColumn(columns[name], format="%.1f %%")
    for name in shown.select_dtypes("datetime").columns:
        settings[name] = st.column_config.DateColumn(columns[name], format="YYYY-MM-DD")
    st.dataframe(shown, column_config=settings, hide_index=True, placeholder=UNDEFINED, width="stretch", **widget)


def downloads(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, key: str) -> None:
    """Two buttons: the frame as an Excel and as a CSV file called `name`; read and made when pressed."""
    with st.container(horizontal=True):
        for label, suffix, kind, write in FILES:
            st.download_button(
                f"下载 {label}",
                partial(_written, frame, write),
                f"{name}.{suffix}",
                kind,
                key=f"{key}.{suffix}",
                on_click="ignore",
            )


def _written(frame: pd.DataFrame | Callable[[], pd.DataFrame], write: Callable[[pd.DataFrame], bytes]) -> bytes:
    return write(frame() if callable(frame) else frame)


def to_excel(frame: pd.DataFrame) -> bytes:
    """One sheet: bold frozen header, fitting widths, texts always as texts, missing cells empty."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet.freeze_panes(1, 0)
        for position, name in enumerate(frame.columns):
            cells = frame.iloc[:, position].tolist()
            sheet.write_string(0, position, str(name), bold)
            sheet.set_column(position, position, _column_width([name, *cells[:200]]))
            for line, cell in enumerate(cells, start=1):
                _write(sheet, line, position, cell, formats)
    return stream.getvalue()


def to_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark; a text that looks like a formula gets a single quote before it."""
    safe = pd.DataFrame({position: frame.iloc[:, position].map(_safe) for position in range(frame.shape[1])})
    safe.columns = [_safe(str(name)) for name in frame.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _write(sheet, line: int, position: int, cell: object, formats: dict) -> None:
    """One cell by its own kind."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return
    if isinstance(cell, bool):
        sheet.write_string(line, position, "是" if cell else "否")
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, position, cell.replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(line, position, cell, formats[date])
    elif isinstance(cell, (Integral, Real)):
        if isfinite(cell):
            sheet.write_number(line, position, cell)
    else:
        sheet.write_string(line, position, str(cell))


def _column_width(cells: list) -> int:
    """Characters of the widest cell, a Chinese one counting two, within bounds."""
    widths = (sum(2 if ord(sign) > 0x2E7F else 1 for sign in str(cell)) for cell in cells)
    return min(max(max(widths) + 2, NARROWEST), WIDEST)


FILES = [("Excel", "xlsx", EXCEL_TYPE, to_excel), ("CSV", "csv", "text/csv", to_csv)]
