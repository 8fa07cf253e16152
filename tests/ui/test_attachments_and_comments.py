"""What a page shows of attachments and comments, and what comes of uploading and writing there."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import attachments, comments, sign_in
from data_access.engine import connect
from data_access.statements import counted_statements
from data_access.to_do import open_to_dos
from glossary import SubjectKind
from tests import attachment_files as samples
from tests import subject_factories
from tests.factories import NOW, PASSWORD
from tests.subject_factories import IDEA
from ui import clock
from ui.session import TOKEN

KIND = SubjectKind.IDEA


def trial_page(may_add: bool) -> None:
    from glossary import SubjectKind
    from ui import attachments, comments, loaders, outcomes, session

    loaders.begin(session.current_person())
    outcomes.show()
    attachments.show(SubjectKind.IDEA, "JDZ-2025-0001", may_add=may_add, key="trial.files")
    attachments.show(SubjectKind.IDEA, "JDZ-2025-0001", "opinion:1", may_add=False, key="trial.opinion")
    comments.show(SubjectKind.IDEA, "JDZ-2025-0001", key="trial.comments")


@pytest.fixture
def people(engine, tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    return subject_factories.everyone(engine)


@pytest.fixture
def open_page(engine, people, monkeypatch):
    """open_page(username) is the page as this person sees it; its reads are made anew."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)

    def run(username: str, may_add: bool = False) -> AppTest:
        page = AppTest.from_function(trial_page, args=(may_add,), default_timeout=30)
        who = {"username": username, "password": PASSWORD, "address": "a", "browser": "b"}
        page.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        st.cache_data.clear()
        return page.run()

    yield run
    connect(address).dispose()


def attach(engine, by, file_name, content, part=""):
    where = {"kind": KIND, "number": IDEA, "part": part}
    return attachments.attach(engine, **where, file_name=file_name, content=content, by=by, at=NOW)


def write(engine, by, content, calling=()):
    called = tuple(person.account_id for person in calling)
    return comments.comment(engine, kind=KIND, number=IDEA, content=content, mentions=called, by=by, at=NOW)


def shown(page, *kinds) -> list[str]:
    return [element.value for kind in kinds for element in page.get(kind)]


def labels(page) -> list[str]:
    return [button.label for button in page.button]


def test_an_idea_with_nothing_says_so_and_where_to_begin(open_page):
    page = open_page("leader")
    assert shown(page, "caption")[:3] == ["还没有附件。", "还没有附件。", "还没有评论。"]
    assert labels(page) == ["发表评论"]
    assert "还没有附件。请在下面选择文件上传。" in shown(open_page("project_manager", may_add=True), "caption")


def test_files_stand_where_they_belong_and_offer_what_one_may_do(engine, people, open_page):
    attach(engine, people["handler"], "预算*.xlsx", samples.xlsx())
    attach(engine, people["project_manager"], "意见.pdf", samples.PDF, part="opinion:1")

    for who, removals in [("leader", 0), ("handler", 1), ("project_manager", 2)]:
        page = open_page(who)
        assert not page.exception
        assert shown(page, "markdown")[:2] == ["预算\\_\\.xlsx", "意见\\.pdf"]
        assert labels(page).count("移除") == removals
    assert "Excel　5 KB　测试承办单位经办人　2025-11-28 10:00" in shown(page, "caption")
    # Without the door nothing can be opened; the page says what would be needed.
    assert any("python server.py" in caption for caption in shown(page, "caption"))


def test_what_can_be_kept_is_kept_and_of_the_rest_is_said_why_not(engine, people, open_page):
    page = open_page("handler", may_add=True)
    page.file_uploader[0].set_value([("现场.jpg", samples.photo(), "image/jpeg"), ("程序.pdf", b"MZ\x00", "x")]).run()
    page.button(key="trial.files.store").click().run()

    assert shown(page, "success") == ["已存入 1 个附件。有 1 个没有存入。"]
    assert [error.split("：")[0] for error in shown(page, "error")] == ["程序\\.pdf"]
    assert list(attachments.attachments(engine, kind=KIND, number=IDEA, by=people["leader"])["file_name"]) == [
        "现场.jpg"
    ]
    assert "存入" not in "".join(labels(page))  # the box is empty again

    page.file_uploader[0].set_value([("再来.jpg", samples.photo(), "image/jpeg")]).run()
    assert shown(page, "error") == []
    page.button(key="trial.files.store").click().run()
    assert "已经在这里了（现场.jpg）" in shown(page, "error")[0]
    assert "存入 1 个文件" in labels(page)


def test_a_removed_file_can_be_put_back_by_whoever_removed_it(engine, people, open_page):
    added = attach(engine, people["handler"], "方案.pdf", samples.PDF)
    attachments.remove(engine, attachment_id=added.id, reason="*传错了*", by=people["handler"], at=NOW)
    assert "恢复" not in labels(open_page("leader"))

    page = open_page("handler")
    assert "测试承办单位经办人 2025-11-28 10:00 移除，原因：\\*传错了\\*" in shown(page, "caption")
    page.button(key=f"trial.files.restore.{added.id}").click().run()

    assert shown(page, "success") == ["已恢复“方案\\.pdf”。"]
    assert "方案\\.pdf" in shown(open_page("leader"), "markdown")


def test_comments_show_the_words_as_typed_with_numbers_of_phones_covered(engine, people, open_page):
    write(engine, people["leader"], "第一行\n  *第二行* <b> $x$ 13812345678", calling=(people["officer"],))
    withdrawn = write(engine, people["handler"], "写错了")
    comments.withdraw(engine, comment_id=withdrawn, by=people["handler"], at=NOW)

    page = open_page("coordinator")

    assert shown(page, "text") == ["第一行\n  *第二行* <b> $x$ 138****5678"]
    assert "请 测试分办员 看" in shown(page, "caption")
    assert "作者已撤回这条评论。" in shown(page, "caption")
    assert labels(page) == ["发表评论"]


def test_writing_calls_people_and_empties_the_box_and_a_refusal_does_not(engine, people, open_page):
    page = open_page("project_manager")
    called = page.multiselect[0]
    assert called.options == [
        "测试分办员（分办员）",
        "测试承办单位经办人（住建局）",
        "测试评估专员（评估专员）",
        "测试领导（领导）",
    ]
    called.select(people["leader"].account_id).run()
    page.button(key="trial.comments.send").click().run()
    assert shown(page, "error") == ["评论是空的，没有存入。请先写内容。"]
    assert page.multiselect[0].value == [people["leader"].account_id]

    page.text_area[0].input("请看预算").run()
    page.button(key="trial.comments.send").click().run()

    assert shown(page, "success") == ["评论已发表。已请 1 人看，会出现在他们的待办里。"]
    assert (page.text_area[0].value, page.multiselect[0].value) == ("", [])
    assert shown(page, "text") == ["请看预算"]
    assert len(open_to_dos(engine, by=people["leader"])) == 1


def test_who_is_called_says_so_with_one_button_and_keeps_what_was_being_written(engine, people, open_page):
    asked = write(engine, people["officer"], "请看", calling=(people["leader"],))
    page = open_page("leader")
    page.text_area[0].input("还没写完").run()

    page.button(key=f"trial.comments.known.{asked}").click().run()

    assert shown(page, "success") == ["已从您的待办中去掉。"]
    assert page.text_area[0].value == "还没写完"
    assert "知道了" not in labels(page)
    assert open_to_dos(engine, by=people["leader"]).empty


def test_a_long_thread_begins_with_its_latest_thirty(engine, people, open_page):
    for n in range(32):
        write(engine, people["officer"], f"第 {n} 条")
    page = open_page("leader")
    assert shown(page, "text")[0] == "第 2 条"
    assert page.toggle[0].label == "显示更早的 2 条"
    page.toggle[0].set_value(True).run()
    assert shown(page, "text")[0] == "第 0 条"


def test_the_page_takes_as_many_statements_for_much_as_for_little(engine, people, open_page):
    def fill(start: int, end: int) -> None:
        for n in range(start, end):
            attach(engine, people["handler"], f"{n}.txt", f"text {n}".encode(), part="opinion:1" if n % 2 else "")
            write(engine, people["officer"], f"第 {n} 条", calling=(people["leader"], people["handler"]))

    def statements_of(page) -> int:
        st.cache_data.clear()
        with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as statements:
            page.run()
        return len(statements)

    page = open_page("project_manager", may_add=True)
    fill(0, 2)
    few = statements_of(page)
    fill(2, 24)
    assert statements_of(page) == few <= 20
