"""金点子 as people do it: from three suggestions to a project, and what a leader finds of it."""

import pytest
from playwright.sync_api import expect

from data_access import schema
from data_access.engine import writing
from glossary import Role
from tests import factories
from tests.actions import idea_factories as made
from tests.actions.idea_factories import NOW
from tests.browser.hands import choose, opened, press, tick
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
SLOW = 30_000
TITLE = "老旧小区加装电梯分摊办法"


@pytest.fixture
def workbench(server):
    """A city with three suggestions alike, two planners, a project manager and a leader."""
    made.city(server.engine, suggestions=3)
    with writing(server.engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-06-30"))
        for position, name in enumerate(("罗规划", "孟规划"), start=1):
            row = {"number": f"GH-{position:04d}", "kind": "planner", "name": name, "created_at": NOW}
            connection.execute(schema.partner.insert().values({**row, "township_code": "nancheng"}))
    for role in (Role.PROJECT_MANAGER, Role.LEADER):
        factories.account(server.engine, role=role)
    return server


def shows(page, *sentences: str) -> None:
    for sentence in sentences:
        expect(page.get_by_text(sentence).locator("visible=true").first).to_be_visible(timeout=SLOW)


def part(page, name: str) -> None:
    page.get_by_test_id("stMain").get_by_text(name, exact=True).first.click()


def move_on(page, state: str) -> None:
    window = opened(page, "流转")
    window.get_by_text(state, exact=True).click()
    window.get_by_role("button", name="确定").click()
    shows(page, f"已到{state}。")


def test_from_three_suggestions_to_a_project_and_what_a_leader_finds(workbench, page, sign_in, browser):
    page.goto("/topics")
    sign_in(page, "project_manager", PASSWORD)
    shows(page, "共 1 组")
    press(page, "用这 3 件建金点子")
    page.get_by_role("textbox", name="标题").fill(TITLE)
    page.get_by_role("textbox", name="问题").fill("六层老楼没有电梯，老人下不了楼。")
    press(page, "建立")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    shows(page, "来源 3 件")

    press(page, "修改内容")
    page.get_by_label("建议方案").fill("按单元自愿、政府补助一部分。")
    page.get_by_label("建议方案").press("Tab")
    press(page, "保存")
    shows(page, "已保存为第 2 版。", "按单元自愿、政府补助一部分。")
    move_on(page, "梳理")
    press(page, "门槛审查")
    for answer in page.get_by_role("radio", name="是", exact=True).all():
        answer.check(force=True)
    press(page, "保存审查结论")
    shows(page, "门槛审查：通过。")
    move_on(page, "论证")

    part(page, "破题")
    page.get_by_test_id("stMain").get_by_role("radio", name="邀请").or_(
        page.get_by_role("button", name="邀请")
    ).first.click()
    shows(page, "可邀请 2 位")
    table = page.get_by_test_id("stDataFrame").locator("visible=true").first
    for row in (1, 2):
        tick(table, row, shows=page.get_by_role("button", name=f"邀请选中的 {row} 位", exact=True))
    page.get_by_label("请教什么（必填）").fill("低层住户不同意怎么办？")
    page.get_by_label("请教什么（必填）").press("Tab")
    press(page, "邀请选中的 2 位")
    shows(page, "已邀请", "待反馈 2 位")
    for answered in range(2):
        # The card of the first who has not answered; the form names its author.
        page.get_by_role("button", name="登记意见", exact=True).last.click()
        said = page.get_by_label("意见（必填）", exact=True)
        said.fill(f"分档补助，低层少摊（{answered}）。")
        said.press("Tab")
        page.locator("[class*=go_opinion]").get_by_role("button").click()
        shows(page, "意见已登记", f"分档补助，低层少摊（{answered}）。")
    shows(page, "意见 2 条")
    move_on(page, "入库")

    part(page, "转化")
    page.get_by_text("立项", exact=True).first.click()
    choose(page, "主责单位", "住建局")
    page.get_by_role("button", name="立项", exact=True).click()
    shows(page, "金点子进入转化", "XM-")
    with workbench.engine.connect() as connection:
        idea = connection.execute(schema.idea.select()).one()
        project = connection.execute(schema.project.select()).one()
    assert (idea.state, project.state, project.idea_id) == ("converted", "established", idea.id)

    context = browser.new_context(base_url=workbench.url, viewport={"width": 1280, "height": 800})
    as_leader(context.new_page(), sign_in, idea.number)
    context.close()


def as_leader(page, sign_in, number: str) -> None:
    """Find it, read its history, open the gallery."""
    page.goto("/bank?q=电梯")
    sign_in(page, "leader", PASSWORD)
    shows(page, "共 1 个：转化 1。")
    press(page, TITLE)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_role("button", name="流转", exact=True)).to_have_count(0)
    page.goto(f"/idea?idea={number}&part=history")
    shows(page, "各版内容", "有改动")
    page.goto("/gallery")
    expect(page.get_by_role("heading", name="金点子展示")).to_be_visible()
    shows(page, TITLE)
