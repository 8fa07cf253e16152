"""A project from an idea to 实施, by four people in four browsers: manager, coordinator, handler on a phone, leader."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from data_access import calendar, schema
from data_access.engine import writing
from glossary import Role
from tests.actions.project_factories import Office
from tests.browser.hands import press
from tests.factories import PASSWORD
from ui import clock

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def office(server) -> Office:
    with writing(server.engine) as connection:
        calendar.fill_calendar(connection)
    office = Office(server.engine)
    office.idea()
    return office


@pytest.fixture
def visit(browser, server, sign_in):
    """visit(role, path) is this person's own browser at a page."""
    contexts = []

    def as_somebody(role: Role, path: str, viewport: dict = DESK):
        contexts.append(browser.new_context(base_url=server.url, viewport=viewport))
        page = contexts[-1].new_page()
        page.goto(path)
        sign_in(page, role.value, PASSWORD)
        return page

    yield as_somebody
    for context in contexts:
        context.close()


def begin(page) -> None:
    """立项 from the idea, then everything 评审 needs."""
    press(page, "新建项目")
    page.get_by_role("combobox", name="金点子").click()
    page.get_by_role("option").first.click()
    press(page, "立项")
    expect(page.get_by_text("请补充目标和节点")).to_be_visible()
    press(page, "修改项目信息")
    page.get_by_role("textbox", name="建设内容").fill("加装 20 部电梯")
    page.get_by_label("预算（元）").fill("0")
    page.keyboard.press("Tab")
    press(page, "保存")
    expect(page.get_by_text("修改已保存。")).to_be_visible()
    press(page, "增加目标")
    window = page.get_by_role("dialog")
    for label, text in (("名称", "加装"), ("计量单位", "部"), ("目标值", "20")):
        window.get_by_label(label).fill(text)
    press(page, "保存")
    expect(page.get_by_text("目标已保存。")).to_be_visible()


def plan(page) -> None:
    """A step of the lead department, then on to 评审."""
    page.get_by_text("节点与进展").click()
    press(page, "增加节点")
    window = page.get_by_role("dialog")
    window.get_by_label("名称").fill("开工")
    window.get_by_label("期限").first.click()
    page.keyboard.type(f"{clock.shanghai(clock.now()) + timedelta(days=30):%Y%m%d}")
    page.keyboard.press("Escape")
    press(page, "保存")
    expect(page.get_by_text("节点已保存。")).to_be_visible()
    press(page, "进入评审")
    press(page, "确定")
    expect(page.get_by_text("已到“评审”。")).to_be_visible()


def test_a_project_goes_from_an_idea_to_its_implementation(office, visit):
    managers = visit(Role.PROJECT_MANAGER, "/projects")
    begin(managers)
    plan(managers)
    assert not managers.get_by_role("button", name="进入实施").is_enabled()

    coordinators = visit(Role.COORDINATOR, "/to_do")
    coordinators.get_by_text("去办理").click()
    coordinators.get_by_text("修改后通过", exact=True).click()
    press(coordinators, "登记结论")
    expect(coordinators.get_by_text("评审结论已登记：修改后通过。")).to_be_visible()

    managers.reload()
    press(managers, "进入实施")
    press(managers, "确定")
    expect(managers.get_by_text("已到“实施”。")).to_be_visible()

    handlers = visit(Role.HANDLER, "/to_do", PHONE)
    handlers.get_by_text("去办理").click()
    press(handlers, "登记完成")
    handlers.get_by_role("dialog").get_by_role("button", name="登记完成", exact=True).click()
    expect(handlers.get_by_text("节点已登记完成。")).to_be_visible()

    leaders = visit(Role.LEADER, "/projects")
    expect(leaders.get_by_text("共 1 个。")).to_be_visible()
    [row] = office.rows(schema.project)
    assert (row.state, office.idea_row().state) == ("implementing", "converted")
    assert office.open_to_dos() == []


def test_what_is_typed_about_a_project_survives_a_refresh(office, visit):
    number = office.establish()
    managers = visit(Role.PROJECT_MANAGER, f"/project?project={number}")
    press(managers, "修改项目信息")
    managers.get_by_role("textbox", name="建设内容").fill("写了一半的内容")
    expect(managers.get_by_text("草稿已保存")).to_be_visible()
    managers.reload()
    press(managers, "修改项目信息")
    expect(managers.get_by_role("textbox", name="建设内容")).to_have_value("写了一半的内容")
