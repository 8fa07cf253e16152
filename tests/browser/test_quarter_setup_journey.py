"""A quarter from nothing to 评估中: opened, filled and started by the coordinator, its weights approved by a leader."""

import pytest
from playwright.sync_api import expect

from data_access import calendar, evaluation_quarters, rule_versions, schema
from data_access.engine import reading, writing
from glossary import QuarterState
from tests.actions.quarter_factories import Preparation
from tests.browser.hands import press
from tests.evaluation_factories import QUARTER
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def made(server) -> Preparation:
    """Projects and people as for a quarter, but no quarter yet; the reporting day lies in 2025Q4."""
    made = Preparation(server.engine)
    with writing(server.engine) as connection:
        calendar.fill_calendar(connection)
        for table in (schema.evaluation_project, schema.review_panel, schema.evaluation_quarter):
            connection.execute(table.delete())
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))
    return made


def test_a_quarter_is_opened_filled_started_and_approved(made, page, server, sign_in, browser):
    page.goto("/quarter_setup")
    sign_in(page, "coordinator", PASSWORD)
    press(page, "新建季度")
    press(page, "建立")
    expect(page.get_by_text("2025年四季度三评已建立")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/quarter_setup?quarter={QUARTER}")
    expect(page.get_by_role("button", name="开启评估")).to_be_disabled()
    page.goto(f"/quarter_setup?quarter={QUARTER}&part=projects")
    press(page, "加入所选（3 个）")
    expect(page.get_by_text("已加入 3 个项目")).to_be_visible()
    page.goto(f"/quarter_setup?quarter={QUARTER}")
    press(page, "开启评估")
    expect(page.get_by_text("都不再改动")).to_be_visible()
    press(page, "确认开启")
    expect(page.get_by_text("评估已开启，项目和规则已固定。")).to_be_visible()
    with reading(server.engine) as connection:
        assert evaluation_quarters.find(connection, QUARTER).state is QuarterState.OPEN

    context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto("/to_do")
    sign_in(phone, "leader", PASSWORD)
    expect(phone.get_by_text("三评权重待确认")).to_be_visible()
    phone.goto("/quarter_setup?part=rules")
    press(phone, "确认权重")
    phone.get_by_label("确认依据（必填）").fill("枣社工〔2025〕9号")
    phone.keyboard.press("Tab")
    press(phone, "确认")
    expect(phone.get_by_text("第 1 版权重已确认。")).to_be_visible()
    context.close()
    approved = rule_versions.rules(server.engine, by=made.leader).weights[0]
    assert (approved.approved_by_name, approved.approved_with) == (made.leader.name, "枣社工〔2025〕9号")
