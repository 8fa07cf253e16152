"""/print/gallery: the printable gallery for who reads ideas, people's words never as HTML, nothing for anybody else."""

import re
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from actions import attachments, sign_in
from glossary import IdeaState, Role, SubjectKind
from permissions import Person
from tests import attachment_files as samples
from tests import factories, idea_rows
from tests.factories import NOW, PASSWORD
from tests.idea_rows import Idea, moves
from web.gallery import gallery_route
from web.requests import SESSION_COOKIE
from web.require_session import RequireSession
from web.shell import Shell
from working_time import utc_now as now

ADDRESS = "/print/gallery"
BANKED = moves((IdeaState.BANKED, datetime(2025, 4, 2, 2, 0)))
EVIL = "<script>alert(1)</script>\"'&"


def addresses_of(_person: Person) -> list[str]:
    return ["/to_do"]


@pytest.fixture
def client(engine):
    """A browser in front of the door."""
    idea_rows.city(engine)
    middleware = [Middleware(RequireSession, engine_of=lambda: engine), Middleware(Shell, addresses_of=addresses_of)]
    app = Starlette(routes=[gallery_route(lambda: engine)], middleware=middleware)
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def get(engine, client):
    """get(role, query) is the page as somebody of this role gets it."""

    def got(role: Role = Role.LEADER, query: str = ""):
        person = factories.account(engine, role=role, username=f"{role.value}{len(query)}")
        chosen = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        client.cookies.set(SESSION_COOKIE, sign_in.sign_in(engine, **chosen, at=now()))
        return client.get(ADDRESS + query)

    return got


def test_the_page_names_what_is_shown_its_dates_and_every_idea(engine, get):
    factories.demonstration(engine)
    idea_rows.store(engine, Idea(BANKED, title="加装电梯"), Idea(BANKED, title="夜间公交"), Idea(title="还在征集"))
    html = get().text
    assert "<h1>枣阳市金点子展示</h1>" in html
    assert "全部采纳的金点子，共 2 个：入库 2。" in html
    assert re.search(r"统计时点 \d{4}-\d\d-\d\d，打印日期 \d{4}-\d\d-\d\d", html)
    assert [title in html for title in ("加装电梯", "夜间公交", "还在征集")] == [True, True, False]
    assert html.count("演示数据") == 2  # above, and at the foot of every page


def test_real_data_are_not_marked_as_made_up(engine, get):
    idea_rows.store(engine, Idea(BANKED))
    assert "演示数据" not in get().text


def test_an_empty_gallery_says_so(get):
    answer = get()
    assert (answer.status_code, "所选范围内还没有采纳的金点子。" in answer.text) == (200, True)


def test_what_people_wrote_is_never_html(engine, get):
    words = {"title": EVIL, "problem": EVIL, "proposal": EVIL, "effect": EVIL, "policies": (EVIL,)}
    idea_rows.store(engine, Idea(BANKED, **words, projects=((EVIL, "implementing"),)))
    answer = get(query="?category=<script>alert(1)</script>&township=%22onload%3D")
    assert "<script>alert" not in answer.text
    assert answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;") == 6
    assert len(re.findall("<script", answer.text)) == 1


def test_only_our_own_script_may_run_and_nothing_is_kept(get):
    answer, again = get(), get(query="?x=1")
    policies = [each.headers["content-security-policy"] for each in (answer, again)]
    nonces = [re.search(r'<script nonce="([^"]+)">', each.text)[1] for each in (answer, again)]
    assert [f"script-src 'nonce-{nonce}'" in policy for nonce, policy in zip(nonces, policies, strict=True)] == [
        True
    ] * 2
    assert nonces[0] != nonces[1]
    assert policies[0].startswith("default-src 'none'; ")
    assert answer.headers["cache-control"] == "no-store"


def test_filters_are_those_of_the_page_and_lead_back_to_it(engine, get):
    idea_rows.store(engine, Idea(BANKED, title="加装电梯"), Idea(BANKED, title="公交", category_code="traffic"))
    html = get(query="?category=traffic,none&township=nancheng").text
    assert "一级分类：交通　镇办区：南城街道，共 1 个：入库 1。" in html
    assert "公交" in html
    assert "加装电梯" not in html
    assert '<a href="/gallery?category=traffic&amp;township=nancheng">' in html


def test_a_photo_is_shown_at_its_own_address(engine, get, tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    idea_rows.store(engine, Idea(BANKED))
    manager = factories.person(Role.PROJECT_MANAGER, account_id=0)
    chosen = {"kind": SubjectKind.IDEA, "number": "JDZ-2025-0001", "by": manager, "at": NOW}
    added = attachments.attach(engine, **chosen, file_name="a.jpg", content=samples.photo())
    assert f'<img src="/files/{added.token}/thumbnail" alt="">' in get().text


@pytest.mark.parametrize("role", list(Role))
def test_it_is_for_those_who_read_ideas_and_for_nobody_else_there_is_nothing(engine, get, role):
    idea_rows.store(engine, Idea(BANKED))
    answer = get(role)
    if role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR):
        assert (answer.status_code, "老旧小区加装电梯" in answer.text) == (200, True)
    else:
        assert (answer.status_code, "没有这个页面" in answer.text, "电梯" in answer.text) == (404, True, False)


def test_a_stranger_is_sent_to_sign_in(client):
    answer = client.get(f"{ADDRESS}?category=traffic")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=/print/gallery%3Fcategory%3Dtraffic")
    assert client.post(ADDRESS).status_code in (303, 401, 405)
