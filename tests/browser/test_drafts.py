"""What is typed is in the database within a second, and survives a refresh, a cut line, a restart, another device."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from actions import drafts
from actions import sign_in as actions
from data_access.accounts import account_by_username
from glossary import Role
from tests import factories
from tests.browser.hands import pick
from tests.browser.lines import Line
from tests.factories import PASSWORD
from web.requests import SESSION_COOKIE
from working_time import utc_now as now

pytestmark = pytest.mark.browser
SCRIPT, SUBJECT = "tests/browser/drafts_server.py", "idea-12-text"
SOON = 2.5  # seconds: one until it is sent, the rest for a busy machine
RECOVERED = re.compile("这里有您今天 .* 的未提交草稿，已为您恢复。")
ELSEWHERE = re.compile("您在另一台设备或另一个标签页还有 1 份草稿")
SAVED = re.compile(r"^草稿已保存 \d\d:\d\d:\d\d$")
RETRYING = "未能保存，内容留在本机，正在重试……"
NOTHING_YET = "输入的内容随时存为草稿。"


@pytest.fixture
def workbench(sqlite_engine, start_server):
    """The small app with one form, and who writes in it."""
    factories.account(sqlite_engine, role=Role.PROJECT_MANAGER, username="manager")
    with start_server(sqlite_engine, SCRIPT) as running:
        yield running


@pytest.fixture
def manager(workbench):
    with workbench.engine.connect() as connection:
        return account_by_username(connection, username="manager", hold=False).person()


@pytest.fixture
def device(browser, workbench, sign_in):
    """device(url): one more browser, signed in, with the form open."""
    contexts = []

    def opened(url=None, username="manager", **options):
        # Tall, because Streamlit closes an open list when the page scrolls to where it is clicked.
        shown = {"viewport": {"width": 1280, "height": 1200}, **options}
        context = browser.new_context(base_url=url or workbench.url, **shown)
        contexts.append(context)
        page = context.new_page()
        page.goto("/signin?next=/writing")
        sign_in(page, username, PASSWORD)
        return ready(page)

    yield opened
    for context in contexts:
        context.close()


def ready(page):
    """The form stands and nothing moves any more."""
    expect(page.get_by_role("heading", name="写点子")).to_be_visible()
    expect(line(page)).to_be_visible()
    settle(page)
    return page


def settle(page):
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true], [data-testid=stSkeleton]')"
    )


def field(page, label="问题"):
    """The field; for a moment a form that begins anew stands before the one it replaces."""
    return page.get_by_label(label, exact=True).first


def line(page):
    return page.locator("[class*=st-key-draft_line__] [data-testid=stCaptionContainer]")


def type_in(page, text, label="问题"):
    """Typed at the end, key by key; the field is not left."""
    field(page, label).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text, delay=20)


def open_fields(workbench, manager) -> list[dict]:
    """What the open drafts say, the last saved first."""
    return [each.fields for each in drafts.open_drafts(workbench.engine, subject=SUBJECT, by=manager)]


def comes_to_say(workbench, manager, *expected, within=SOON):
    end = time.monotonic() + within
    while (found := open_fields(workbench, manager)) != list(expected) and time.monotonic() < end:
        time.sleep(0.05)
    assert found == list(expected)


def test_what_is_typed_is_stored_without_leaving_the_field_and_the_line_says_when(workbench, manager, device):
    page = device()
    expect(line(page)).to_have_text(NOTHING_YET)

    type_in(page, "没有电梯")

    comes_to_say(workbench, manager, {"problem": "没有电梯"})
    expect(line(page)).to_have_text(SAVED)
    assert page.evaluate("document.activeElement.ariaLabel") == "问题"

    type_in(page, "加装", "建议")
    comes_to_say(workbench, manager, {"problem": "没有电梯", "proposal": "加装"})


def test_whoever_types_without_a_pause_is_saved_every_second(workbench, manager, device):
    page = device()
    sent = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/drafts") else None)
    started = time.monotonic()
    type_in(page, "民" * 120)  # 20 ms and more each, with no pause as long as PAUSE
    lasted = time.monotonic() - started

    assert lasted - 1 <= len(sent) <= 2 * lasted + 1
    comes_to_say(workbench, manager, {"problem": "民" * 120})


def test_only_what_changed_is_sent_and_pages_without_drafts_send_nothing(workbench, manager, device):
    page = device()
    type_in(page, "没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})

    with page.expect_request("**/drafts") as sent:
        type_in(page, "加装", "建议")
    assert sent.value.post_data_json["fields"] == {"proposal": "加装"}

    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/drafts" in request.url else None)
    page.goto("/elsewhere")
    expect(page.get_by_role("heading", name="别处")).to_be_visible()
    page.wait_for_timeout(1_000)
    assert asked == []
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft'))") == []


@pytest.mark.parametrize("wait", [0, 1_500])
def test_a_refresh_brings_it_back_even_in_the_middle_of_a_word(workbench, manager, device, wait):
    page = device()
    type_in(page, "没有电梯，老人下楼难")
    page.wait_for_timeout(wait)

    page.reload()

    expect(field(ready(page))).to_have_value("没有电梯，老人下楼难")
    expect(page.get_by_text(RECOVERED)).to_be_visible()
    type_in(page, "。")
    comes_to_say(workbench, manager, {"problem": "没有电梯，老人下楼难。"})


def test_another_page_and_back_loses_nothing(workbench, manager, device):
    page = device()
    type_in(page, "没有电梯")
    page.get_by_role("link", name="别处").click(delay=300)  # as long as a hand takes; Streamlit needs it
    expect(page.get_by_role("heading", name="别处")).to_be_visible()
    page.get_by_role("link", name="写点子").click()

    expect(field(ready(page))).to_have_value("没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})


def test_choices_and_numbers_come_back_too(workbench, manager, device):
    page = device()
    type_in(page, "电梯", "标题")
    pick(field(page, "分类"), "交通")
    type_in(page, "1200", "费用")
    comes_to_say(workbench, manager, {"title": "电梯", "category": "交通", "cost": 1200}, within=3)
    pick(field(page, "镇办区"), "北城")
    chosen = {"title": "电梯", "category": "交通", "cost": 1200, "townships": ["北城"]}
    comes_to_say(workbench, manager, chosen, within=3)

    page.reload()

    ready(page)
    expect(field(page, "标题")).to_have_value("电梯")
    expect(field(page, "费用")).to_have_value("1200")
    expect(field(page, "分类")).to_have_value("交通")
    expect(page.get_by_text("北城", exact=True)).to_be_visible()
    type_in(page, "旧", "标题")
    comes_to_say(workbench, manager, chosen | {"title": "电梯旧"})


def test_half_typed_syllables_are_not_saved_and_the_characters_are(workbench, manager, device):
    page = device()
    keyboard = page.context.new_cdp_session(page)
    field(page).focus()
    page.keyboard.type("旧楼")
    keyboard.send("Input.imeSetComposition", {"text": "dian'ti", "selectionStart": 7, "selectionEnd": 7})
    page.wait_for_timeout(1_200)
    assert open_fields(workbench, manager) == [{"problem": "旧楼"}]

    keyboard.send("Input.insertText", {"text": "电梯"})

    comes_to_say(workbench, manager, {"problem": "旧楼电梯"})
    expect(field(page)).to_have_value("旧楼电梯")


def test_no_more_is_saved_than_the_field_takes(workbench, manager, device):
    page = device()
    type_in(page, "一" * 25, "标题")
    comes_to_say(workbench, manager, {"title": "一" * 20})


def test_what_is_typed_while_the_line_is_cut_arrives_when_it_is_mended(workbench, manager, device):
    wire = Line(urlsplit(workbench.url).port)
    page = device(wire.url)
    type_in(page, "没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})

    wire.cut(mended=False)
    page.keyboard.type("，老人下楼难", delay=20)
    expect(line(page)).to_have_text(RETRYING)
    page.keyboard.type("，孩子也难", delay=20)
    assert open_fields(workbench, manager) == [{"problem": "没有电梯"}]

    wire.mended = True
    comes_to_say(workbench, manager, {"problem": "没有电梯，老人下楼难，孩子也难"}, within=15)
    expect(line(page)).to_have_text(SAVED)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft'))") == []
    wire.close()


def test_a_tab_closed_while_the_line_was_cut_has_left_its_text_in_the_browser(workbench, manager, device):
    wire = Line(urlsplit(workbench.url).port)
    page = device(wire.url)
    field(page).focus()
    wire.cut(mended=False)
    page.keyboard.type("没有电梯", delay=20)
    expect(line(page)).to_have_text(RETRYING)
    page.close(run_before_unload=True)

    wire.mended = True
    again = page.context.new_page()
    again.goto("/writing")

    expect(field(ready(again))).to_have_value("没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})
    wire.close()


def test_a_restart_of_the_server_takes_nothing_from_who_types_on(sqlite_engine, start_server, browser, sign_in):
    person = factories.account(sqlite_engine, role=Role.PROJECT_MANAGER, username="manager").person()
    context = browser.new_context()
    page = context.new_page()
    with start_server(sqlite_engine, SCRIPT) as first:
        page.goto(f"{first.url}/signin?next=/writing")
        sign_in(page, "manager", PASSWORD)
        ready(page)
        # Not the first form of its session: the next server will number its forms differently.
        type_in(page, "先写一版")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("已保存，写于第 1 版之上。")).to_be_visible()
        type_in(page, "，没有电梯")
        comes_to_say(first, person, {"problem": "先写一版，没有电梯"})
    page.keyboard.type("，老人下楼难", delay=20)
    expect(line(page)).to_have_text(RETRYING)

    with start_server(sqlite_engine, SCRIPT, urlsplit(first.url).port) as second:
        comes_to_say(second, person, {"problem": "先写一版，没有电梯，老人下楼难"}, within=40)
        connected(page)
        page.keyboard.type("，孩子也难")
        field(page, "建议").focus()  # the first that the new server hears of this page
        expect(page.get_by_text(RECOVERED)).to_be_visible()
        expect(field(page)).to_have_value("先写一版，没有电梯，老人下楼难，孩子也难")
        comes_to_say(second, person, {"problem": "先写一版，没有电梯，老人下楼难，孩子也难"})
        page.wait_for_timeout(1_000)
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("现在是第 3 版：先写一版，没有电梯，老人下楼难，孩子也难")).to_be_visible()
        comes_to_say(second, person)
    context.close()


def connected(page):
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_visible(timeout=60_000)


def test_another_device_goes_on_where_the_first_one_stopped(workbench, manager, device):
    desk = device()
    type_in(desk, "没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})

    phone = device(viewport={"width": 390, "height": 844})
    expect(field(phone)).to_have_value("没有电梯")
    expect(phone.get_by_text(RECOVERED)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    type_in(phone, "，老人下楼难")
    comes_to_say(workbench, manager, {"problem": "没有电梯，老人下楼难"})

    desk.reload()
    expect(field(ready(desk))).to_have_value("没有电梯，老人下楼难")


def test_two_devices_at_once_overwrite_nothing_and_each_learns_of_the_other(workbench, manager, device):
    desk, phone = device(), device()
    type_in(desk, "没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})
    type_in(phone, "电梯太旧")
    comes_to_say(workbench, manager, {"problem": "电梯太旧"}, {"problem": "没有电梯"})
    expect(line(phone)).to_have_text(re.compile(r"^草稿已保存 .*；别处另有 \d\d:\d\d 的不同草稿$"))
    type_in(desk, "，也没有坡道")
    expect(line(desk)).to_have_text(re.compile("；别处另有 .* 的不同草稿$"))

    field(desk, "建议").focus()
    expect(desk.get_by_text(ELSEWHERE)).to_be_visible()
    expect(line(desk)).to_have_text(SAVED)
    desk.get_by_role("button", name="查看草稿").click()
    window = desk.get_by_role("dialog")
    expect(window.get_by_text("电梯太旧")).to_be_visible()
    window.get_by_role("button", name="改用这份草稿").click()

    expect(field(desk)).to_have_value("电梯太旧")
    assert sorted(each["problem"] for each in open_fields(workbench, manager)) == ["没有电梯，也没有坡道", "电梯太旧"]
    expect(desk.get_by_text(ELSEWHERE)).to_be_visible()


def test_a_different_draft_can_be_discarded_where_it_is_shown(workbench, manager, device):
    desk, phone = device(), device()
    type_in(desk, "没有电梯")
    type_in(phone, "电梯太旧")
    comes_to_say(workbench, manager, {"problem": "电梯太旧"}, {"problem": "没有电梯"})
    field(phone, "建议").focus()
    phone.get_by_role("button", name="查看草稿").click()

    phone.get_by_role("dialog").get_by_role("button", name="放弃这份草稿").click()

    expect(phone.get_by_role("dialog").get_by_text("已放弃")).to_be_visible()
    comes_to_say(workbench, manager, {"problem": "电梯太旧"})
    phone.get_by_role("button", name="关闭").click()
    expect(phone.get_by_text(ELSEWHERE)).to_have_count(0)
    expect(field(phone)).to_have_value("电梯太旧")


def test_what_is_stored_for_good_is_no_draft_any_more(workbench, manager, device):
    page = device()
    type_in(page, "没有电梯")
    page.get_by_role("button", name="保存", exact=True).click()  # before the pause after the last key is over

    expect(page.get_by_text("已保存，写于第 1 版之上。")).to_be_visible()
    expect(field(page)).to_have_value("没有电梯")
    page.wait_for_timeout(1_000)
    assert open_fields(workbench, manager) == []
    page.reload()
    expect(field(ready(page))).to_have_value("没有电梯")
    expect(page.get_by_text(RECOVERED)).to_have_count(0)
    expect(line(page)).to_have_text(NOTHING_YET)


def test_a_draft_is_discarded_after_a_second_look_and_can_be_taken_back(workbench, manager, device):
    page = device()
    type_in(page, "没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})
    field(page, "建议").focus()
    page.get_by_role("button", name="放弃草稿").click()
    page.get_by_role("button", name="确认放弃").click()

    expect(page.get_by_text("草稿已放弃，30 天内可以恢复。")).to_be_visible()
    expect(field(page)).to_have_value("")
    comes_to_say(workbench, manager)
    page.get_by_role("button", name="恢复").click()

    expect(field(page)).to_have_value("没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})


def test_days_later_a_discarded_draft_is_still_offered(workbench, manager, device):
    drafts.save(workbench.engine, subject=SUBJECT, tab="a-0", fields={"problem": "没有电梯"}, by=manager, at=now())
    drafts.discard(workbench.engine, subject=SUBJECT, tab="a-0", by=manager, at=now())
    page = device()
    expect(field(page)).to_have_value("")

    page.get_by_role("button", name="以前的草稿（1）").click()
    page.get_by_role("dialog").get_by_role("button", name="改用这份草稿").click()

    expect(field(page)).to_have_value("没有电梯")


def test_a_newer_version_shows_at_once_to_who_typed_nothing_and_is_told_to_who_did(workbench, manager, device):
    reader, writer, other = device(), device(), device()
    type_in(writer, "加装", "建议")
    comes_to_say(workbench, manager, {"proposal": "加装"})
    type_in(other, "没有电梯")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.get_by_text("现在是第 2 版")).to_be_visible()

    field(writer, "标题").focus()
    expect(writer.get_by_text("开始写以后，内容已有人改过，提交时请比较。")).to_be_visible()
    expect(field(writer)).to_have_value("")
    writer.get_by_role("button", name="保存", exact=True).click()
    expect(writer.get_by_text("已保存，写于第 1 版之上。")).to_be_visible()
    pick(field(reader, "分类"), "交通")
    expect(reader.get_by_text("现在是第 3 版")).to_be_visible()


def end_session(workbench, page):
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == SESSION_COOKIE)
    actions.sign_out(workbench.engine, token=token, at=now())


def test_what_is_typed_after_the_session_ended_is_there_after_signing_in_again(workbench, manager, device, sign_in):
    page = device()
    type_in(page, "没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})
    end_session(workbench, page)

    type_in(page, "，老人下楼难")
    page.wait_for_url("**/signin?said=ended**")
    assert open_fields(workbench, manager) == [{"problem": "没有电梯"}]
    sign_in(page, "manager", PASSWORD)

    expect(field(ready(page))).to_have_value("没有电梯，老人下楼难")
    comes_to_say(workbench, manager, {"problem": "没有电梯，老人下楼难"})


def test_another_account_in_the_same_browser_never_sees_what_waits_there(workbench, manager, device, sign_in):
    expert = factories.account(workbench.engine, role=Role.EXPERT).person()
    page = device()
    end_session(workbench, page)
    type_in(page, "没有电梯")
    page.wait_for_url("**/signin?said=ended**")

    sign_in(page, "expert", PASSWORD)
    expect(field(ready(page))).to_have_value("")
    assert (open_fields(workbench, manager), open_fields(workbench, expert)) == ([], [])
    type_in(page, "别的")
    comes_to_say(workbench, expert, {"problem": "别的"})

    end_session(workbench, page)
    page.goto("/signin?next=/writing")
    sign_in(page, "manager", PASSWORD)
    expect(field(ready(page))).to_have_value("没有电梯")


def test_a_tab_of_the_account_before_says_so_and_keeps_its_text(workbench, manager, device, sign_in):
    expert = factories.account(workbench.engine, role=Role.EXPERT).person()
    page = device()
    end_session(workbench, page)
    other = page.context.new_page()
    other.goto("/signin?next=/writing")
    sign_in(other, "expert", PASSWORD)
    ready(other)

    type_in(page, "没有电梯")

    expect(line(page)).to_contain_text("现在登录的是另一个账户")
    assert (open_fields(workbench, manager), open_fields(workbench, expert)) == ([], [])
    assert page.evaluate("Object.values(localStorage).join().includes('没有电梯')")


def test_a_text_too_long_for_a_draft_says_so_and_is_saved_again_once_it_is_short_enough(workbench, manager, device):
    page = device()
    field(page).fill("x" * 270_000)
    expect(line(page)).to_contain_text("草稿超过 256 KB")

    field(page).fill("没有电梯")
    comes_to_say(workbench, manager, {"problem": "没有电梯"})
    expect(line(page)).to_have_text(SAVED)
