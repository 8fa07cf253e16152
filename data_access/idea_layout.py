"""The workbook of ideas: its columns, the same out and in, and what stands in a cell. No SQL here."""

import re
from dataclasses import dataclass

import pandas as pd

from data_access.dictionary_labels import Labels
from data_access.idea_texts import IdeaText
from data_access.workbooks import text_of

READ_ONLY = "（只读）"
LONGEST_CELL = 32_767  # Excel's limit, in UTF-16 units
# What XML cannot hold; spreadsheets write something else in its place.
_NO_CHARACTERS = re.compile("[\x7f\ufffe\uffff]")
_ENDS = re.compile(r"\A[\s\u200b\ufeff]+|[\s\u200b\ufeff]+\Z")


@dataclass(frozen=True)
class IdeaColumn:
    """One column: what it holds, its header, its width in characters, and whether an import reads it."""

    field: str
    label: str
    width: int
    is_read: bool = True

    @property
    def header(self) -> str:
        """As it stands in the first row."""
        return self.label if self.is_read else f"{self.label}{READ_ONLY}"


COLUMNS = (
    IdeaColumn("number", "编号", 15),
    IdeaColumn("sequence", "版本", 6),
    IdeaColumn("title", "标题", 26),
    IdeaColumn("problem", "问题", 44),
    IdeaColumn("proposal", "建议方案", 44),
    IdeaColumn("benefit", "预期效益", 32),
    IdeaColumn("cost_yuan", "预计费用（元）", 15),
    IdeaColumn("category_code", "分类（一级/二级）", 22),
    IdeaColumn("township_codes", "镇办区", 22),
    IdeaColumn("state", "状态", 12, is_read=False),
    IdeaColumn("origin", "点题", 12, is_read=False),
    IdeaColumn("sources", "来源件数", 14, is_read=False),
    IdeaColumn("lead", "主责单位", 20, is_read=False),
    IdeaColumn("saved", "最近修改", 26, is_read=False),
)
KEYS = ("number", "sequence")
TEXTS = ("title", "problem", "proposal", "benefit")
LABELS = {column.field: column.label for column in COLUMNS}


@dataclass(frozen=True)
class IdeaRows:
    """Ideas for a workbook: one row each with the fields of COLUMNS, and what may be chosen in two of them."""

    ideas: pd.DataFrame
    categories: tuple[str, ...]
    townships: tuple[str, ...]


def clean(text: str) -> str:
    """A text as it comes back from a spreadsheet: lines ended alike, no blanks after them, no control characters."""
    lines = text_of(_NO_CHARACTERS.sub("", text)).splitlines()
    return _ENDS.sub("", "\n".join(line.rstrip() for line in lines))


def fits(text: str) -> bool:
    """Whether a cell can hold it."""
    return len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL


def in_cell(text: str) -> str:
    """The text as it stands in a cell; one that a cell cannot hold is said to be too long, never cut."""
    text = clean(text)
    return text if fits(text) else f"【原文 {len(text):,} 字，超过一格的上限，没有导出；请在系统中查看和修改】"


def written(text: IdeaText, labels: dict[str, Labels]) -> dict[str, str | int | None]:
    """Field → what stands in its cell."""
    category = labels["category"].names.get(text.category_code, text.category_code or "")
    return {
        **{field: in_cell(getattr(text, field)) for field in TEXTS},
        "cost_yuan": text.cost_yuan,
        "category_code": category,
        "township_codes": labels["township"].several(text.township_codes),
    }
