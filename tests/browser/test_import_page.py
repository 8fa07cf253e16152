"""导入 as the office does it: a file in, what was stored and what not, and taking it back."""

import pytest
from playwright.sync_api import expect

from data_access import calendar, dictionaries
from data_access.engine import writing
from glossary import Role
from tests import factories
from tests.browser.hands import tick
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
TEXT = "留言编号,留言时间,留言详情\n1,2019-02-28 11:25:05,路灯不亮\n2,昨天,路不平\n".encode()


@pytest.fixture
def imports_page(server, page, sign_in):
    with writing(server.engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    factories.account(server.engine, role=Role.OFFICER)
    sign_in(page, "officer", PASSWORD)
    page.get_by_role("link", name="导入").click()
    expect(page.get_by_role("heading", name="导入", exact=True)).to_be_visible()
    return page


def upload(page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def test_a_file_is_previewed_stored_and_taken_back(imports_page):
    page = imports_page
    upload(page, "留言.csv", TEXT)
    expect(page.get_by_text("共 2 行。前 2 行存入后是这样")).to_be_visible()

    page.get_by_role("button", name="导入", exact=True).click()

    expect(page.get_by_role("button", name="下载未存入的行")).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_contain_text(["存入1", "重复未存0", "不能存入1"])
    expect(page.get_by_text("共 2 行。前 2 行存入后是这样")).to_have_count(0)

    take_back = page.get_by_role("button", name="撤销这一批")
    tick(page.locator(".st-key-imports-batches"), shows=take_back)
    take_back.click()
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_text("已撤销第 1 批，删除 1 条。")).to_be_visible()


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(imports_page):
    upload(imports_page, "留言.xlsx", b"not a workbook")
    expect(imports_page.get_by_role("alert")).to_contain_text("没有存入任何内容")
    expect(imports_page.get_by_role("button", name="导入", exact=True)).to_have_count(0)
