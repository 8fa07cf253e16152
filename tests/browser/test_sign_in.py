"""Signing in as people do it: in a browser, in several tabs, with a link from a mail."""

import pytest
from playwright.sync_api import expect

from actions import accounts as account_actions
from glossary import Role
from tests import factories
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.browser


def test_a_stranger_sees_only_the_sign_in_page_and_arrives_where_the_link_pointed(server, page, sign_in):
    factories.account(server.engine, role=Role.COLLECTOR)
    requested = []
    page.on("request", lambda request: requested.append(request.url))

    page.goto("/own_account")

    assert page.url == f"{server.url}/signin?next=/own_account"
    assert all("/signin" in url or url.endswith("/own_account") or url.startswith("data:") for url in requested)
    sign_in(page, "collector", PASSWORD)
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()


def test_a_wrong_password_says_so_and_keeps_the_username(server, page, sign_in):
    factories.account(server.engine, role=Role.COLLECTOR)

    sign_in(page, "collector", "not the password")

    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    expect(page.get_by_label("用户名")).to_have_value("collector")


def test_signing_out_in_one_tab_ends_the_other_tab_at_its_next_click(server, page, sign_in):
    factories.account(server.engine, role=Role.COLLECTOR)
    sign_in(page, "collector", PASSWORD)
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    other = page.context.new_page()
    other.goto("/own_account")
    expect(other.get_by_role("heading", name="我的账户")).to_be_visible()

    page.get_by_role("button", name="退出登录").click()

    page.wait_for_url("**/signin?said=out")
    expect(page.get_by_text("您已退出登录")).to_be_visible()
    other.get_by_role("link", name="待办").click()
    other.wait_for_url("**/signin?said=ended&next=%2Fto_do")


def test_the_first_password_must_be_changed_before_anything_else(server, page, sign_in):
    administrator = factories.account(server.engine, role=Role.ADMINISTRATOR).person()
    account_actions.create(
        server.engine,
        username="collector",
        name="专家甲",
        role=Role.COLLECTOR,
        password="from the office",
        by=administrator,
        at=NOW,
    )

    sign_in(page, "collector", "from the office")
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    page.goto("/to_do")
    assert page.url == f"{server.url}/password"
    page.get_by_label("当前密码").fill("from the office")
    page.get_by_label("新密码", exact=True).fill("known to me alone")
    page.get_by_label("再输一次新密码").fill("known to me alone")
    page.get_by_role("button", name="保存新密码").click()

    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    expect(page.get_by_text("现在没有需要您处理的事项")).to_be_visible()
    expect(page.get_by_text("近 30 天已办（1）")).to_be_visible()


def test_demonstration_data_are_marked_before_and_after_signing_in(server, page, sign_in):
    factories.account(server.engine, role=Role.COLLECTOR, demonstration=True)
    factories.demonstration(server.engine)

    page.goto("/signin")
    expect(page.get_by_text("演示数据：本系统中的内容均为虚构")).to_be_visible()
    expect(page.get_by_role("cell", name="collector")).to_be_visible()
    sign_in(page, "collector", PASSWORD)

    expect(page.get_by_text("演示数据：本页内容均为虚构")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_sign_in_page_fits_the_screen(server, page, width):
    page.set_viewport_size({"width": width, "height": 844})

    page.goto("/signin")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
