"""What a report is made of, whatever it is written as: one list of parts, read from top to bottom."""

from dataclasses import dataclass, field
from datetime import datetime

# Between the margins of a 公文 on A4.
WIDTH_MM = 156


@dataclass(frozen=True)
class Heading:
    """Level 1 is numbered 一、二、 by whoever writes it; level 2 stands as it is; an annex begins a page."""

    text: str
    level: int = 1
    is_annex: bool = False


@dataclass(frozen=True)
class Text:
    """One paragraph; `begins` stands out before it."""

    text: str
    begins: str = ""


@dataclass(frozen=True)
class Table:
    """Texts only; widths in millimetres, WIDTH_MM together; `numbers`: columns centred."""

    caption: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if sum(self.widths) != WIDTH_MM or len(self.widths) != len(self.header):
            raise ValueError(f"{self.caption}: widths {self.widths}")


@dataclass(frozen=True)
class Picture:
    """A chart as Vega-Lite, and what it shows in words."""

    caption: str
    spec: dict
    words: str


Part = Heading | Text | Table | Picture


@dataclass(frozen=True)
class Report:
    """`mark`: at the head of every page; `subtitle`: centred under the title."""

    title: str
    subtitle: str
    mark: str
    at: datetime
    parts: list[Part] = field(default_factory=list)
