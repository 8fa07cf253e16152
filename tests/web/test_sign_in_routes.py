"""The sign-in page: what its forms accept, which cookies they set and where they lead."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions.sign_in import person_of
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from web.requests import FORM_COOKIE, SESSION_COOKIE, safe_target
from web.sign_in import sign_in_routes
from working_time import utc_now as now


@pytest.fixture
def client(engine):
    with TestClient(Starlette(routes=sign_in_routes(lambda: engine)), follow_redirects=False) as client:
        yield client


def form_token(client, path="/signin"):
    return re.search(r'name="form_token" value="([0-9a-f]+)"', client.get(path).text)[1]


def sign_in(client, headers=None, **fields):
    posted = {"form_token": form_token(client), "username": "officer", "password": PASSWORD, **fields}
    return client.post("/signin", data=posted, headers=headers)


def test_signing_in_sets_a_cookie_no_script_reads_and_leads_to_the_page_asked_for(client, engine):
    account = factories.account(engine)

    answer = sign_in(client, next="/overview?from=2025-01")

    assert (answer.status_code, answer.headers["location"]) == (303, "/overview?from=2025-01")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert person_of(engine, token=client.cookies[SESSION_COOKIE], at=now()) == account.person()
    assert client.get("/signin").headers["location"] == "/"


def test_over_https_the_cookies_are_secure(engine):
    factories.account(engine)
    app = Starlette(routes=sign_in_routes(lambda: engine))
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        assert "Secure" in client.get("/signin").headers["set-cookie"]
        assert "Secure" in sign_in(client).headers["set-cookie"]


def test_a_wrong_password_is_answered_with_401_and_the_typed_name_harmless(client, engine):
    answer = sign_in(client, username='"><script>alert(1)</script>', password="wrong")
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.text
    assert "<script>" not in answer.text
    assert SESSION_COOKIE not in client.cookies


def test_the_sixth_attempt_is_answered_with_429(client, engine):
    factories.account(engine)
    statuses = [sign_in(client, password="wrong").status_code for _ in range(6)]
    assert statuses == [401, 401, 401, 401, 401, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused(client, engine, headers):
    factories.account(engine)
    assert sign_in(client, headers=headers).status_code == 400
    assert SESSION_COOKIE not in client.cookies


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_its_token_is_refused(client, engine, token):
    factories.account(engine)
    assert sign_in(client, form_token=token).status_code == 400
    client.cookies.delete(FORM_COOKIE)
    posted = {"form_token": "", "username": "officer", "password": PASSWORD}
    assert client.post("/signin", data=posted).status_code == 400


def test_an_endless_form_is_refused_unread(client, engine):
    assert sign_in(client, password="x" * 9000).status_code == 400


@pytest.mark.parametrize(
    "wanted",
    [None, "", "overview", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/signin", "/signout"],
)
def test_nobody_is_led_to_another_site_or_in_a_circle(wanted):
    assert safe_target(wanted) == "/"


def test_signing_in_again_ends_the_session_the_browser_held(client, engine):
    factories.account(engine)
    sign_in(client)
    first = client.cookies[SESSION_COOKIE]
    posted = {"form_token": client.cookies[FORM_COOKIE], "username": "officer", "password": PASSWORD}
    client.post("/signin", data=posted)
    assert person_of(engine, token=first, at=now()) is None
    assert person_of(engine, token=client.cookies[SESSION_COOKIE], at=now())


def test_signing_out_ends_the_session_in_the_database_and_in_the_browser(client, engine):
    factories.account(engine)
    sign_in(client)
    token = client.cookies[SESSION_COOKIE]

    answer = client.post("/signout", data={"form_token": client.cookies[FORM_COOKIE]})

    assert answer.headers["location"] == "/signin?said=out"
    assert SESSION_COOKIE not in client.cookies
    assert person_of(engine, token=token, at=now()) is None


def test_another_site_cannot_sign_anybody_out(client, engine):
    factories.account(engine)
    sign_in(client)
    client.post("/signout", data={"form_token": "0" * 64})
    assert person_of(engine, token=client.cookies[SESSION_COOKIE], at=now())


def change_password(client, **fields):
    posted = {"current": PASSWORD, "new": "known to me alone", "again": "known to me alone", **fields}
    return client.post("/password", data={"form_token": client.cookies[FORM_COOKIE], **posted})


def test_changing_the_password_leaves_this_browser_signed_in_and_no_other(client, engine):
    factories.account(engine)
    sign_in(client)
    before = client.cookies[SESSION_COOKIE]

    assert change_password(client).headers["location"] == "/"

    assert person_of(engine, token=before, at=now()) is None
    assert person_of(engine, token=client.cookies[SESSION_COOKIE], at=now())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"again": "something else"}, "两次输入的新密码不一样"),
        ({"current": "wrong"}, "当前密码不对"),
        ({"new": "short", "again": "short"}, "密码至少 10 个字符"),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(client, engine, fields, sentence):
    factories.account(engine)
    sign_in(client)
    answer = change_password(client, **fields)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert person_of(engine, token=client.cookies[SESSION_COOKIE], at=now())


def test_only_a_demonstration_lists_accounts(client, engine):
    factories.account(engine, role=Role.LEADER, demonstration=True)
    factories.account(engine, role=Role.EXPERT, demonstration=True, active=False)
    assert "leader" not in client.get("/signin").text

    factories.demonstration(engine)
    shown = client.get("/signin").text

    assert "演示数据" in shown
    assert "<code>leader</code>" in shown
    assert "expert" not in shown


def test_the_page_loads_nothing_from_anywhere(client):
    page = client.get("/signin")
    assert not re.search(r"(src|href)=\"(https?:)?//|@import|url\(", page.text)
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
