"""The workbook of 社会力量: its columns, the same out and in, and what stands in a cell. No SQL here."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_access.dictionary_labels import BETWEEN_NAMES, Labels
from data_access.partners import FIELDS, PartnerFields

WHOLE_CITY_NAME = "全市"
ACTIVE_NAMES = {True: "在用", False: "已停用"}


@dataclass(frozen=True)
class PartnerColumn:
    """One column: the field it holds, its header, what it is called in sentences, its width in characters."""

    field: str
    header: str
    label: str
    width: int


COLUMNS = (
    PartnerColumn("number", "编号", "编号", 10),
    PartnerColumn("version", "版本", "版本", 6),
    PartnerColumn("kind", "类型", "类型", 13),
    PartnerColumn("name", "姓名（名称）", "姓名（名称）", 18),
    PartnerColumn("township_code", "镇办区", "镇办区", 14),
    PartnerColumn("organisation", "单位", "单位", 26),
    PartnerColumn("skills", "擅长领域（一级分类，、分隔）", "擅长领域", 28),
    PartnerColumn("specialty", "专长说明", "专长说明", 30),
    PartnerColumn("phone", "电话", "电话", 16),
    PartnerColumn("term_from", "任期起", "任期起", 12),
    PartnerColumn("term_to", "任期止", "任期止", 12),
    PartnerColumn("active", "状态", "状态", 8),
)
KEYS = ("number", "version")
DAYS = ("term_from", "term_to")
NEEDED = ("number", "version", "kind", "name")
LABELS = {column.field: column.label for column in COLUMNS}


@dataclass(frozen=True)
class PartnerRows:
    """Partners for a workbook: one row each with the fields of COLUMNS, and what may be chosen in two of them."""

    partners: pd.DataFrame
    townships: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True)
class PartnerLabels:
    """What townships and first-level categories are called in a file."""

    township: Labels
    category: Labels
    first_level: tuple[str, ...]  # codes, also of those set aside, in the order of the screen

    def names_of(self, skills: tuple[str, ...]) -> str:
        """Skills in one cell, in the order of the dictionary."""
        return BETWEEN_NAMES.join(self.category.names[code] for code in self.first_level if code in set(skills))

    @property
    def skills_in_use(self) -> tuple[str, ...]:
        """Names that may be chosen."""
        return tuple(self.category.names[code] for code in self.first_level if code in self.category.active)


def written(given: PartnerFields, labels: PartnerLabels) -> dict[str, str | date | None]:
    """Field → what stands in its cell: texts, and days."""
    place = labels.township.names.get(given.township_code, given.township_code)
    told = {
        "kind": given.kind.label,
        "township_code": WHOLE_CITY_NAME if given.township_code is None else place,
        "skills": labels.names_of(given.skills),
        "active": ACTIVE_NAMES[given.active],
    }
    return {name: told.get(name, getattr(given, name)) for name in FIELDS}
