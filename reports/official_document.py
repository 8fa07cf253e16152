"""公文: a Word document on A4 as GB/T 9704 sets it, built paragraph by paragraph."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from data_access.idea_layout import clean

# Top, bottom, left and right; A4 then holds 22 lines of 28 characters.
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
WIDTH_MM = 210 - 28 - 26
BODY, HEADING, TITLE, NUMERALS = "仿宋_GB2312", "黑体", "方正小标宋简体", "宋体"
BODY_POINTS, TITLE_POINTS, TABLE_POINTS, NUMERAL_POINTS = 16, 22, 12, 14
LINE_POINTS, TABLE_LINE_POINTS = 28, 19
DIGITS = "零一二三四五六七八九"


class OfficialDocument:
    """A document that grows from top to bottom; sections are numbered 一、二、 as they come."""

    def __init__(self, title: str, *, mark: str = "", at: datetime) -> None:
        """`mark`: stands at the head of every page; `at`: when it is made, for the file's properties."""
        self.document = Document()
        self.sections = 0
        self._set_styles()
        self._set_page(mark)
        about = self.document.core_properties
        about.title, about.author, about.comments, about.language = clean(title), "", "", "zh-CN"
        about.created = about.modified = at
        paragraph = self.document.add_paragraph(clean(title), style="Title")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, text: str) -> None:
        """The next numbered section."""
        self.sections += 1
        self.document.add_paragraph(f"{ordinal(self.sections)}、{clean(text)}", style="Heading 1")

    def text(self, text: str, *, begins: str = "") -> None:
        """Each line a paragraph with two characters before it; `begins` in 黑体 before the first."""
        for position, line in enumerate(line for line in clean(text).split("\n") if line.strip()):
            paragraph = self.document.add_paragraph()
            _indent(paragraph)
            if begins and not position:
                _set_font(paragraph.add_run(clean(begins)).font.element.get_or_add_rPr(), HEADING)
            paragraph.add_run(line)

    def line(self, text: str) -> None:
        """One centred line under the title."""
        self.document.add_paragraph(clean(text)).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int], *, labels: Sequence[int] = ()) -> None:
        """A ruled table, widths in millimetres; without `labels` (columns in 黑体) its first row is the header."""
        table = self.document.add_table(len(rows), len(widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, millimetres in zip(table.columns, widths, strict=True):
            column.width = Mm(millimetres)
        for place, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            _keep_whole(row, is_header=not labels and place == 0)
            for position, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = Mm(widths[position])
                is_label = position in labels or (not labels and place == 0)
                paragraph = cell.paragraphs[0]
                paragraph.style = "表内标题" if is_label else "表内文字"
                paragraph.add_run(clean(text))

    def saved(self) -> bytes:
        """The .docx."""
        stream = BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _set_styles(self) -> None:
        styles = self.document.styles
        _set_style(styles["Normal"], BODY, BODY_POINTS, LINE_POINTS)
        _set_style(styles["Title"], TITLE, TITLE_POINTS, 2 * BODY_POINTS)
        _set_style(styles["Heading 1"], HEADING, BODY_POINTS, LINE_POINTS)
        _indent(styles["Heading 1"])
        styles["Heading 1"].paragraph_format.keep_with_next = True
        for name, font in (("表内文字", BODY), ("表内标题", HEADING)):
            _set_style(styles.add_style(name, styles["Normal"].type), font, TABLE_POINTS, TABLE_LINE_POINTS)
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _set_page(self, mark: str) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        for name, millimetres in MARGINS.items():
            setattr(page, name, Mm(millimetres))
        page.header_distance, page.footer_distance = Mm(20), Mm(25)
        if mark:
            paragraph = page.header.paragraphs[0]
            paragraph.style = "表内标题"
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.add_run(mark)
        number = page.footer.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for part in ("— ", None, " —"):
            run = number.add_run(part or "")
            run.font.size = Pt(NUMERAL_POINTS)
            _set_font(run.font.element.get_or_add_rPr(), NUMERALS)
            if part is None:
                _add_page_number(run)


def ordinal(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def _set_style(style: ParagraphStyle, font: str, points: int, line_points: int) -> None:
    _set_font(style.element.get_or_add_rPr(), font)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(points), False, None
    for border in list(style.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_points)


def _set_font(properties, name: str) -> None:
    """The same font for every script; fonts of the theme would win over it."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _indent(target: Paragraph | ParagraphStyle) -> None:
    """Two characters before the first line."""
    target.paragraph_format.first_line_indent = Pt(2 * BODY_POINTS)
    element = target._p if isinstance(target, Paragraph) else target.element
    element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def _add_page_number(run) -> None:
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            element.text = "PAGE"
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _keep_whole(row, *, is_header: bool) -> None:
    """Rows do not break over pages; a header is repeated on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
