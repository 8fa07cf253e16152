"""The first slice as people use it: a real workbook in, the three screens out, filtered, listed and downloaded."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data_access import calendar, dictionaries
from data_access.engine import connect, writing
from glossary import Role
from seed_data.actors import DEMONSTRATION_PASSWORD
from tests import factories
from tests.browser.hands import until
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
SLOW = 90_000
CLOSE = re.compile("Close|关闭")


def metric(page, label: str):
    return page.get_by_test_id("stMetric").filter(has_text=label).first


def test_real_messages_in_and_exactly_those_on_the_screens(server, page, sign_in, shared_data, tmp_path):
    with writing(server.engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    factories.account(server.engine, role=Role.OFFICER)
    sign_in(page, "officer", PASSWORD)
    page.get_by_role("link", name="导入").click()
    page.locator("input[type=file]").set_input_files(shared_data / "messages_2019.xlsx")
    page.get_by_role("button", name="导入", exact=True).click(timeout=SLOW)
    expect(metric(page, "存入")).to_be_visible(timeout=SLOW)
    figures = [figure(page, label) for label in ("存入", "重复未存", "不能存入")]
    assert sum(figures) == 4_326
    stored = figures[0]

    page.goto("/intake?period=everything&nature=all")
    expect(metric(page, "收到")).to_contain_text(f"{stored:,} 件", timeout=SLOW)
    opened = list_of(page, "收到")
    expect(opened.get_by_text(f"共 {stored:,} 件", exact=False)).to_be_visible()
    opened.get_by_role("button", name=CLOSE).click()
    expect(opened).to_have_count(0)

    page.goto("/intake?period=custom&from=2019-06-01&to=2019-06-30&nature=all")
    expect(metric(page, "收到")).not_to_contain_text(f"{stored:,} 件")
    in_june = figure(page, "收到")
    assert 0 < in_june < stored
    page.get_by_role("link", name="办理进度").click()
    expect(page).to_have_url(re.compile("from=2019-06-01"))

    page.goto("/intake?period=custom&from=2019-06-01&to=2019-06-30&nature=all")
    opened = list_of(page, "收到")
    with page.expect_download() as downloading:
        opened.get_by_role("button", name="下载 CSV").click()
    file = tmp_path / "cases.csv"
    downloading.value.save_as(file)
    assert len(file.read_text(encoding="utf-8-sig").strip().splitlines()) - 1 == in_june


def list_of(page, name: str):
    """Choose a figure by name at the end of the page; the window that opens."""
    expect(page.get_by_role("heading", name="建议清单")).to_be_visible()
    box = page.get_by_role("combobox", name="列出哪个数字背后的建议")
    opened = page.get_by_role("dialog")

    def chosen() -> None:
        box.scroll_into_view_if_needed()
        box.fill(name)  # the list of options closes when the page still moves
        expect(page.get_by_role("option").first).to_have_text(name, timeout=8_000)
        box.press("Enter")
        expect(opened.get_by_text("共 ", exact=False).first).to_be_visible(timeout=8_000)

    until(chosen)
    return opened


CLICKS = [
    ("/", "channels", "枣事早办", "收到：枣事早办"),
    ("/", "tiers", "研究办.*已办结", "研究办：已办结"),
    ("/intake", "pair", "北城街道.*枣事早办", "北城街道 × 枣事早办"),
    ("/completion", "rates", "市水利局", "已到期：市水利局"),
]


def test_a_click_on_a_mark_or_a_figure_opens_exactly_what_it_counted(leaders_page):
    page = leaders_page
    for path, chart, mark, title in CLICKS:
        page.goto(path)
        page.locator(f"[class*=st-key-][class*={chart}] path[aria-label]").first.wait_for()
        marks = page.locator(f"[class*=st-key-][class*={chart}] path[role=graphics-symbol]")
        clicked = [each for each in marks.all() if re.search(mark, each.get_attribute("aria-label") or "")]
        counted = re.search(r"：(\d+)$", clicked[0].get_attribute("aria-label"))
        clicked[0].click(force=True)
        close_list(page, title, counted.group(1) if counted else None)

    page.goto("/")
    table = page.get_by_test_id("stDataFrame").first.locator("canvas").first
    table.scroll_into_view_if_needed()
    where = table.bounding_box()
    page.mouse.click(where["x"] + where["width"] * 0.6, where["y"] + 52)  # 在办超期 of the first department
    close_list(page, re.compile("：在办超期"), None)


def close_list(page, title, counted: str | None) -> None:
    opened = page.get_by_role("dialog")
    expect(opened.get_by_text(title).first).to_be_visible()
    expect(opened.get_by_text(re.compile(rf"共 {counted or '[0-9,]+'} 件"))).to_be_visible()
    opened.get_by_role("button", name=CLOSE).click()
    expect(opened).to_have_count(0)


def figure(page, label: str) -> int:
    value = metric(page, label).get_by_test_id("stMetricValue").inner_text()
    return int(re.sub(r"\D", "", value))


@pytest.fixture
def leaders_page(browser, demonstration_server, sign_in):
    """A tab on the demonstration's server, signed in as the leader."""
    context = browser.new_context(base_url=demonstration_server.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(SLOW)
    page = context.new_page()
    sign_in(page, "leader", DEMONSTRATION_PASSWORD)
    yield page
    context.close()


@pytest.fixture
def demonstration_server(sqlite_engine, demonstration_template, start_server):
    path = sqlite_engine.url.database
    sqlite_engine.dispose()
    shutil.copy(demonstration_template, path)
    with start_server(connect(f"sqlite:///{path}")) as running:
        yield running


@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_of_the_leader_is_drawn_whole(browser, demonstration_server, sign_in, width):
    context = browser.new_context(base_url=demonstration_server.url)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})
    sign_in(page, "leader", DEMONSTRATION_PASSWORD)
    for name, title in {"": "总览", "intake": "征集统计", "completion": "办理进度", "to_do": "待办"}.items():
        page.goto(f"/{name}")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(page.get_by_text("演示数据").first).to_be_attached()
        if name != "to_do":
            expect(page.get_by_text("建议清单").first).to_be_visible()
            charts = page.get_by_test_id("stVegaLiteChart")
            for position in range(charts.count()):
                expect(charts.nth(position).locator("svg.marks, canvas.marks")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        expect(page.get_by_test_id("stException")).to_have_count(0)
        shoot(page, f"{width}-{name or 'overview'}", wide, high)
    context.close()


def shoot(page, name: str, wide: int, high: int) -> None:
    """The whole page as one picture, for people to look at."""
    whole = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": wide, "height": min(max(high, whole + 20), 6_000)})
    page.wait_for_timeout(800)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    page.set_viewport_size({"width": wide, "height": high})
