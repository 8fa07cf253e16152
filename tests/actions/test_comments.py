"""Comments: who writes and reads them, whom they may call, and how a call leaves the to-do list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions import comments as actions
from actions.comments import CommentRefused
from data_access import schema
from data_access.engine import reading, writing
from data_access.ideas import NoSuchIdea
from data_access.projects import NoSuchProject
from data_access.statements import counted_statements
from data_access.to_do import open_to_dos
from glossary import Role, SubjectKind
from permissions import NotPermitted
from tests import factories, subject_factories
from tests.factories import NOW
from tests.subject_factories import IDEA, NUMBERS, STRANGER

EVERYBODY = [*(str(role.value) for role in Role), STRANGER]
READERS = {"leader", "officer", "handler", "project_manager", "coordinator"}
KINDS = [SubjectKind.IDEA, SubjectKind.PROJECT]


@pytest.fixture
def people(engine):
    return subject_factories.everyone(engine)


def write(engine, by, content="请看一下", calling=(), kind=SubjectKind.IDEA, at=NOW, number=None):
    mentions = tuple(person.account_id for person in calling)
    chosen = {"kind": kind, "number": number or NUMBERS[kind], "content": content, "mentions": mentions}
    return actions.comment(engine, **chosen, by=by, at=at)


def thread(engine, by, kind=SubjectKind.IDEA):
    return actions.comments(engine, kind=kind, number=NUMBERS[kind], by=by)


def is_done(action, *arguments, **more):
    try:
        action(*arguments, **more)
    except (NotPermitted, NoSuchIdea, NoSuchProject, CommentRefused):
        return False
    return True


def waiting(engine, person):
    return list(open_to_dos(engine, by=person)["subject"])


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_read_may_comment_and_be_called_and_nobody_else(engine, people, kind):
    manager = people["project_manager"]
    for who in EVERYBODY:
        person, expected = people[who], who in READERS
        assert is_done(write, engine, person, kind=kind) == expected, who
        assert is_done(thread, engine, person, kind=kind) == expected, who
        chosen = {"kind": kind, "number": NUMBERS[kind]}
        assert is_done(actions.mentionable, engine, **chosen, by=person) == expected, who
        if person != manager:
            assert is_done(write, engine, manager, calling=(person,), kind=kind) == expected, who
            assert (waiting(engine, person) != []) == expected, who
    found = actions.mentionable(engine, kind=kind, number=NUMBERS[kind], by=manager)
    assert set(found["account_id"]) == {people[who].account_id for who in READERS} - {manager.account_id}


def test_whom_one_can_call_comes_with_role_and_department_and_without_closed_accounts(engine, people):
    factories.account(engine, role=Role.HANDLER, username="gone", department_code="housing", active=False)
    found = actions.mentionable(engine, kind=SubjectKind.IDEA, number=IDEA, by=people["leader"])
    assert set(found.itertuples(index=False, name=None)) == {
        (people["officer"].account_id, "测试分办员", "分办员", ""),
        (people["handler"].account_id, "测试承办单位经办人", "承办单位经办人", "住建局"),
        (people["project_manager"].account_id, "测试项目经理", "项目经理", ""),
        (people["coordinator"].account_id, "测试评估专员", "评估专员", ""),
    }


def test_calling_oneself_or_somebody_unknown_is_refused_and_nothing_is_stored(engine, people):
    manager = people["project_manager"]
    for called in (manager, factories.person(account_id=12345)):
        with pytest.raises(CommentRefused, match="没有存入"):
            write(engine, manager, calling=(people["leader"], called))
    assert thread(engine, manager).empty
    assert waiting(engine, people["leader"]) == []


def test_a_call_is_a_to_do_that_leads_to_the_idea_or_the_project(engine, people):
    manager, leader = people["project_manager"], people["leader"]
    first = write(engine, manager, calling=(leader, people["handler"]))
    second = write(engine, manager, calling=(leader,), kind=SubjectKind.PROJECT)

    asked = open_to_dos(engine, by=leader)

    assert list(asked["what"]) == [
        "测试项目经理请您看金点子 JDZ-2025-0001 的评论：加装电梯",
        "测试项目经理请您看项目 XM-2025-0001 的评论：电梯",
    ]
    assert list(asked["page"]) == ["pages/ideas/idea.py", "pages/ideas/project.py"]
    assert list(asked["query"]) == ["idea=JDZ-2025-0001", "project=XM-2025-0001"]
    me = leader.account_id
    assert list(asked["subject"]) == [f"comment:{first}:account:{me}", f"comment:{second}:account:{me}"]
    assert waiting(engine, people["handler"]) == [f"comment:{first}:account:{people['handler'].account_id}"]


def test_a_long_title_does_not_keep_anybody_from_being_called(engine, people):
    subject_factories.idea(engine, "JDZ-2025-0002", title="长" * 200)
    write(engine, people["officer"], calling=(people["leader"],), number="JDZ-2025-0002")
    (what,) = open_to_dos(engine, by=people["leader"])["what"]
    assert len(what) == 200
    assert what.endswith("长…")


def test_knowing_about_it_finishes_ones_own_to_do_and_nobody_elses(engine, people):
    leader, handler = people["leader"], people["handler"]
    called = write(engine, people["project_manager"], calling=(leader, handler))
    assert list(thread(engine, leader)["waits_for_me"]) == [True]
    assert list(thread(engine, people["officer"])["waits_for_me"]) == [False]

    actions.acknowledge(engine, comment_id=called, by=leader, at=NOW)
    actions.acknowledge(engine, comment_id=called, by=leader, at=NOW)

    assert waiting(engine, leader) == []
    assert list(thread(engine, leader)["waits_for_me"]) == [False]
    assert len(waiting(engine, handler)) == 1


def test_only_who_is_called_can_say_so(engine, people):
    called = write(engine, people["project_manager"], calling=(people["leader"],))
    for who in EVERYBODY:
        done = is_done(actions.acknowledge, engine, comment_id=called, by=people[who], at=NOW)
        assert done == (who == "leader"), who
    assert not is_done(actions.acknowledge, engine, comment_id=called + 1, by=people["leader"], at=NOW)


def test_who_lost_the_right_to_read_can_still_clear_the_list(engine, people):
    called = write(engine, people["project_manager"], calling=(people["handler"],))
    with writing(engine) as connection:
        connection.execute(schema.idea_department.delete())
    actions.acknowledge(engine, comment_id=called, by=people["handler"], at=NOW)
    assert waiting(engine, people["handler"]) == []


def test_answering_in_the_same_thread_finishes_what_waits_there_and_nowhere_else(engine, people):
    manager, leader = people["project_manager"], people["leader"]
    write(engine, manager, calling=(leader,))
    write(engine, manager, calling=(leader, people["handler"]))
    other = write(engine, manager, calling=(leader,), kind=SubjectKind.PROJECT)

    write(engine, leader, "同意")

    assert waiting(engine, leader) == [f"comment:{other}:account:{leader.account_id}"]
    assert len(waiting(engine, people["handler"])) == 1


def test_a_comment_is_taken_back_by_its_author_alone(engine, people):
    written = write(engine, people["handler"], "写错了", calling=(people["leader"],))
    for who in EVERYBODY:
        if who != "handler":
            assert not is_done(actions.withdraw, engine, comment_id=written, by=people[who], at=NOW), who
    assert list(thread(engine, people["handler"])["is_own"]) == [True]
    assert list(thread(engine, people["leader"])["is_own"]) == [False]

    actions.withdraw(engine, comment_id=written, by=people["handler"], at=NOW)

    (shown,) = thread(engine, people["leader"]).itertuples()
    assert (shown.content, shown.mentions, shown.is_withdrawn) == ("", (), True)
    assert waiting(engine, people["leader"]) == []
    assert not is_done(actions.withdraw, engine, comment_id=written, by=people["handler"], at=NOW)
    with reading(engine) as connection:
        assert connection.execute(select(schema.comment.c.content)).scalar() == "写错了"


def test_the_thread_reads_from_the_oldest_on_with_the_text_as_typed(engine, people):
    leader = people["leader"]
    write(engine, leader, " 第一行\r\n\r\n  *第二行* <b>\x00\r ", calling=(people["officer"],))
    write(engine, people["handler"], "后来", at=NOW + timedelta(minutes=1))

    seen = thread(engine, leader)

    assert list(seen["content"]) == ["第一行\n\n  *第二行* <b>", "后来"]
    assert list(seen["mentions"]) == [("测试分办员",), ()]
    assert list(seen["by_name"]) == ["测试领导", "测试承办单位经办人"]
    assert list(seen["at"]) == [NOW, NOW + timedelta(minutes=1)]


def test_an_empty_thread_gives_the_same_columns(engine, people):
    empty = thread(engine, people["leader"])
    assert empty.empty
    write(engine, people["leader"])
    assert list(empty.columns) == list(thread(engine, people["leader"]).columns)


@pytest.mark.parametrize(
    ("content", "is_stored"), [("", False), (" \x00\n", False), ("字" * 2000, True), ("字" * 2001, False)]
)
def test_a_comment_has_one_to_two_thousand_characters(engine, people, content, is_stored):
    assert is_done(write, engine, people["leader"], content) == is_stored
    assert len(thread(engine, people["leader"])) == is_stored


def test_somebody_called_twice_in_one_comment_has_one_to_do(engine, people):
    write(engine, people["leader"], calling=(people["officer"], people["officer"]))
    assert len(waiting(engine, people["officer"])) == 1
    assert list(thread(engine, people["leader"])["mentions"]) == [("测试分办员",)]


def test_a_merged_idea_brings_its_comments_to_the_one_that_stands_for_it(engine, people):
    other = subject_factories.idea(engine, "JDZ-2025-0002")
    write(engine, people["officer"], "在被并入的一方", calling=(people["leader"],), number="JDZ-2025-0002")
    subject_factories.merge(engine, other, into=1)

    assert list(thread(engine, people["handler"])["content"]) == ["在被并入的一方"]
    write(engine, people["leader"], "看过了")
    assert waiting(engine, people["leader"]) == []


@pytest.mark.parametrize("written", [1, 30])
def test_reading_takes_as_many_statements_for_one_comment_as_for_many(engine, people, written):
    for n in range(written):
        write(engine, people["officer"], f"第 {n} 条", calling=(people["leader"],))
    with counted_statements(engine) as statements:
        thread(engine, people["leader"])
    assert len(statements) == 4
