"""Streamlit's page is given out at a person's own addresses only, in Chinese, and never to a stranger."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from actions import sign_in as actions
from data_access.accounts import account_by_username
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from ui import navigation
from web.requests import SESSION_COOKIE
from web.require_session import RequireSession
from web.shell import Shell
from web.sign_in import sign_in_routes
from working_time import utc_now as now


@pytest.fixture
def client(engine):
    """A browser in front of the door, the shell and what Streamlit does: its own page for every path, compressed."""
    streamlit = pytest.importorskip("streamlit.file_util")

    async def page(_request):
        return FileResponse(f"{streamlit.get_static_dir()}/index.html")

    async def media(_request):
        return PlainTextResponse("a;b", media_type="text/csv")

    async def peoples(_request):
        return HTMLResponse("<html><title>Streamlit</title>")

    inner = Starlette(
        routes=[Route("/media/x.csv", media), Route("/media/x.html", peoples), Route("/{path:path}", page)],
        middleware=[Middleware(GZipMiddleware, minimum_size=10)],
    )
    app = Starlette(
        routes=[*sign_in_routes(lambda: engine), Mount("/", inner)],
        middleware=[
            Middleware(RequireSession, engine_of=lambda: engine),
            Middleware(Shell, addresses_of=navigation.addresses_of),
        ],
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def enter(client, engine):
    """enter(role): this browser is signed in as somebody of that role."""

    def signed_in(role):
        factories.account(engine, role=role)
        chosen = {"username": role.value, "password": PASSWORD, "address": "a", "browser": "b"}
        client.cookies.set(SESSION_COOKIE, actions.sign_in(engine, **chosen, at=now()))

    return signed_in


@pytest.mark.parametrize(
    ("role", "home"), [(Role.LEADER, "/overview"), (Role.EXPERT, "/expert_review"), (Role.COLLECTOR, "/to_do")]
)
def test_the_start_leads_to_the_first_page_with_its_filters(client, enter, role, home):
    enter(role)
    assert client.get("/").headers["location"] == home
    assert client.get("/?period=month&lines=online").headers["location"] == f"{home}?period=month&lines=online"


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICER, Role.EXPERT])
def test_every_page_of_a_role_is_there_in_chinese(client, enter, role):
    enter(role)
    for address in navigation.addresses_of(factories.person(role)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert '<html lang="zh-CN">' in answer.text
        assert "<title>民声工作台</title><script>" in answer.text
        assert "Press Enter to apply" in answer.text
        assert "Reading this without a browser" not in answer.text
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert "etag" not in answer.headers


def test_a_page_says_whose_it_is_so_that_drafts_of_one_account_never_reach_another(client, enter, engine):
    enter(Role.EXPERT)
    with engine.connect() as connection:
        account_id = account_by_username(connection, username="expert", hold=False).id
    assert f"<script>{{const ACCOUNT={account_id};" in client.get("/to_do").text


@pytest.mark.parametrize("path", ["/accounts", "/nowhere", "/a/b", "/index.html", "/Overview", "/overview"])
def test_any_other_address_says_so_and_offers_a_way_out(client, enter, path):
    enter(Role.COLLECTOR)
    answer = client.get(path)
    assert answer.status_code == 404
    assert "这个地址不存在，或不对您的身份开放" in answer.text
    assert '<a class="button" href="/to_do">回到首页</a>' in answer.text
    assert 'id="root"' not in answer.text


def test_what_is_not_streamlits_page_passes_unchanged(client, enter):
    enter(Role.EXPERT)
    assert client.get("/media/x.csv").text == "a;b"
    assert client.get("/media/x.html").text == "<html><title>Streamlit</title>"
    assert "修改密码" in client.get("/password").text
    assert client.get("/password").headers["set-cookie"]


@pytest.mark.parametrize("path", ["/", "/to_do", "/nowhere"])
def test_a_stranger_gets_none_of_it(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (303, "")
    assert answer.headers["location"].startswith("/signin")


def test_a_long_list_of_filters_survives_signing_in(client):
    wanted = "/overview?departments=" + ",".join(f"department_{number}" for number in range(100))
    assert f'value="{wanted}"' in client.get("/signin", params={"next": wanted}).text


ALL_READERS = {Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR}
ADDRESSES = {
    "/ideas": ALL_READERS,
    "/gallery": ALL_READERS,
    "/reserve": ALL_READERS,
    "/partners": ALL_READERS,
    "/bank": ALL_READERS | {Role.HANDLER},
    "/idea": ALL_READERS | {Role.HANDLER},
    "/projects": ALL_READERS | {Role.HANDLER},
    "/project": ALL_READERS | {Role.HANDLER},
    "/topics": {Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER},
    "/quarter": ALL_READERS,
    "/project_evaluation": ALL_READERS,
    "/expert_review": {Role.EXPERT},
    "/assessment": {Role.ASSESSOR, Role.COORDINATOR},
    "/ratings": {Role.OFFICER, Role.COORDINATOR},
    "/own_evaluation": {Role.HANDLER},
    "/rounds": {Role.COORDINATOR},
    "/quarter_setup": {Role.LEADER, Role.COORDINATOR},
    "/publication": {Role.LEADER, Role.COORDINATOR},
    "/reports": {Role.LEADER, Role.COORDINATOR},
    "/search": {Role.LEADER, Role.OFFICER, Role.HANDLER, Role.PROJECT_MANAGER},
}


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_an_address_opens_for_exactly_the_roles_it_is_for(client, enter, role):
    enter(role)
    opened = {address for address in ADDRESSES if client.get(f"{address}?idea=JDZ-2025-0001").status_code == 200}
    assert opened == {address for address, roles in ADDRESSES.items() if role in roles}
