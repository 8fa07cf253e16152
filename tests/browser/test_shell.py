"""The shell around the pages: addresses that open, words that are Chinese, tabs that slept."""

import re
import shutil
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from actions import sign_in as actions
from data_access import calendar, dictionaries, schema
from data_access.engine import connect, writing
from glossary import Role
from seed_data.actors import DEMONSTRATION_PASSWORD
from tests import factories
from tests.browser.hands import pick
from tests.browser.lines import Line
from tests.factories import PASSWORD
from ui import navigation
from web.requests import SESSION_COOKIE
from working_time import utc_now as now

pytestmark = pytest.mark.browser
SLOW = 60_000
ENDED = "登录已结束：您已退出，或超过 60 分钟没有操作。已保存的内容都在，请重新登录。"
TITLES = {
    navigation.address_of(path): title for entries in navigation.SECTIONS.values() for path, title, _roles in entries
}


@pytest.fixture
def workbench(server):
    """A server on a database with calendar, channels and one account per role."""
    with writing(server.engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    for role in (Role.LEADER, Role.HANDLER, Role.COLLECTOR, Role.EXPERT):
        department = {"department_code": factories.department(server.engine)} if role is Role.HANDLER else {}
        factories.account(server.engine, role=role, **department)
    return server


def shows(page, address: str) -> None:
    expect(page.get_by_role("heading", name=TITLES[address], exact=True, level=1)).to_be_visible(timeout=SLOW)
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator(".app-end").first).to_be_attached()  # or half_page.js would fetch it anew


def where(page) -> str:
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("role", [Role.LEADER, Role.HANDLER, Role.EXPERT])
def test_every_address_opens_its_page_with_its_filters_from_the_first_visit_on(workbench, page, sign_in, role):
    addresses = navigation.addresses_of(factories.person(role))
    page.goto(f"{addresses[0]}?period=month")
    sign_in(page, role.value, PASSWORD)
    for address in addresses:
        if page.url != f"{workbench.url}{address}?period=month":
            page.goto(f"{address}?period=month")
        shows(page, address)
        page.reload()
        shows(page, address)
        assert where(page) == f"{address}?period=month"

    page.goto("/?period=month")
    shows(page, addresses[0])
    assert where(page) == f"{addresses[0]}?period=month"
    page.go_back()
    shows(page, addresses[-1])


@pytest.mark.parametrize("address", ["/accounts", "/nowhere", "/a/b"])
def test_an_address_that_is_not_ones_own_says_so_and_leads_home(workbench, page, sign_in, address):
    page.goto(address)
    sign_in(page, "collector", PASSWORD)

    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    expect(page.get_by_text("这个地址不存在，或不对您的身份开放")).to_be_visible()
    page.get_by_role("link", name="回到首页").click()

    shows(page, "/to_do")


def sleep(server) -> None:
    """Everybody's last click was long ago."""
    with server.engine.begin() as connection:
        connection.execute(schema.sign_in_session.update().values(last_seen_at=now() - timedelta(hours=2)))


def end_elsewhere(server, page) -> None:
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == SESSION_COOKIE)
    actions.sign_out(server.engine, token=token, at=now())


def comes_back(page, sign_in, address: str, title: str) -> None:
    page.wait_for_url(lambda url: "/signin" in url)
    expect(page.get_by_text(ENDED)).to_be_visible()
    assert where(page) == f"/signin?said=ended&next={quote(address, safe='')}"
    sign_in(page, "leader", PASSWORD)
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible(timeout=SLOW)
    assert where(page) == address


@pytest.mark.parametrize("how", ["idle", "ended elsewhere"])
def test_the_next_click_after_the_session_ended_leads_to_sign_in_and_back_with_the_filters(
    workbench, page, sign_in, how
):
    page.goto("/intake?period=month")
    sign_in(page, "leader", PASSWORD)
    shows(page, "/intake")
    sleep(workbench) if how == "idle" else end_elsewhere(workbench, page)

    pick(page.get_by_role("combobox").first, "本季度")

    comes_back(page, sign_in, "/intake?period=month", "征集统计")


@pytest.fixture
def line(workbench):
    """A line to the workbench that can be cut."""
    made = Line(urlsplit(workbench.url).port)
    yield made
    made.close()


def test_a_tab_that_wakes_after_its_session_ended_goes_to_sign_in_by_itself_and_back(workbench, line, page, sign_in):
    page.goto(f"{line.url}/intake?period=month")
    sign_in(page, "leader", PASSWORD)
    shows(page, "/intake")
    sleep(workbench)

    line.cut()

    comes_back(page, sign_in, "/intake?period=month", "征集统计")


def test_while_the_server_is_away_the_tab_says_so_in_chinese_and_goes_on_afterwards(line, page, sign_in):
    page.goto(f"{line.url}/intake?period=month")
    sign_in(page, "leader", PASSWORD)
    shows(page, "/intake")
    settle(page)

    line.cut(mended=False)
    away = page.get_by_role("dialog")
    expect(away).to_contain_text("暂时连不上服务器", timeout=SLOW)
    expect(away).to_contain_text("正在自动重试。已保存的内容都在")
    assert english(page) == []

    line.mended = True
    expect(away).to_have_count(0, timeout=SLOW)
    page.get_by_role("link", name="待办").click()
    shows(page, "/to_do")


@pytest.mark.parametrize("after", [50, 120, 200, 400, 800])
def test_a_line_cut_while_a_page_opens_leaves_the_whole_page_at_its_address(line, page, sign_in, after):
    """Early, Streamlit does not know the page yet and goes to the first one; later, the run that draws it ends."""
    page.goto(f"{line.url}/intake")
    sign_in(page, "leader", PASSWORD)
    shows(page, "/intake")
    with page.expect_websocket():
        page.goto(f"{line.url}/completion?period=month", wait_until="commit")
    page.wait_for_timeout(after)
    line.cut()
    shows(page, "/completion")
    assert where(page) == "/completion?period=month"


# What may stay Latin: kinds of files, units, quantiles, keys, browsers, what people are called here.
LATIN = re.compile(
    r"\.?\b(?:CSV|Excel|Word|PDF|xlsx?|csv|[KMG]?B|P\d\d|Enter|Ctrl|Esc|Tab|Linux|Windows|Chrome|JavaScript|vs"
    r"|leader|officer|handler|collector|manager|coordinator|expert|assessor|admin|[a-z_]+\.(?:csv|pdf|xlsx))\b"
    r"|\b(?:JDZ|XM|GC|GH|JG|ZY)-[\d-]+",  # numbers of ideas, projects and partners
    re.IGNORECASE,
)
# Charts (svg) and cells (canvas) hold data; icons are letters drawn as pictures.
SHOWN = """() => {
  const skipped = "svg, canvas, script, style, noscript, code, [data-testid=stIconMaterial], [data-testid=stIconEmoji]";
  const found = new Set();
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest(skipped)) found.add(node.data.trim());
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest("svg, canvas")) continue;
    for (const name of ["title", "aria-label", "placeholder", "alt", "aria-valuetext"])
      if (element.hasAttribute(name)) found.add(element.getAttribute(name).trim());
  }
  return [...found];
}"""


def english(page) -> list[str]:
    """What is on the screen, or read out by a screen reader, with Latin words that nobody here would use."""
    return [text for text in page.evaluate(SHOWN) if re.search("[A-Za-z]{2,}", LATIN.sub("", text))]


def settle(page) -> None:
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true], [data-testid=stSkeleton]')",
        timeout=SLOW,
    )
    page.wait_for_timeout(500)


@pytest.fixture
def english_browser(browser, sqlite_engine, demonstration_template, start_server):
    """A tab of a browser that speaks English, on the demonstration."""
    path = sqlite_engine.url.database
    sqlite_engine.dispose()
    shutil.copy(demonstration_template, path)
    with start_server(connect(f"sqlite:///{path}")) as running:
        context = browser.new_context(base_url=running.url, locale="en-US", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SLOW)
        yield context.new_page()
        context.close()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COLLECTOR])
def test_no_page_says_anything_in_english(english_browser, sign_in, role):
    page = english_browser
    username = {Role.ADMINISTRATOR: "admin", Role.PROJECT_MANAGER: "manager"}.get(role, role.value)
    sign_in(page, username, DEMONSTRATION_PASSWORD)
    page.wait_for_url(lambda url: "/signin" not in url)
    for address in navigation.addresses_of(factories.person(role)):
        page.goto(address)
        expect(page.get_by_role("heading", name=TITLES[address], exact=True, level=1)).to_be_visible(timeout=SLOW)
        settle(page)
        assert (address, english(page)) == (address, [])
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_no_control_says_anything_in_english_when_it_is_used(english_browser, sign_in):
    page = english_browser
    page.goto("/completion")
    sign_in(page, "officer", DEMONSTRATION_PASSWORD)
    shows(page, "/completion")
    settle(page)
    page.get_by_text("更多筛选").click()
    page.get_by_test_id("stDateInput").first.get_by_role("button").click()
    expect(page.get_by_test_id("stDateInputCalendar")).to_contain_text("十一月")
    assert english(page) == []

    page.goto("/completion")
    settle(page)
    page.get_by_role("combobox").first.click()
    page.keyboard.type("没有这一项")
    expect(page.get_by_text("没有匹配的选项")).to_be_visible()
    assert english(page) == []
    page.keyboard.press("Escape")

    hover_tool(page, "查看数据")
    expect(page.get_by_test_id("stTooltipContent")).to_have_text("查看数据")
    assert english(page) == []

    page.goto("/imports")
    shows(page, "/imports")
    page.locator("input[type=file]").set_input_files({"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    expect(page.get_by_text("不能导入“.pdf”文件")).to_be_visible()
    assert english(page) == []


def hover_tool(page, name: str) -> None:
    """A chart's tools are there only while the mouse is over the chart, and a chart may still move when it is drawn."""
    tool = page.get_by_role("button", name=name).first
    for _ in range(20):
        page.get_by_test_id("stVegaLiteChart").first.hover()
        try:
            return tool.hover(timeout=1_000)
        except PlaywrightTimeout:
            page.mouse.move(0, 0)
    raise AssertionError(f"“{name}” cannot be reached")


def test_what_people_wrote_stays_as_they_wrote_it(workbench, page, sign_in):
    factories.account(workbench.engine, role=Role.COLLECTOR, username="somebody", name="Upload")
    sign_in(page, "somebody", PASSWORD)

    expect(page.get_by_text("Upload · 民情收集员")).to_be_visible()
    page.goto("/own_account")
    expect(page.get_by_text("Upload，民情收集员")).to_be_visible()
