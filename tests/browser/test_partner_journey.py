"""社会力量 as a project manager uses it: to somebody and back, and a roster out to a spreadsheet and in again."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from glossary import Role
from tests import factories
from tests.actions import partner_factories as people
from tests.actions.partner_factories import OBSERVER, PLANNER
from tests.browser.hands import tick
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def rosters(server):
    """GC-0001 王秀兰, GH-0001 周明, and a project manager."""
    people.two(people.city(server.engine))
    factories.account(server.engine, role=Role.PROJECT_MANAGER)
    return server


def test_back_from_a_partner_the_filters_still_stand(rosters, page, sign_in):
    page.goto("/partners?kind=planner&period=month")
    sign_in(page, "project_manager", PASSWORD)
    expect(page.get_by_text("第 1—1 位，共 1 位")).to_be_visible()
    tick(page.get_by_test_id("stDataFrame").first, shows=page.get_by_role("heading", name="周明"))
    expect(page.get_by_text(f"电话\u3000{PLANNER.phone}")).to_be_visible()
    assert "partner=GH-0001" in page.url
    page.get_by_role("button", name="返回名册").click()
    expect(page.get_by_text("第 1—1 位，共 1 位")).to_be_visible()
    expect(page.get_by_role("radio", name="社区规划师")).to_be_checked(timeout=30_000)
    assert page.url.endswith("/partners?kind=planner&period=month")


def test_a_roster_goes_out_to_a_spreadsheet_and_in_again(rosters, page, sign_in, tmp_path):
    page.goto("/partners")
    sign_in(page, "project_manager", PASSWORD)
    page.get_by_text("下载和导入").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="贡献统计").click()
    assert given.value.suggested_filename.startswith("社会力量贡献统计 ")
    with page.expect_download() as roster:
        page.get_by_role("button", name="下载名册（2 位）").click()
    file = tmp_path / "名册.xlsx"
    new = {"kind": "志愿者", "name": "新人", "phone": "07106312345"}
    file.write_bytes(people.edited(roster.value.path().read_bytes(), (2, "specialty", "物业"), new=(new,)))

    page.locator("input[type=file]").set_input_files(str(file))

    expect(page.get_by_text("修改 1 行，新登记 1 行，没有变化 1 行，不能存入 0 行。")).to_be_visible()
    assert people.listed(rosters.engine) == ["GC-0001", "GH-0001"]
    page.get_by_role("button", name="存入 1 位的 1 处修改和新登记 1 位").click()
    expect(page.get_by_text("已从“名册.xlsx”存入 1 位的 1 处修改和新登记 1 位。").first).to_be_visible()
    stored = people.fields(rosters.engine)
    assert stored["GC-0001"] == replace(OBSERVER, specialty="物业")
    assert (stored["ZY-0001"].name, stored["ZY-0001"].phone) == ("新人", "07106312345")
