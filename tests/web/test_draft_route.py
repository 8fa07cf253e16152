"""POST /drafts: only for who is signed in, from our own pages, for the account the page was opened by."""

import json
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from actions import drafts
from actions import sign_in as actions
from actions.draft_rules import LARGEST
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from ui import clock
from web.drafts import LARGEST_BODY, draft_route
from web.requests import SESSION_COOKIE
from web.require_session import RequireSession
from working_time import utc_now as now

SUBJECT, TAB = "idea-12-text", "0a1b2c-0"


@pytest.fixture
def client(engine):
    """A browser in front of the door and the one route."""
    app = Starlette(
        routes=[draft_route(lambda: engine)], middleware=[Middleware(RequireSession, engine_of=lambda: engine)]
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def manager(client, engine):
    """Signed in in this browser."""
    person = factories.account(engine, role=Role.PROJECT_MANAGER).person()
    client.cookies.set(SESSION_COOKIE, session_of(engine, person))
    return person


def session_of(engine, person):
    chosen = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
    return actions.sign_in(engine, **chosen, at=now())


def draft(person, **changed) -> dict:
    fields = {"problem": "没有电梯"}
    return {
        "account": person.account_id, "subject": SUBJECT, "tab": TAB, "based_on": 3, "source": None, "fields": fields,
    } | changed  # fmt: skip


def kept(engine, person):
    return {each.tab: each.fields for each in drafts.kept_drafts(engine, subject=SUBJECT, by=person)}


def test_what_is_typed_is_stored_and_the_time_of_it_answered(client, engine, manager):
    answer = client.post("/drafts", json=draft(manager))

    (stored,) = drafts.open_drafts(engine, subject=SUBJECT, by=manager)
    assert (stored.tab, stored.fields, stored.based_on) == (TAB, {"problem": "没有电梯"}, 3)
    assert answer.status_code == 200
    assert answer.json() == {"saved": f"{clock.shanghai(stored.saved_at):%H:%M:%S}", "other": None}


def test_another_tab_is_told_when_a_different_draft_was_saved(client, engine, manager):
    at = now()
    drafts.save(engine, subject=SUBJECT, tab="older-0", fields={"problem": "电梯太旧"}, by=manager, at=at)
    assert client.post("/drafts", json=draft(manager)).json()["other"] == f"{clock.shanghai(at):%H:%M}"

    long_ago = at - timedelta(days=40)
    drafts.discard(engine, subject=SUBJECT, tab="older-0", by=manager, at=at)
    drafts.save(engine, subject=SUBJECT, tab="oldest-0", fields={"problem": "x"}, by=manager, at=long_ago)
    assert client.post("/drafts", json=draft(manager)).json()["other"] == f"{clock.shanghai(long_ago):%m-%d %H:%M}"


def test_a_page_goes_on_from_the_draft_it_shows(client, engine, manager):
    first = drafts.save(engine, subject=SUBJECT, tab="first0-0", fields={"proposal": "加装"}, by=manager, at=now())
    source = drafts.Source("first0-0", first.saved_at).token

    assert client.post("/drafts", json=draft(manager, source=source)).json()["other"] is None
    newest = drafts.open_drafts(engine, subject=SUBJECT, by=manager)
    assert [(each.tab, each.fields) for each in newest] == [(TAB, {"proposal": "加装", "problem": "没有电梯"})]


@pytest.mark.parametrize("token", [None, "made-up"])
def test_who_is_not_signed_in_is_told_so_in_a_way_a_script_understands(client, engine, token):
    person = factories.account(engine, role=Role.PROJECT_MANAGER).person()
    if token:
        client.cookies.set(SESSION_COOKIE, token)

    assert client.post("/drafts", json=draft(person)).status_code == 401
    assert kept(engine, person) == {}


def test_after_signing_out_nothing_is_taken_any_more(client, engine, manager):
    actions.sign_out(engine, token=client.cookies[SESSION_COOKIE], at=now())

    assert client.post("/drafts", json=draft(manager)).status_code == 401
    assert kept(engine, manager) == {}


def test_a_page_of_one_account_never_writes_into_another(client, engine, manager):
    expert = factories.account(engine, role=Role.EXPERT).person()
    client.cookies.set(SESSION_COOKIE, session_of(engine, expert))

    answer = client.post("/drafts", json=draft(manager))

    assert answer.status_code == 409
    assert "现在登录的是另一个账户" in answer.json()["refused"]
    assert (kept(engine, manager), kept(engine, expert)) == ({}, {})


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
    ],
)
def test_other_sites_and_forms_store_nothing(client, engine, manager, headers):
    content = json.dumps(draft(manager))
    answer = client.post("/drafts", content=content, headers={"content-type": "application/json", **headers})

    assert answer.status_code == 400
    assert "不是从本系统的页面发出的" in answer.json()["refused"]
    assert kept(engine, manager) == {}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[1]", b'"text"', b"null"])
def test_what_is_no_json_object_is_refused_in_a_sentence(client, engine, manager, content):
    answer = client.post("/drafts", content=content, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["refused"].endswith("请刷新页面后再试。")


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": None},
        {"tab": 7},
        {"fields": None},
        {"fields": {"problem": {"a": 1}}},
        {"source": "no stamp"},
        {"source": f"{TAB}-99999999999999999999"},
        {"source": f"{TAB}-²"},
        {"source": ["x"]},
    ],
)
def test_what_our_script_never_sends_is_refused(client, engine, manager, changed):
    assert client.post("/drafts", json=draft(manager, **changed)).status_code == 400
    assert kept(engine, manager) == {}


@pytest.mark.parametrize("based_on", ["3", -1, 2**40, 1.5, [3]])
def test_a_version_that_is_none_is_none(client, engine, manager, based_on):
    assert client.post("/drafts", json=draft(manager, based_on=based_on)).status_code == 200
    assert [each.based_on for each in drafts.open_drafts(engine, subject=SUBJECT, by=manager)] == [None]


@pytest.mark.parametrize("length", [LARGEST + 1, LARGEST_BODY + 1])
def test_what_is_too_long_is_refused_in_a_sentence(client, engine, manager, length):
    answer = client.post("/drafts", json=draft(manager, fields={"problem": "x" * length}))

    assert answer.status_code == 413
    assert "请先提交" in answer.json()["refused"]
    assert kept(engine, manager) == {}


def test_a_body_that_does_not_say_how_long_it_is_is_not_read(client, engine, manager):
    answer = client.post("/drafts", content=iter([b"{}"]), headers={"content-type": "application/json"})
    assert answer.status_code == 413


def test_it_can_only_be_written_to(client, manager):
    assert client.get("/drafts").status_code == 405
