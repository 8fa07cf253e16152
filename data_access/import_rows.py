"""From the cells of a file to messages that can be stored, or to the reasons why not. No SQL here."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from data_access.import_dates import ASSUMED_TIME, Moment, parse_moment
from data_access.import_fields import FIELDS
from data_access.import_records import ImportRow, Lookup, RejectedRow, Rules
from data_access.workbooks import Cell, Sheet, text_of
from glossary import Nature, Term, Tier, code_of, labels

_LONGEST = {"outside_number": 64, "person": 80, "phone": 40, "id_number": 40, "address": 200, "title": 400}
_ALLOWED_SHOWN = 20
_LARGEST_COUNT = 2_147_483_647
# Excel keeps 15 digits; a longer number stored as one has lost its end.
_EXACT_BELOW = 1e15
_WHOLE = re.compile(r"(\d+)(?:\.0+)?")


def parse_rows(sheet: Sheet, mapping: Mapping[str, str], rules: Rules) -> tuple[list[ImportRow], list[RejectedRow]]:
    """Every row of the sheet is in exactly one of the two lists, in the file's order."""
    positions = {field: sheet.header.index(column) for field, column in mapping.items()}
    rows, rejected = [], []
    reader = _RowReader(positions, mapping, rules)
    for row_number, cells in sheet.rows:
        row = reader.read(row_number, cells)
        if reader.problems:
            column, value, _ = reader.problems[0]
            reason = "；".join(f"“{name}”{sentence}" for name, _, sentence in reader.problems)
            as_text = [text_of(cell) for cell in cells[: len(sheet.header)]]
            rejected.append(RejectedRow(row_number, column, value[:400], reason[:400], as_text))
        else:
            rows.append(row)
    return rows, rejected


_TEXTS = ("outside_number", "person", "phone", "id_number", "address", "title", "content")
_NUMBERS_AS_TEXT = ("outside_number", "phone", "id_number")


class _RowReader:
    """Reads one row after the other; collects every problem of a row instead of stopping at the first."""

    def __init__(self, positions: dict[str, int], mapping: Mapping[str, str], rules: Rules) -> None:
        self.positions, self.mapping, self.rules = positions, mapping, rules
        self.first_day, self.last_day = rules.calendar.first, rules.calendar.last
        # What the file does not have is looked for once, not in every row.
        self.texts_here = [field for field in _TEXTS if field in positions]
        self.terms_here = [
            (field, terms) for field, terms in (("nature", Nature), ("tier", Tier)) if field in positions
        ]
        self.entries_here = [(field, lookup) for field, lookup in rules.lookups.items() if field in positions]
        self.counts_here = [field for field in ("likes", "dislikes") if field in positions]
        self.cells: list[Cell] = []
        self.problems: list[tuple[str, str, str]] = []
        self.remarks: list[str] = []

    def read(self, row_number: int, cells: list[Cell]) -> ImportRow | None:
        self.cells, self.problems, self.remarks = cells, [], []
        received = self.moment("received_at")
        has_received_at = received is not None
        if received is None and not self.problems:
            received = self.stated_day()
        values = self.texts() | self.terms() | self.counts()
        if not values.get("content") and not values.get("title"):
            field = "content" if "content" in self.positions else "title"
            self.problem(field, "是空的，每条留言都要有内容或标题")
        values["answer"] = self.text("answer")
        values |= self.times_after(received, bool(values["answer"]))
        if self.problems:
            return None
        values |= {"remarks": "；".join(self.remarks), "has_received_at": has_received_at}
        return ImportRow(row_number=row_number, received_at=received.at, **values)

    def stated_day(self) -> Moment | None:
        """The day the person importing gave for rows without a time; without one the row is rejected."""
        day = self.rules.received_on
        if day is None:
            self.problem("received_at", "是空的，每条留言都要有收到时间")
            return None
        self.remarks.append(f"原文件没有收到时间，按导入时指定的 {day:%Y-%m-%d} 计")
        return self.possible("received_at", Moment(datetime.combine(day, ASSUMED_TIME), False))

    def cell(self, field: str) -> Cell:
        position = self.positions.get(field)
        return self.cells[position] if position is not None and position < len(self.cells) else ""

    def text(self, field: str) -> str:
        return text_of(self.cell(field)) if field in self.positions else ""

    def problem(self, field: str, sentence: str) -> None:
        column = self.mapping.get(field, FIELDS[field])
        self.problems.append((column, text_of(self.cell(field)), sentence))

    def texts(self) -> dict:
        values: dict = {}
        for field in self.texts_here:
            cell = self.cell(field)
            text = text_of(cell)
            if text and field in _NUMBERS_AS_TEXT:
                if isinstance(cell, (int, float)) and abs(cell) >= _EXACT_BELOW:
                    self.problem(field, "被存成了数字，末几位已丢失，请把这一列设为文本后重新导出")
                match = _WHOLE.fullmatch(text)
                text = match[1] if match else text
            if len(text) > _LONGEST.get(field, len(text)):
                self.problem(field, f"太长，最多 {_LONGEST[field]} 个字")
            values[field] = text if field in ("title", "content") else text or None
        return values

    def terms(self) -> dict:
        values = {}
        for field, vocabulary in self.terms_here:
            if text := self.text(field):
                values[field] = self.term(field, vocabulary, text)
        for field, lookup in self.entries_here:
            if text := self.text(field):
                values[field] = self.entry(field, lookup, text)
        return values

    def term(self, field: str, vocabulary: type[Term], text: str) -> str | None:
        code = code_of(vocabulary, text)
        if code is None:
            self.problem(field, f"不认识“{text[:40]}”，可填：{_listed(labels(vocabulary).values())}")
        return code

    def entry(self, field: str, lookup: Lookup, text: str) -> str | int | None:
        code = lookup.codes.get(text)
        if code is None and text in lookup.ambiguous:
            self.problem(field, f"“{text[:40]}”不止一个，请改填代码")
        elif code is None and field == "category" and self.rules.unknown_category_is_open:
            self.remarks.append(f"原分类“{text[:60]}”不在分类字典里，未分类")
        elif code is None:
            self.problem(field, f"不认识“{text[:40]}”，可填：{_listed(lookup.names)}")
        return code

    def counts(self) -> dict:
        values = {}
        for field in self.counts_here:
            if text := self.text(field):
                match = _WHOLE.fullmatch(text)
                if match is None or int(match[1]) > _LARGEST_COUNT:
                    self.problem(field, f"“{text[:40]}”不是个数，请填 0 或正整数")
                else:
                    values[field] = int(match[1])
        return values

    def moment(self, field: str) -> Moment | None:
        """A date of this row; None when empty or, with a problem noted, when it cannot be."""
        if (text := self.text(field)) == "":
            return None
        moment = parse_moment(self.cell(field))
        if moment is None:
            self.problem(field, f"“{text[:40]}”不是日期，请写成 2019-02-28 11:25:05 这样")
            return None
        return self.possible(field, moment)

    def possible(self, field: str, moment: Moment) -> Moment | None:
        """The moment, unless it lies outside the calendar or in the future."""
        now = self.rules.now
        if not self.first_day <= moment.at.date() <= self.last_day:
            covered = f"{self.first_day:%Y-%m-%d} 至 {self.last_day:%Y-%m-%d}"
            self.problem(field, f"{moment.at:%Y-%m-%d} 不在工作日历范围（{covered}）内")
        elif moment.at > now if moment.has_time else moment.at.date() > now.date():
            self.problem(field, f"{moment.at:%Y-%m-%d %H:%M} 晚于现在（{now:%Y-%m-%d %H:%M}）")
        else:
            return moment
        return None

    def times_after(self, received: Moment | None, has_answer: bool) -> dict:
        """Answer and completion: never before receipt; an answer's time counts only with an answer."""
        answered, completed = self.moment("answered_at"), self.moment("completed_at")
        if has_answer and answered is None and not self.text("answered_at"):
            answered = completed
            if completed is None and not self.text("completed_at"):
                self.problem("answer" if "answered_at" not in self.positions else "answered_at", _NO_ANSWER_TIME)
        if "answer" in self.positions and not has_answer:
            answered = None
        values = {}
        for field, moment in (("answered_at", answered), ("completed_at", completed)):
            if moment is not None and received is not None:
                values[field] = self.not_before(field, moment, received)
        return values

    def not_before(self, field: str, moment: Moment, received: Moment) -> datetime:
        only_days = not (moment.has_time and received.has_time)
        if moment.at.date() < received.at.date() or (moment.at < received.at and not only_days):
            self.problem(field, f"{moment.at:%Y-%m-%d %H:%M} 早于收到时间 {received.at:%Y-%m-%d %H:%M}")
        # On one day, where one of the two has no time, the assumed 09:00 must not put them in the wrong order.
        return max(moment.at, received.at)


_NO_ANSWER_TIME = "：有答复内容但没有答复时间，请补上答复时间"


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    shown = "、".join(names[:_ALLOWED_SHOWN])
    return (shown + ("……" if len(names) > _ALLOWED_SHOWN else "")) or "（字典还是空的，请先在系统管理中维护）"
