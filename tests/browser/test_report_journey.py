"""A leader has the quarterly report written, does something else meanwhile, and takes the files with them."""

import io
from pathlib import Path

import openpyxl
import pypdf
import pytest
from docx import Document
from playwright.sync_api import expect

from data_access.calendar import fill_calendar
from data_access.engine import writing
from data_access.settings import fill_settings
from glossary import FollowUpResult
from tests.evaluation_factories import NOW, Evaluation
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Before the server starts: it inherits where reports are kept."""
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path / "reports"))


@pytest.fixture
def leader(folder, server, page, sign_in):
    """The leader's browser, signed in, with a quarter being evaluated: five projects, three experts."""
    with writing(server.engine) as connection:
        fill_calendar(connection)
        fill_settings(connection, at=NOW)
    made = Evaluation(server.engine, projects=5, experts=3)
    made.open_round()
    for (username, number), seat in made.assign_all().items():
        made.review(seat, 70.0 + int(username[-1]) * int(number[-1]))
    made.close_round()
    for number in made.projects:
        for person in range(10):
            made.rate(number, FollowUpResult.SATISFIED, f"{number}{person}")
        made.invite(number, 20)
        made.assess(number, [80.0, 5.0, 90.0, 8.0, 2.0, 90.0, 95.0, 20.0, 70.0, 100.0])
    page.set_default_timeout(120_000)
    sign_in(page, "leader", PASSWORD)
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    return page


def fetched(page, name: str) -> tuple[str, bytes]:
    """The file behind a button, and what it is called."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_report_is_written_while_the_leader_is_elsewhere_and_then_fetched(leader):
    leader.goto("/reports")
    leader.get_by_role("button", name="生成", exact=True).click()
    expect(leader.get_by_text("可以去别的页面或关闭浏览器")).to_be_visible()
    leader.goto("/to_do")
    expect(leader.get_by_role("heading", name="待办")).to_be_visible()
    leader.goto("/reports")
    expect(leader.get_by_role("button", name="下载 Word 报告")).to_be_visible(timeout=120_000)
    name, content = fetched(leader, "下载 Word 报告")
    assert name == "2025年四季度三评报告（未定稿）.docx"
    assert Document(io.BytesIO(content)).paragraphs[0].text == "2025年四季度民声转化项目三评报告"
    name, content = fetched(leader, "下载 PDF 报告")
    assert name == "2025年四季度三评报告（未定稿）.pdf"
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 5
    name, content = fetched(leader, "下载 Excel 计算底稿")
    assert name == "2025年四季度三评计算底稿（未定稿）.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == "综合"


def test_the_page_stays_within_a_phone(leader):
    leader.set_viewport_size({"width": 390, "height": 844})
    leader.goto("/reports")
    expect(leader.get_by_role("button", name="生成", exact=True)).to_be_visible()
    assert leader.evaluate("document.documentElement.scrollWidth") <= 390
