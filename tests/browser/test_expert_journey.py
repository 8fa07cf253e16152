"""An expert scores a panel in a browser; line and server fail in between, and no digit is lost or another's shown."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from actions import drafts
from data_access import schema
from glossary import Role
from tests.actions import case_files
from tests.actions.expert_factories import CRITERIA, Workplace
from tests.browser.lines import Line
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
NAMES = ("公共性", "真实与依据", "针对性", "可行性", "创新性", "受益面", "成效")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
RETRYING = "未能保存，内容留在本机，正在重试……"
RECOVERED = re.compile("这里有您今天 .* 的未提交草稿，已为您恢复。")
SAVED = re.compile(r"^草稿已保存 \d\d:\d\d:\d\d$")


@pytest.fixture
def visit(browser, sign_in):
    """visit(url, path) is the first expert's browser at a page."""
    contexts = []

    def opened(url: str, path: str = "/expert_review", username: str = "expert1", **options):
        context = browser.new_context(base_url=url, **{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"/signin?next={path}")
        sign_in(page, username, PASSWORD)
        return page

    yield opened
    for context in contexts:
        context.close()


def settle(page) -> None:
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true], [data-testid=stSkeleton]')"
    )


def field(page, which: int):
    """The field of a criterion; for a moment a form that begins anew stands before the one it replaces."""
    return page.get_by_label(re.compile(f"^{NAMES[which]}（权重")).first


def values(page) -> list[str]:
    return [field(page, which).input_value() for which in range(CRITERIA)]


def line(page):
    return page.locator("[class*=st-key-draft_line__] [data-testid=stCaptionContainer]").first


def type_marks(page, marks: list[str], first: int = 0) -> None:
    """Key by key, field after field; the last one is not left."""
    for which, mark in enumerate(marks, start=first):
        field(page, which).focus()
        page.keyboard.type(mark, delay=20)


def at_project(page, title: str) -> None:
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(line(page)).to_be_visible()
    settle(page)


def hand_in(page, number: str) -> None:
    """From within the last field, without a mouse."""
    page.keyboard.press("Tab")
    expect(page.get_by_text("加权总分").first).to_be_visible()
    settle(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="确认提交")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"已提交 {number}")).to_be_visible()


def comes_to_hold(work: Workplace, assignment: int, marks: list[str], within: float = 20) -> None:
    """The database comes to hold these marks as a draft."""
    wanted = {f"mark_{which}": mark for which, mark in enumerate(marks, start=1)}
    end = time.monotonic() + within
    while time.monotonic() < end:
        kept = drafts.open_drafts(work.engine, subject=f"review-{assignment}-1", by=work.expert1)
        if kept and {name: kept[0].fields.get(name) for name in wanted} == wanted:
            return
        time.sleep(0.05)
    pytest.fail(f"not kept: {wanted}")


def typed(place: int) -> list[str]:
    """Marks for the project at a place: none like another's, with decimals, limits and full-width digits among them."""
    marks = [f"{(37 * place + 11 * which) % 100}.{(place + which) % 10}" for which in range(CRITERIA)]
    if place % 3 == 0:
        marks[0], marks[1], marks[2] = "100", "0", "８５．５"
    return marks


def as_number(mark: str) -> float:
    return float(mark.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")))


def test_ten_projects_through_a_cut_line_and_two_restarts_to_the_last_digit(sqlite_engine, start_server, visit):
    work = Workplace(sqlite_engine, projects=10, experts=2)
    order = list(reversed(work.projects))  # as drawn for this expert
    marks = {number: typed(place) for place, number in enumerate(order)}
    titles = {number: f"项目{int(number[-4:])}" for number in order}

    def score(page, numbers) -> None:
        for number in numbers:
            at_project(page, titles[number])
            type_marks(page, marks[number])
            hand_in(page, number)

    with start_server(sqlite_engine) as first:
        wire = Line(port := urlsplit(first.url).port)
        page = visit(wire.url)
        page.get_by_role("button", name="开始评审").click()
        score(page, order[:3])

        # In the fourth the line is cut in the middle of a mark, and while it is cut the server is restarted.
        at_project(page, titles[order[3]])
        type_marks(page, marks[order[3]][:4])
        comes_to_hold(work, work.mine[order[3]], marks[order[3]][:4])
        expect(line(page)).to_have_text(SAVED)
        field(page, 4).focus()
        settle(page)
        page.keyboard.type(marks[order[3]][4][:1])
        wire.cut(mended=False)
        page.keyboard.type(marks[order[3]][4][1:], delay=20)
        expect(line(page)).to_have_text(RETRYING)
        page.keyboard.press("Tab")
        expect(field(page, 5)).to_be_focused()
        page.keyboard.type(marks[order[3]][5], delay=20)
        assert values(page) == [*marks[order[3]][:6], ""]
    with start_server(sqlite_engine, port=port) as second:
        wire.mended = True
        comes_to_hold(work, work.mine[order[3]], marks[order[3]][:6], within=60)
        connected(page)
        assert values(page) == [*marks[order[3]][:6], ""]
        type_marks(page, marks[order[3]][6:], first=6)
        page.keyboard.press("Tab")  # at the latest now the new server hears of this page
        expect(page.get_by_text(RECOVERED)).to_be_visible()
        settle(page)
        assert values(page) == marks[order[3]]
        hand_in(page, order[3])
        score(page, order[4:6])

        # In the seventh the page is refreshed before the last key has rested, and the server restarted once more.
        at_project(page, titles[order[6]])
        type_marks(page, marks[order[6]][:3])
        page.reload()
        at_project(page, titles[order[6]])
        assert values(page) == [*marks[order[6]][:3], "", "", "", ""]
        type_marks(page, marks[order[6]][3:5], first=3)
        comes_to_hold(work, work.mine[order[6]], marks[order[6]][:5])
        wire.cut(mended=False)
    assert second.url == first.url
    with start_server(sqlite_engine, port=port):
        wire.mended = True
        page.reload()
        at_project(page, titles[order[6]])
        assert values(page) == [*marks[order[6]][:5], "", ""]
        type_marks(page, marks[order[6]][5:], first=5)
        hand_in(page, order[6])
        score(page, order[7:9])
        at_project(page, titles[order[9]])
        type_marks(page, marks[order[9]])
        hand_in(page, order[9])
        expect(page.get_by_text("已完成 10 / 10 项，全部评完")).to_be_visible()
        wire.close()

    stored = {number: [] for number in order}
    numbers = {assignment: number for number, assignment in work.mine.items()}
    owners = {row.id: numbers[row.assignment_id] for row in work.rows(schema.expert_review)}
    for row in work.rows(schema.expert_mark):
        stored[owners[row.review_id]].append(row.mark)
    assert stored == {number: [as_number(mark) for mark in marks[number]] for number in order}
    open_drafts = [row for row in work.rows(schema.draft) if row.closed_at is None]
    assert open_drafts == []


def test_a_line_cut_in_the_middle_of_a_run_leaves_no_half_page_and_no_empty_field(server, visit):
    work = Workplace(server.engine, projects=1)
    wire = Line(urlsplit(server.url).port)
    page = visit(wire.url, f"/expert_review?assignment={work.mine[work.projects[0]]}")
    at_project(page, "项目1")
    for which in (0, 2, 4):
        field(page, which).focus()
        page.keyboard.type(f"{which}.5")
        page.keyboard.press("Tab")  # begins a run
        page.wait_for_timeout(40 * which)  # in which the line is cut, each time somewhat later
        wire.cut(mended=False)
        page.keyboard.type(f"{which + 1}.5", delay=20)
        expect(line(page)).to_have_text(RETRYING)
        wire.mended = True
        connected(page)
        expect(line(page)).to_have_text(SAVED)
        expect(field(page, which + 1)).to_have_value(f"{which + 1}.5")
        assert values(page) == [f"{each}.5" if each <= which + 1 else "" for each in range(CRITERIA)]
    type_marks(page, ["6.5"], first=6)
    hand_in(page, work.projects[0])
    wire.close()
    assert [row.mark for row in work.rows(schema.expert_mark)] == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]


def connected(page) -> None:
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_visible(timeout=90_000)


def test_a_whole_project_by_keyboard_from_the_declaration_to_the_next(server, visit):
    work = Workplace(server.engine, projects=2, declared=False)
    page = visit(server.url)
    expect(page.get_by_role("button", name="开始评审")).to_be_focused()
    assert "做什么" not in page.content()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="利害关系声明")).to_be_visible()
    expect(page.get_by_role("radio", name="无利害关系")).to_be_focused()
    assert "做什么" not in page.content()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="声明无利害关系，查看材料")).to_be_enabled()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("还差 7 项")).to_be_visible()
    expect(page.get_by_text("做什么")).to_be_visible()
    for which in range(CRITERIA):
        expect(field(page, which)).to_be_focused()
        page.keyboard.type(f"7{which}.5")
        page.keyboard.press("Tab")
    expect(page.get_by_label("意见")).to_be_focused()
    page.keyboard.type("总体可行")
    expect(page.get_by_text("加权总分").first).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="确认提交")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"已提交 {work.projects[1]}")).to_be_visible()
    expect(page.get_by_role("heading", name="利害关系声明")).to_be_visible()
    assert [row.mark for row in work.rows(schema.expert_mark)] == [70.5, 71.5, 72.5, 73.5, 74.5, 75.5, 76.5]
    assert work.rows(schema.expert_review)[0].comment == "总体可行"


def test_what_is_no_mark_is_said_where_it_stands_and_is_not_handed_in(server, visit):
    work = Workplace(server.engine, projects=1)
    page = visit(server.url, f"/expert_review?assignment={work.mine[work.projects[0]]}")
    at_project(page, "项目1")
    type_marks(page, ["八十", *["80"] * 6])
    page.keyboard.press("Tab")
    expect(page.get_by_text("“八十”不是分数，请写 0 到 100 的数")).to_be_visible()
    expect(page.get_by_text("其中 1 项写的不是分数").first).to_be_visible()
    settle(page)
    page.get_by_role("button", name="提交").first.click()
    expect(page.get_by_text("没有提交。写的内容都在。")).to_be_visible()
    assert work.rows(schema.expert_review) == []


def test_on_a_phone_file_and_form_stand_behind_each_other_and_evidence_opens(
    sqlite_engine, start_server, visit, tmp_path, monkeypatch
):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    work = Workplace(sqlite_engine, projects=1)
    case_files.fill(work, work.projects[0])
    with start_server(sqlite_engine) as server:
        page = visit(
            server.url,
            f"/expert_review?assignment={work.mine[work.projects[0]]}",
            viewport=PHONE,
            user_agent=IPHONE,
            has_touch=True,
        )
        at_project(page, "项目1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        expect(field(page, 0)).to_have_js_property("inputMode", "decimal")
        page.get_by_role("tab", name="材料").click()
        expect(page.get_by_text(f"六楼老人下楼难，请回电 {case_files.MASKED}。").first).to_be_visible()
        assert case_files.PHONE not in page.content()
        opened = page.request.get(page.get_by_role("link", name="验收.pdf").get_attribute("href"))
        assert (opened.status, opened.headers["content-type"]) == (200, "application/pdf")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_strangers_project_in_the_address_shows_nothing_of_it(server, visit):
    work = Workplace(server.engine, projects=2)
    other = work.assign(work.expert2, work.project(9, evaluated=True))
    page = visit(server.url, f"/expert_review?assignment={other}")
    expect(page.get_by_text("没有分派给您的这项评审")).to_be_visible()
    assert "项目9" not in page.content()
    assert "做什么" not in page.content()
    coordinator = visit(server.url, f"/expert_review?assignment={other}", username=Role.COORDINATOR.value)
    expect(coordinator.get_by_label("用户名")).to_have_count(0)
    assert "项目9" not in coordinator.content()
