"""检索 as people do it: a word typed, hits marked, the address shared, on a desk and on a phone."""

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from data_access import schema, search_index
from data_access.engine import writing
from data_access.idea_texts import IdeaText
from glossary import Role
from tests import factories
from tests.actions import idea_factories as made
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
LONG = "<b>[停车](http://a.b)</b>，电话13812345678。" + "小区里停车的地方被占了，" * 12


@pytest.fixture
def city(server):
    """25 suggestions and an idea; nobody indexes them but the server itself."""
    made.city(server.engine, suggestions=0)
    with writing(server.engine) as connection:
        for position in range(1, 26):
            made.suggestion(connection, position)
        text = {"title": "停车难" * 20, "content": LONG}
        connection.execute(update(schema.suggestion_text).values(text))
    end = time.monotonic() + 30
    while search_index.pending_count(server.engine) and time.monotonic() < end:
        time.sleep(0.1)
    number = made.idea(server.engine, text=IdeaText(title="错时停车", problem="上下学时停车难"), sources=())
    factories.account(server.engine, role=Role.LEADER)
    return number


def test_a_word_finds_what_was_stored_and_the_address_brings_it_back(page, city, sign_in):
    sign_in(page, "leader", PASSWORD)
    page.get_by_role("link", name="检索").click()
    box = page.get_by_role("textbox", name="检索词")
    expect(page.get_by_text("几个词用空格分开")).to_be_visible()

    box.fill("ＴＩＮＧ 停车")
    box.press("Enter")
    expect(page.get_by_text("建议里没有找到")).to_be_visible()
    box.fill("停车 小区")
    box.press("Enter")
    expect(page.get_by_text("共 25 件，最相关的在前。")).to_be_visible()
    expect(page.locator(".stMarkdownColoredBackground", has_text="停车").first).to_be_visible()
    expect(page.get_by_text("电话138****5678").first).to_be_attached()
    expect(page.get_by_role("link", name="停车")).to_have_count(0)  # what people wrote stays text

    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text("第 2 / 2 页")).to_be_visible()
    page.reload()
    expect(page.get_by_text("第 2 / 2 页")).to_be_visible(timeout=20_000)
    expect(box).to_have_value("停车 小区")

    page.get_by_role("radiogroup").get_by_text("金点子").click()
    box.fill("停车")
    box.press("Enter")
    expect(page.get_by_text(f"{city}　征集　未分类")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="打开").click()
    expect(page.get_by_role("heading", name="错时停车")).to_be_visible(timeout=20_000)


def test_results_fit_a_phone(browser, server, city, sign_in):
    context = browser.new_context(base_url=server.url, viewport=PHONE)
    page = context.new_page()
    sign_in(page, "leader", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/search?q=停车")
    expect(page.get_by_text("共 25 件")).to_be_visible(timeout=20_000)
    wider = (
        "[...document.querySelectorAll('[data-testid=stMarkdownContainer]')].filter(e => e.scrollWidth > 390).length"
    )
    assert page.evaluate(wider) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
