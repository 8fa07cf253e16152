"""The door: nothing of the app reaches a stranger, and everything reaches whoever is signed in."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from actions import accounts as account_actions
from actions import sign_in as actions
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from web.health import health_route
from web.requests import SESSION_COOKIE
from web.require_session import RequireSession
from web.sign_in import sign_in_routes
from working_time import utc_now as now

OURS = "http://testserver"


async def inside(request):
    """Stands for Streamlit, which answers every path."""
    return PlainTextResponse("inside, door " + request.headers.get("x-workbench-door", "missing"))


async def socket(websocket):
    await websocket.accept()
    await websocket.send_text("inside")
    await websocket.close()


@pytest.fixture
def client(engine):
    """A browser without a session, in front of the door; it does not follow redirects by itself."""
    routes = [*sign_in_routes(lambda: engine), health_route(lambda: engine)]
    routes += [WebSocketRoute("/_stcore/stream", socket), Route("/{path:path}", inside, methods=["GET", "POST", "PUT"])]
    app = Starlette(routes=routes, middleware=[Middleware(RequireSession, engine_of=lambda: engine)])
    with TestClient(app, follow_redirects=False) as client:
        yield client


def session_of(engine, username, password=PASSWORD):
    return actions.sign_in(engine, username=username, password=password, address="a", browser="b", at=now())


@pytest.mark.parametrize("path", ["/", "/overview", "/static/js/index.js", "/password"])
@pytest.mark.parametrize("token", [None, "made-up"])
def test_a_stranger_is_sent_to_the_sign_in_page_from_everywhere(client, path, token):
    if token:
        client.cookies.set(SESSION_COOKIE, token)
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin")


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/overview", {"sec-fetch-mode": "cors"}), ("/_stcore/health", {}), ("/media/x.csv", {})],
)
def test_a_script_of_a_stranger_is_told_so_instead_even_where_browsers_do_not_say_how_they_fetch(client, path, headers):
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.text) == (401, "Not signed in")
    assert client.put("/_stcore/upload_file/1/2").status_code == 401


def test_the_page_asked_for_is_remembered_with_its_query(client):
    assert client.get("/overview?from=2025-01").headers["location"] == "/signin?next=/overview%3Ffrom%3D2025-01"


@pytest.mark.parametrize("path", ["/signin", "/healthz"])
def test_the_sign_in_page_and_the_health_check_are_open(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/signin/", "/signin/../overview", "//signin", "/SIGNIN", "/healthz/x", "/signin%2f"])
def test_no_path_that_only_resembles_an_open_one_is_open(client, path):
    assert client.get(OURS + path).text != "inside, door 1"


def test_whoever_is_signed_in_passes_and_the_app_knows_the_door_is_there(client, engine):
    factories.account(engine)
    client.cookies.set(SESSION_COOKIE, session_of(engine, "officer"))
    assert client.get("/overview").text == "inside, door 1"
    with client.websocket_connect("/_stcore/stream", headers={"origin": OURS}) as websocket:
        assert websocket.receive_text() == "inside"


def test_a_websocket_without_session_is_closed_before_it_opens(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://testserver.evil.example"])
def test_a_websocket_from_another_site_is_closed_even_with_a_session(client, engine, origin):
    factories.account(engine)
    client.cookies.set(SESSION_COOKIE, session_of(engine, "officer"))
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers={"origin": origin}):
        pass


def test_after_signing_out_only_scripts_still_come_so_that_the_tab_can_say_so(client, engine):
    factories.account(engine)
    token = session_of(engine, "officer")
    client.cookies.set(SESSION_COOKIE, token)
    actions.sign_out(engine, token=token, at=now())

    assert client.get("/static/js/Html.js").status_code == 200
    assert client.get("/").headers["location"] == "/signin?said=ended"
    assert client.get("/_stcore/health").status_code == 401
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_until_the_first_password_is_changed_everything_leads_there(client, engine):
    administrator = factories.account(engine, role=Role.ADMINISTRATOR).person()
    account = factories.account(engine)
    account_actions.set_password(engine, account_id=account.id, password="from the office", by=administrator, at=now())
    client.cookies.set(SESSION_COOKIE, session_of(engine, "officer", "from the office"))

    assert client.get("/_stcore/health").status_code == 401
    for path in ("/", "/overview", "/static/js/index.js"):
        assert client.get(path).headers["location"] == "/password"
    assert client.get("/password").status_code == 200
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_every_answer_forbids_framing_by_others_and_guessing_of_types(client):
    headers = client.get("/signin").headers
    assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("SAMEORIGIN", "nosniff")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
