"""The idea bank on both databases: empty, full, per role, and with a fixed number of SQL statements."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import drafts, sign_in
from benchmarks import many_ideas, synthetic
from data_access import schema
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import Role
from tests import factories
from tests.actions import idea_factories as made
from tests.factories import PASSWORD
from ui import clock
from ui.ideas import idea_board
from ui.session import TOKEN
from ui.text import escaped

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["text", "sources", "partners", "answers", "conversion", "talk", "history"]
FIRST = "JDZ-2025-00001"


@pytest.fixture
def open_page(engine, monkeypatch):
    """open_page(name, role, **query) runs a page of the bank as somebody of this role; everything is read anew."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    with writing(engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))
    opened = []

    def run(name: str, role: Role = Role.PROJECT_MANAGER, **query: str) -> AppTest:
        opened.append(name)
        person = factories.account(engine, role=role, username=f"{role.value}_{len(opened)}")
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        running.run()
        st.cache_data.clear()
        # The address of a page is set from inside a run; a control that keeps its choice there finds it in its own key.
        running.switch_page(f"pages/ideas/{name}.py")
        for parameter, value in query.items():
            running.query_params[parameter] = value
        return running.run()

    yield run
    connect(address).dispose()


def said(running: AppTest) -> str:
    kinds = ("title", "info", "warning", "caption", "markdown", "text")
    return "\n".join(str(element.value) for kind in kinds for element in running.get(kind))


def statements_of(engine, run) -> int:
    """Statements of the last run: each begins by asking who is signed in."""
    with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as statements:
        assert not run().exception
    starts = [place for place, sql in enumerate(statements) if sql.startswith("SELECT sign_in_session")]
    return len(statements) - starts[-1]


def test_an_empty_bank_says_how_ideas_come_into_it(engine, open_page):
    made.city(engine)
    assert "还没有金点子" in said(open_page("bank"))
    assert "请从金点子库打开一个金点子" in said(open_page("idea"))


def test_topics_without_anything_alike_say_what_to_do(engine, open_page):
    made.city(engine, suggestions=0)
    assert "没有三件以上相近的建议" in said(open_page("topics"))


def test_suggestions_alike_are_proposed_as_one_topic(engine, open_page):
    made.city(engine, suggestions=4)
    with writing(engine) as connection:
        connection.execute(
            schema.installation.update().where(schema.installation.c.key == "as_of").values(value="2025-06-30")
        )
    shown = open_page("topics")
    assert "共 1 组" in said(shown)
    assert "用这 4 件建金点子" in [button.label for button in shown.button]


@pytest.mark.parametrize("view", ["board", "table"])
def test_the_bank_sends_the_same_few_statements_however_many_ideas(engine, open_page, view):
    synthetic.fill(engine, 40)
    counts = []
    for first, more in ((1, 8), (100, 60)):
        many_ideas.fill(engine, more, versions=3, partners=10, first=first)
        counts.append(statements_of(engine, lambda: open_page("bank", view=view)))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_an_idea_opens_with_a_fixed_number_of_statements(engine, open_page, part):
    synthetic.fill(engine, 40)
    many_ideas.fill(engine, 1, versions=2, partners=2)
    few = statements_of(engine, lambda: open_page("idea", idea=FIRST, part=part))
    many_ideas.fill(engine, 30, versions=40, partners=200, first=9)
    many = statements_of(engine, lambda: open_page("idea", idea="JDZ-2025-00009", part=part))
    assert few == many <= 16


def test_a_form_that_is_closed_says_that_a_draft_waits_in_it(engine, open_page):
    made.city(engine)
    number = made.idea(engine)
    running = open_page("idea", idea=number, part="text")
    assert "还没有提交" not in said(running)
    with engine.connect() as connection:
        account = connection.execute(schema.account.select().where(schema.account.c.role == "project_manager")).one()
    manager = factories.person(Role.PROJECT_MANAGER, account_id=account.id)
    written = {"tab": "elsewhere", "based_on": 1, "by": manager, "at": datetime(2025, 6, 30, 2, 0)}
    subject = f"idea-{made.row(engine, number).id}-text"
    drafts.save(engine, subject=subject, fields={"problem": "写到一半"}, **written)
    drafts.save(engine, subject="idea-new", fields={"title": "另一个"}, **written)
    assert r"您6月30日 10\:00 写的草稿还没有提交，点“修改内容”接着写。" in said(running.run())
    next(button for button in running.button if button.key == "idea_text.edit").click().run()
    assert "还没有提交" not in said(running)
    assert running.text_area[0].value == "写到一半"
    running.switch_page("pages/ideas/bank.py").run()
    assert "点“新建金点子”接着写。" in said(running)


def test_the_board_shows_those_waiting_longest_and_says_how_many_more(engine, open_page):
    synthetic.fill(engine, 40)
    many_ideas.fill(engine, 8 * 12, versions=1, partners=1)
    running = open_page("bank")
    cards = [button for button in running.button if str(button.key).startswith("idea_board.open.")]
    assert len(cards) == 8 * idea_board.PER_STATE
    assert said(running).count("另有 4 个，见表格。") == 8


def test_an_unknown_number_says_so_and_offers_the_others(engine, open_page):
    made.city(engine)
    made.idea(engine)
    # What stands in an address is shown as it was typed, not read as Markdown.
    assert "没有编号为 \\*\\*JDZ\\*\\* 的金点子" in said(open_page("idea", idea="**JDZ**"))


def test_a_handler_sees_only_the_own_departments_ideas(engine, open_page):
    made.city(engine)
    mine, other = made.idea(engine), made.idea(engine, sources=("2025-000002",))
    made.lead(engine, mine)

    def as_handler(**query):
        return open_page("bank" if not query else "idea", Role.HANDLER, **query)

    with writing(engine) as connection:
        connection.execute(schema.department.update().values(active=True))
    running = as_handler(idea=other)
    assert f"没有编号为 {escaped(other)} 的金点子" in said(running)


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.EXPERT, Role.ASSESSOR, Role.ADMINISTRATOR])
def test_who_may_not_read_ideas_has_no_such_page(engine, open_page, role):
    made.city(engine)
    with pytest.raises(Exception, match="Could not find a navigation page"):
        open_page("bank", role)


def test_two_texts_saved_at_once_stand_side_by_side_until_somebody_chose(engine, open_page):
    made.city(engine)
    number = made.idea(engine)
    made.write(engine, number, replace(made.TEXT, problem="先存的"), based_on=1)
    made.write(engine, number, replace(made.TEXT, problem="后存的"), based_on=1)
    running = open_page("idea", idea=number)
    assert {"先存的", "后存的"} <= {text.value for text in running.text}
    [save] = [button for button in running.button if button.label == "按所选保存"]
    save.click().run()
    assert not running.exception
    assert made.row(engine, number).text_sequence == 4
    assert "按所选保存" not in [button.label for button in running.button]
