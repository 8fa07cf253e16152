"""What the administrator keeps, as seen: a limit changed and confirmed, a day changed, provisional years marked."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from actions import imports
from data_access import calendar, dictionaries, schema, settings
from data_access.engine import writing
from glossary import Role
from permissions import SYSTEM
from tests import factories
from tests.browser.hands import tick
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
NOW = datetime(2026, 1, 30, 2, 0)
LINE = "留言时间,留言详情,办理等级\n2026-01-05 09:00,甲,限期办\n"


@pytest.fixture
def office(server, page, sign_in):
    """Signed in as the administrator, with one suggestion received in January 2026."""
    with writing(server.engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
        settings.fill_settings(connection, at=NOW)
    file = {"content": LINE.encode(), "file_name": "a.csv", "channel_code": "wechat"}
    imports.import_file(server.engine, **file, by=SYSTEM, at=NOW)
    factories.account(server.engine, role=Role.ADMINISTRATOR)
    sign_in(page, "administrator", PASSWORD)
    return page


def open_page(page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def show_year(page, year: int) -> None:
    page.get_by_role("combobox", name="年份").click()
    page.keyboard.type(str(year))
    page.keyboard.press("Enter")


def test_a_limit_is_changed_with_a_reason_and_then_confirmed_with_a_document(office):
    page = office
    open_page(page, "办理规则")
    expect(page.get_by_text("共 9 项规则，其中 9 项待市里确认")).to_be_visible()

    page.get_by_role("button", name="修改").first.click()
    page.get_by_label("即可办（工作日）").fill("3")
    page.get_by_label("即可办（工作日）").press("Tab")
    expect(page.get_by_text("改为：即可办 3 个工作日")).to_be_visible()
    expect(page.get_by_text("已经算好的到期日不变")).to_be_visible()
    page.get_by_role("button", name="保存新规则").click()
    expect(page.get_by_role("alert").filter(has_text="请填写修改原因")).to_be_visible()
    page.get_by_label("修改原因（必填）").fill("会议纪要")
    page.get_by_label("修改原因（必填）").press("Tab")
    page.get_by_role("button", name="保存新规则").click()
    expect(page.get_by_text("第 2 版　测试系统管理员")).to_be_visible()

    page.get_by_role("button", name="登记确认").first.click()
    page.get_by_label("确认依据（必填）").fill("枣办发〔2026〕3号")
    page.get_by_label("确认依据（必填）").press("Tab")
    page.get_by_role("dialog").get_by_role("button", name="登记确认").click()
    expect(page.get_by_text("市里已确认：枣办发〔2026〕3号")).to_be_visible()
    expect(page.get_by_text("其中 8 项待市里确认")).to_be_visible()

    page.get_by_role("button", name="以往各版").first.click()
    expect(page.get_by_role("dialog").get_by_text("即可办 2 个工作日")).to_be_visible()


def test_a_changed_day_shows_its_effect_before_it_is_confirmed(office, server):
    page = office
    open_page(page, "工作日历")
    show_year(page, 2026)
    expect(page.get_by_text("全年 248 个工作日")).to_be_visible()
    page.get_by_role("tab", name="改日期").click()
    page.get_by_role("spinbutton").first.click()
    page.keyboard.type("20260108")
    page.get_by_label("名称（可不填）").fill("临时放假")
    page.get_by_label("依据（必填）").first.fill("市政府通知 1 号")
    page.get_by_role("button", name="预览影响").first.click()
    expect(page.get_by_text("在办 1 件的到期日变动：推后 1 天 1 件。")).to_be_visible()

    page.get_by_role("button", name="确认生效").click()
    expect(page.get_by_text("日历已改，1 件的到期日随之变动。")).to_be_visible()

    page.get_by_role("tab", name="变更记录").click()
    with server.engine.connect() as connection:
        kept = connection.execute(schema.calendar_change.select()).one()
    assert (kept.reason, kept.due_moved) == ("市政府通知 1 号", 1)


def test_a_year_without_a_notice_is_marked_as_provisional(office):
    page = office
    open_page(page, "工作日历")
    show_year(page, 2029)
    expect(page.get_by_text("2029 年暂按周末推算，待国务院办公厅通知。")).to_be_visible()


def test_a_department_is_added_and_set_aside_from_the_dictionary_page(office):
    page = office
    open_page(page, "字典")
    page.get_by_role("tab", name="增加").click()
    page.get_by_label("名称").locator("visible=true").fill("市住房和城乡建设局")
    page.get_by_role("button", name="增加", exact=True).click()
    expect(page.get_by_text("已增加“市住房和城乡建设局”。")).to_be_visible()
    expect(page.get_by_text("共 1 个，在用 1 个。")).to_be_visible()

    page.get_by_role("tab", name="条目").click()
    aside = page.get_by_role("button", name="停用", exact=True)
    tick(page.get_by_test_id("stDataFrame").locator("visible=true").first, shows=aside)
    aside.click()
    expect(page.get_by_text("“市住房和城乡建设局”已停用。")).to_be_visible()
    expect(page.get_by_text("共 1 个，在用 0 个。")).to_be_visible()
