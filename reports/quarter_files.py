"""The files of a quarterly report: which there are, what they are called, and how each is written."""

from collections.abc import Callable

from data_access.quarters import in_words
from data_access.report_files import PRODUCTS
from data_access.report_reads import ReportMaterial
from reports.quarter_content import quarter_content
from reports.quarter_document import quarter_document
from reports.quarter_pdf import quarter_pdf
from reports.quarter_workbook import quarter_workbook

Progress = Callable[[int, int], None]


def file_name(material: ReportMaterial, product: str) -> str:
    """2025年四季度三评报告（未定稿）.docx."""
    state = "" if material.sealed else "（未定稿）"
    demonstration = "演示数据-" if material.is_demonstration else ""
    kept = PRODUCTS[product]
    return f"{demonstration}{in_words(material.quarter.quarter)}三评{kept.title}{state}{kept.suffix}"


def written(material: ReportMaterial, product: str, progress: Progress | None = None) -> bytes:
    """One file. Products: the keys of PRODUCTS."""
    if product == "excel":
        return quarter_workbook(material, progress)
    write = {"word": quarter_document, "pdf": quarter_pdf}[product]
    return write(quarter_content(material), progress)
