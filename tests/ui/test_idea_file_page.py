"""Importing ideas on a page: what is shown before anything is stored, and that only what was shown is stored."""

from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import sign_in
from data_access.engine import connect
from glossary import Role
from tests import factories
from tests.actions import idea_books as books
from tests.actions import idea_factories as made
from tests.actions.idea_factories import TEXT
from tests.factories import PASSWORD
from ui import clock
from ui.session import TOKEN
from ui.tables import EXCEL_TYPE

OTHER = replace(TEXT, title="幸福食堂")


def trial_page() -> None:
    from data_access.idea_bank import IdeaFilter
    from reports.idea_sheet import idea_sheet
    from reports.idea_workbook import idea_workbook
    from reports.rejected_rows import rejected_rows_workbook
    from ui import loaders, outcomes, session
    from ui.ideas import idea_files

    loaders.begin(session.current_person())
    outcomes.show()
    idea_files.exporting(IdeaFilter(), write=idea_workbook, key="trial.out")
    idea_files.sheet("JDZ-2025-0001", write=idea_sheet, key="trial.sheet")
    idea_files.importing(write_left_out=rejected_rows_workbook, key="trial.in")


@pytest.fixture
def city(engine):
    """Two ideas, JDZ-2025-0001 in row 2 and JDZ-2025-0002 in row 3."""
    made.city(engine)
    made.idea(engine)
    made.idea(engine, text=OTHER)
    return engine


@pytest.fixture
def page(city, monkeypatch):
    """The page as a project manager sees it."""
    address = city.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    person = factories.account(city, role=Role.PROJECT_MANAGER)
    running = AppTest.from_function(trial_page, default_timeout=30)
    who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
    running.session_state[TOKEN] = sign_in.sign_in(city, **who, at=clock.now())
    st.cache_data.clear()
    yield running.run()
    connect(address).dispose()


def uploaded(page: AppTest, content: bytes) -> AppTest:
    page.file_uploader[0].set_value((books.FILE, content, EXCEL_TYPE))
    return page.run()


def said(page: AppTest, kind: str) -> list[str]:
    return [element.value for element in page.get(kind)]


def tables(page: AppTest) -> list[list[tuple]]:
    return [list(each.value.itertuples(index=False, name=None)) for each in page.dataframe]


def stores(page: AppTest) -> list[str]:
    return [button.label for button in page.button if button.label.startswith("存入")]


def test_every_changed_cell_is_shown_and_stored_once_confirmed(city, page):
    edits = [(2, "benefit", "一栋楼一部"), (3, "problem", None), (3, "state", "入库")]
    new = {"title": "幸福食堂", "problem": "另一件事", "cost_yuan": 30_000}
    page = uploaded(page, books.edited(books.exported(city), *edits, new=(new,)))
    assert "修改 2 行，新增 1 行，没有变化 0 行，不能存入 0 行。" in said(page, "markdown")
    assert tables(page) == [
        [
            (2, "JDZ-2025-0001", "预期效益", "（空）", "一栋楼一部"),
            (3, "JDZ-2025-0002", "问题", TEXT.problem, "（空）"),
        ],
        [(4, "幸福食堂", "另一件事", "（空）", "3 万元")],
        [(3, "状态", "入库", "征集")],
    ]
    assert said(page, "warning") == ["其中 1 格会被清空。如果不是您的意思，请改好表格再导入。"]
    assert "第 4 行的标题与 JDZ-2025-0002 相同。" in said(page, "info")[0]
    assert stores(page) == ["存入 2 个金点子的 2 处修改 和 1 个新金点子"]

    page.button(key="trial.in.store").click().run()
    assert said(page, "success") == ["已从“金点子\\.xlsx”存入 2 个金点子的 2 处修改 和 1 个新金点子。"]
    assert said(page, "toast") == said(page, "success")  # the button stood far below the title
    assert (stores(page), tables(page)) == ([], [])
    texts = books.texts(city)
    assert (texts["JDZ-2025-0001"]["benefit"], texts["JDZ-2025-0002"]["problem"]) == ("一栋楼一部", "")
    assert [text["cost_yuan"] for text in texts.values() if text["problem"] == "另一件事"] == [30_000]


def test_stale_and_bad_rows_are_listed_and_left_out(city, page):
    content = books.edited(books.exported(city), (2, "problem", "我写的"), (3, "cost_yuan", "十万"))
    made.write(city, "JDZ-2025-0001", replace(TEXT, problem="别人写的"))
    page = uploaded(page, content)
    assert tables(page) == [
        [(2, "JDZ-2025-0001", "问题", TEXT.problem, "我写的", "别人写的", "沈若兰", "2025-06-03 10:00")],
        [(3, "预计费用（元）", "十万", "“预计费用（元）”“十万”不是整数的元，请写成 120000 这样的数字")],
    ]
    assert [each.label for each in page.get("download_button")] == ["下载 Excel", "下载 Word", "下载没有存入的行"]
    assert stores(page) == []


def test_what_went_stale_while_it_was_looked_at_is_not_stored_and_shown_anew(city, page):
    page = uploaded(page, books.edited(books.exported(city), (2, "problem", "我写的"), (3, "benefit", "好")))
    made.write(city, "JDZ-2025-0001", replace(TEXT, problem="别人写的"))
    page.button(key="trial.in.store").click().run()
    assert said(page, "error") == ["有 1 行在您核对之后变了，没有存入任何内容。请看过下面的情况，再核对一次。"]
    texts = books.texts(city)
    assert (texts["JDZ-2025-0001"]["problem"], texts["JDZ-2025-0002"]["benefit"]) == ("别人写的", "")
    assert stores(page) == ["存入 1 个金点子的 1 处修改（另有 1 行不存入）"]

    page.button(key="trial.in.store").click().run()
    assert books.texts(city)["JDZ-2025-0002"]["benefit"] == "好"
    assert books.texts(city)["JDZ-2025-0001"]["problem"] == "别人写的"


def test_a_file_without_edits_and_a_file_of_something_else(city, page):
    page = uploaded(page, books.exported(city))
    assert said(page, "info") == ["这个文件里没有改动，不需要存入。"]
    page = uploaded(page, b"nothing")
    assert said(page, "error") == [
        "这个文件打不开，内容不是完整的表格，没有存入任何内容。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再导入。"
    ]
    assert not page.exception
