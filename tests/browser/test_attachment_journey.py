"""A photo from upload to full size, a document taken away and put back, and who gets nothing of either."""

import pytest
from playwright.sync_api import expect

from actions import attachments
from data_access.to_do import open_to_dos
from glossary import SubjectKind
from tests import attachment_files as samples
from tests import subject_factories
from tests.browser.hands import pick
from tests.factories import PASSWORD
from tests.subject_factories import IDEA, STRANGER

pytestmark = pytest.mark.browser
PAGE = f"/trial?idea={IDEA}"


@pytest.fixture
def people(sqlite_engine, tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    return subject_factories.everyone(sqlite_engine)


@pytest.fixture
def server(people, sqlite_engine, start_server):
    with start_server(sqlite_engine, "tests/browser/trial_server.py") as running:
        yield running


@pytest.fixture
def handlers_page(page, sign_in):
    page.goto(PAGE)
    sign_in(page, "handler", PASSWORD)
    expect(page.get_by_text("还没有附件。请在下面选择文件上传。")).to_be_visible()
    return page


@pytest.fixture
def visit(browser, server):
    """visit() is another browser, signed in nowhere."""
    contexts = []

    def fresh():
        contexts.append(browser.new_context(base_url=server.url))
        return contexts[-1].new_page()

    yield fresh
    for context in contexts:
        context.close()


def upload(page, *files: tuple[str, bytes]) -> None:
    chosen = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    page.locator("input[type=file]").set_input_files(chosen)
    page.get_by_role("button", name=f"存入 {len(files)} 个文件").click()
    expect(page.get_by_text(f"已存入 {len(files)} 个附件。")).to_be_visible()


def test_a_photo_is_uploaded_seen_small_opened_large_and_hidden_from_everybody_else(handlers_page, visit, sign_in):
    page = handlers_page
    upload(page, ("现场.jpg", samples.photo(size=(900, 600))))

    small = page.get_by_role("img", name="现场.jpg")
    expect(small).to_be_visible()
    page.wait_for_function("image => image.naturalWidth === 320", arg=small.element_handle())
    with page.context.expect_page() as opened:
        small.click()
    large = opened.value
    address = large.url
    assert "/files/" in address
    large.wait_for_function("document.images[0]?.complete && document.images[0].naturalWidth > 0")
    assert large.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]") == [600, 900]

    signed_out = visit()
    for path in ("", "/thumbnail"):
        signed_out.goto(address + path)
        expect(signed_out.get_by_role("button", name="登录", exact=True)).to_be_visible()
    stranger = visit()
    stranger.goto(address)
    sign_in(stranger, STRANGER, PASSWORD)
    for path in ("", "/thumbnail"):
        answer = stranger.goto(address + path)
        assert answer.status == 404
        expect(stranger.get_by_role("heading", name="没有这个页面")).to_be_visible()


def test_a_document_is_saved_under_its_name_taken_away_with_a_reason_and_put_back(handlers_page, server, people):
    page = handlers_page
    upload(page, ("预算.exe.xlsx", samples.xlsx()), ("方案.pdf", samples.PDF))
    with page.expect_download() as saved:
        page.get_by_role("link", name="预算.exe.xlsx").click()
    assert saved.value.suggested_filename == "预算.exe.xlsx"

    page.get_by_role("button", name="移除", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="确认移除").click()
    expect(dialog.get_by_text("请写明移除的原因")).to_be_visible()
    dialog.get_by_label("原因").fill("传错了")
    dialog.get_by_role("button", name="确认移除").click()

    expect(page.get_by_text("已移除“预算.exe.xlsx”。")).to_be_visible()
    expect(page.get_by_role("link", name="预算.exe.xlsx")).to_have_count(0)
    leader = people["leader"]
    left = attachments.attachments(server.engine, kind=SubjectKind.IDEA, number=IDEA, by=leader)
    assert list(left["file_name"]) == ["方案.pdf"]
    page.get_by_text("已移除的附件（1）").click()
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_role("link", name="预算.exe.xlsx")).to_be_visible()


def test_somebody_called_finds_it_on_the_list_and_answers(handlers_page, server, people, visit, sign_in):
    page = handlers_page
    page.get_by_label("写评论").fill("请看预算\n*重要*")
    pick(page.get_by_role("combobox", name="请谁来看"), "测试领导（领导）")
    page.keyboard.press("Escape")  # the list stays open for more names
    page.get_by_role("button", name="发表评论").click()
    expect(page.get_by_text("会出现在他们的待办里")).to_be_visible()
    (asked,) = open_to_dos(server.engine, by=people["leader"]).itertuples()
    assert asked.query == f"idea={IDEA}"

    leaders = visit()
    leaders.goto(PAGE)
    sign_in(leaders, "leader", PASSWORD)
    expect(leaders.get_by_text("请看预算\n*重要*")).to_be_visible()
    leaders.get_by_role("button", name="知道了").click()
    expect(leaders.get_by_text("已从您的待办中去掉。")).to_be_visible()
    assert open_to_dos(server.engine, by=people["leader"]).empty
