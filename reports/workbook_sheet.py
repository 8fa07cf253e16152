"""One sheet of a report's workbook: mark, note, parameters, header, then rows; texts are texts, formulas are live."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from data_access.idea_layout import clean

# Zero-based: the mark, the note, the parameters, the header, then data.
MARK_ROW, NOTE_ROW, PARAMETER_ROW, HEADER_ROW, FIRST_ROW = range(5)
# A text beginning like this becomes a formula once somebody edits its cell, unless it is marked as text.
FORMULA_STARTS = ("=", "+", "-", "@", "'", "\t")
FORMULA_COLOUR, GREY = "#1F5F99", "#EDEDED"
LANDSCAPE_A4 = 9
KINDS = {"text": {}, "points": {"num_format": "0.00"}, "count": {"num_format": "#,##0"}}
KINDS |= {"share": {"num_format": "0.0%"}, "plain": {"num_format": "General"}, "long": {"text_wrap": True}}


@dataclass(frozen=True)
class Column:
    """Header, width in characters, and how its cells are written: a key of KINDS."""

    header: str
    width: float
    kind: str = "text"


@dataclass(frozen=True)
class Formula:
    """A live formula, with the value it had when the file was written for readers that do not calculate."""

    text: str
    value: object


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 12})
        self.note = book.add_format({"font_color": "#6B7785"})
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.parameter = book.add_format({"bg_color": GREY, "bold": True})
        self.parameter_formula = book.add_format({"bg_color": GREY, "bold": True, "font_color": FORMULA_COLOUR})
        top = {"valign": "top"}
        self.cells = {kind: book.add_format(top | look) for kind, look in KINDS.items()}
        self.live = {kind: book.add_format(top | look | {"font_color": FORMULA_COLOUR}) for kind, look in KINDS.items()}
        self.quoted = book.add_format(top | {"quote_prefix": True})


class Sheet:
    """A sheet that grows downwards; `row` is where the next row goes."""

    def __init__(self, book: Workbook, formats: Formats, name: str, columns: Sequence[Column], note: str, mark: str):
        self.sheet, self.name, self.formats, self.columns = book.add_worksheet(name), name, formats, columns
        self.row = FIRST_ROW
        self.sheet.write_string(MARK_ROW, 0, clean(f"{name}　{mark}".strip()), formats.title)
        self.sheet.write_string(NOTE_ROW, 0, clean(note), formats.note)
        for position, column in enumerate(columns):
            self.sheet.set_column(position, position, column.width)
            self.sheet.write_string(HEADER_ROW, position, column.header, formats.header)
        self.sheet.set_row(HEADER_ROW, 32)
        self.sheet.freeze_panes(FIRST_ROW, 2)
        self.sheet.set_landscape()
        self.sheet.set_paper(LANDSCAPE_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(HEADER_ROW)

    def parameter(self, position: int, value: object) -> str:
        """A value above the header that formulas use; returns its fixed address."""
        formats = self.formats
        if isinstance(value, Formula):
            self._formula(PARAMETER_ROW, position, value, formats.parameter_formula)
        else:
            self.sheet.write(PARAMETER_ROW, position, value, formats.parameter)
        return xl_rowcol_to_cell(PARAMETER_ROW, position, row_abs=True, col_abs=True)

    def add(self, cells: Sequence[object]) -> int:
        """The next row; returns its number as a spreadsheet counts (from 1)."""
        for position, (cell, column) in enumerate(zip(cells, self.columns, strict=True)):
            self._cell(self.row, position, cell, column.kind)
        self.row += 1
        return self.row

    def finish(self) -> None:
        """Columns can be filtered once all rows are there."""
        self.sheet.autofilter(HEADER_ROW, 0, max(self.row - 1, FIRST_ROW), len(self.columns) - 1)

    def _cell(self, row: int, position: int, cell: object, kind: str) -> None:
        if isinstance(cell, Formula):
            self._formula(row, position, cell, self.formats.live[kind])
        elif isinstance(cell, str):
            if cell:
                text = clean(cell)
                is_risky = text.startswith(FORMULA_STARTS)
                self.sheet.write_string(
                    row, position, text, self.formats.quoted if is_risky else self.formats.cells[kind]
                )
        elif isinstance(cell, Real) and isfinite(cell):
            self.sheet.write_number(row, position, float(cell), self.formats.cells[kind])

    def _formula(self, row: int, position: int, cell: Formula, look) -> None:
        value = cell.value
        if value is None or value != value:
            value = ""
        self.sheet.write_formula(row, position, cell.text, look, value)


def letters(position: int) -> str:
    """The column's letters: 0 is A."""
    return xl_rowcol_to_cell(0, position)[:-1]


def elsewhere(sheet: str, address: str) -> str:
    """An address in another sheet."""
    return f"'{sheet}'!{address}"
