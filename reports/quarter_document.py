"""季度三评报告 as a Word document in the layout of a 公文."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime
from io import BytesIO

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from data_access.idea_layout import clean
from reports import official_document
from reports.chart_pictures import picture_width, png
from reports.official_document import BODY, HEADING, OfficialDocument
from reports.report_parts import Heading, Part, Picture, Report, Table

# 五号 in tables and captions: the widest have eleven columns.
SMALL_POINTS, SMALL_LINE_POINTS = 10.5, 15
KAITI = "楷体_GB2312"
TWIPS_PER_MM = 1440 / 25.4
MARGINS = (("top", 40), ("left", 57), ("bottom", 40), ("right", 57))
Progress = Callable[[int, int], None]


def quarter_document(report: Report, progress: Progress | None = None) -> bytes:
    """The .docx; `progress(done, of)` after each part."""
    paper = ReportPaper(report.title, mark=report.mark, at=report.at)
    paper.line(report.subtitle)
    for done, part in enumerate(report.parts, start=1):
        paper.part(part)
        if progress:
            progress(done, len(report.parts))
    return paper.saved()


class ReportPaper(OfficialDocument):
    """A 公文 with pictures, captions and tables of many columns."""

    def __init__(self, title: str, *, mark: str, at: datetime) -> None:
        super().__init__(title, mark=mark, at=at)
        self.tables = 0
        styles = self.document.styles
        for name, font in (("报告表格", BODY), ("报告表头", HEADING), ("图表标题", HEADING)):
            style = styles.add_style(name, styles["Normal"].type)
            official_document._set_style(style, font, SMALL_POINTS, SMALL_LINE_POINTS)
        second = styles["Heading 2"]
        official_document._set_style(second, KAITI, official_document.BODY_POINTS, official_document.LINE_POINTS)
        official_document._indent(second)
        second.paragraph_format.keep_with_next = True

    def part(self, part: Part) -> None:
        """The next part of the report."""
        if isinstance(part, Heading):
            self._heading(part)
        elif isinstance(part, Table):
            self._ruled(part)
        elif isinstance(part, Picture):
            self._picture(part)
        else:
            self.text(part.text, begins=part.begins)

    def _heading(self, part: Heading) -> None:
        if part.is_annex:
            paragraph = self.document.add_paragraph(clean(part.text), style="Heading 1")
            paragraph.paragraph_format.page_break_before = True
            paragraph.paragraph_format.first_line_indent = Pt(0)
            paragraph._p.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "0")
        elif part.level == 1:
            self.heading(part.text)
        else:
            self.document.add_paragraph(clean(part.text), style="Heading 2")

    def _picture(self, part: Picture) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.keep_with_next = WD_LINE_SPACING.SINGLE, True
        form.space_before = Pt(6)
        shape = paragraph.add_run().add_picture(BytesIO(png(part.spec)), width=Mm(picture_width(part.spec)))
        about = shape._inline.docPr
        about.set("descr", f"{part.caption}：{part.words}")
        self._caption(f"图　{part.caption}", before=False)

    def _caption(self, text: str, *, before: bool) -> None:
        paragraph = self.document.add_paragraph(clean(text), style="图表标题")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.keep_with_next = before
        form.space_before, form.space_after = (Pt(8), Pt(4)) if before else (Pt(2), Pt(8))

    def _ruled(self, part: Table) -> None:
        """Rows are copies of one another: python-docx takes a second for a thousand cells."""
        self._caption(f"表　{part.caption}", before=True)
        table = self.document.add_table(1, len(part.widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, millimetres in zip(table.columns, part.widths, strict=True):
            column.width = Mm(millimetres)
        # Word holds to the order of the schema: margins before the look.
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(parse_xml(CELL_MARGINS))
        table._tbl.remove(table.rows[0]._tr)
        header, row = (_empty_row(part, is_header=is_header) for is_header in (True, False))
        for pattern, texts in ((header, part.header), *((row, texts) for texts in part.rows)):
            table._tbl.append(_filled(pattern, texts))
        gap = self.document.add_paragraph(style="图表标题")
        gap.paragraph_format.line_spacing = Pt(8)


# In twentieths of a point: little beside the text, so that eleven columns fit.
CELL_MARGINS = f"<w:tblCellMar {nsdecls('w')}>{{}}</w:tblCellMar>".format(
    "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in MARGINS)
)


def _empty_row(part: Table, *, is_header: bool):
    """A row of empty cells with widths, alignment and style; it does not break, and a header is repeated."""
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    style = "报告表头" if is_header else "报告表格"
    for position, millimetres in enumerate(part.widths):
        centred = '<w:jc w:val="center"/>' if is_header or position in part.numbers else ""
        row.append(
            parse_xml(
                f"<w:tc {nsdecls('w')}><w:tcPr><w:tcW w:w='{round(millimetres * TWIPS_PER_MM)}' w:type='dxa'/>"
                f"<w:vAlign w:val='center'/></w:tcPr><w:p><w:pPr><w:pStyle w:val='{style}'/>{centred}</w:pPr>"
                "</w:p></w:tc>"
            )
        )
    return row


def _filled(pattern, texts: Sequence[str]):
    row = deepcopy(pattern)
    for cell, text in zip(row.iterchildren(qn("w:tc")), texts, strict=True):
        paragraph = cell.find(qn("w:p"))
        run = OxmlElement("w:r")
        for position, line in enumerate(clean(text).split("\n")):
            if position:
                run.append(OxmlElement("w:br"))
            written = OxmlElement("w:t")
            written.text = line
            run.append(written)
        paragraph.append(run)
    return row
