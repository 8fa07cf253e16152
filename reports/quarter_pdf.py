"""季度三评报告 as PDF: set by typst in the font that comes with the program, whatever the machine has."""

import json
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import typst

from data_access.idea_layout import clean
from reports.chart_pictures import picture_width, svg
from reports.official_document import ordinal
from reports.report_font import FAMILY, FONT, drawable
from reports.report_parts import Heading, Part, Picture, Report, Table

TEMPLATE = Path(__file__).with_name("quarter_report.typ")
Progress = Callable[[int, int], None]


def quarter_pdf(report: Report, progress: Progress | None = None) -> bytes:
    """The .pdf; `progress(done, of)` after each part, the last when all is set."""
    parts, sections, steps = [], 0, len(report.parts) + 1
    for done, part in enumerate(report.parts, start=1):
        sections += isinstance(part, Heading) and part.level == 1 and not part.is_annex
        parts.append(_told(part, sections))
        if progress:
            progress(done, steps)
    told = {"title": report.title, "subtitle": report.subtitle, "mark": report.mark, "parts": parts}
    made = typst.compile(
        TEMPLATE,
        font_paths=[str(FONT.parent)],
        ignore_system_fonts=True,
        sys_inputs={"report": _drawable(told), "family": FAMILY},
        timestamp=int(report.at.replace(tzinfo=UTC).timestamp()),
    )
    if progress:
        progress(steps, steps)
    return made


def _told(part: Part, section: int) -> dict:
    """A part as the template takes it."""
    if isinstance(part, Heading):
        is_numbered = part.level == 1 and not part.is_annex
        words = f"{ordinal(section)}、{part.text}" if is_numbered else part.text
        return {"kind": "heading", "text": clean(words), "level": part.level, "annex": part.is_annex}
    if isinstance(part, Table):
        rows = [[clean(cell) for cell in row] for row in part.rows]
        told = {"kind": "table", "caption": clean(part.caption), "header": list(part.header), "rows": rows}
        return told | {"widths": list(part.widths), "numbers": sorted(part.numbers)}
    if isinstance(part, Picture):
        about = {"caption": clean(part.caption), "words": clean(part.words)}
        return {"kind": "picture", "svg": svg(part.spec), "width": picture_width(part.spec), **about}
    return {"kind": "text", "text": clean(part.text), "begins": clean(part.begins)}


def _drawable(told: dict) -> str:
    return drawable(json.dumps(told, ensure_ascii=False))
