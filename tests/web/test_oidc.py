"""Signing in by OpenID Connect, against a provider that really signs its tokens."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

from actions.sign_in import person_of
from tests import factories
from web.oidc import OidcSettings, oidc_routes, oidc_settings
from web.requests import SESSION_COOKIE
from working_time import utc_now as now

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")
MAIL = "officer@example.org"


class Provider(ThreadingHTTPServer):
    """A tiny identity provider; `claims` is who it vouches for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        from joserfc.jwk import RSAKey

        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.claims, self.nonce = {"sub": "s-1", "email": MAIL, "email_verified": True}, ""


class Answer(BaseHTTPRequestHandler):
    def log_message(self, *_words):
        pass

    def do_GET(self):
        url = self.server.url
        documents = {
            "/.well-known/openid-configuration": {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "jwks_uri": f"{url}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            },
            "/keys": {"keys": [self.server.key.as_dict(private=False)]},
        }
        self._send(documents[urlsplit(self.path).path])

    def do_POST(self):
        from joserfc import jwt

        self.rfile.read(int(self.headers["content-length"]))
        issued = {"iss": self.server.url, "aud": "workbench", "iat": int(time.time()), "exp": int(time.time()) + 60}
        claims = {**issued, "nonce": self.server.nonce, **self.server.claims}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.server.key)
        self._send({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def _send(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def provider():
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever)
    thread.start()
    yield provider
    provider.shutdown()
    thread.join()
    provider.server_close()


@pytest.fixture
def client(sqlite_engine, provider):
    settings = OidcSettings(
        client_id="workbench",
        client_secret="secret",
        server_metadata_url=f"{provider.url}/.well-known/openid-configuration",
        redirect_uri="http://testserver/oauth2callback",
        label="统一认证登录",
    )
    sessions = Middleware(SessionMiddleware, secret_key="for the test", same_site="lax")
    app = Starlette(routes=oidc_routes(lambda: sqlite_engine, settings), middleware=[sessions])
    with TestClient(app, follow_redirects=False) as client:
        yield client


def come_back(client, provider, **claims):
    """Leave for the provider and return from it with these claims."""
    asked = parse_qs(urlsplit(client.get("/signin/oidc").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    provider.nonce = asked["nonce"][0]
    provider.claims = {**provider.claims, **claims}
    return client.get("/oauth2callback", params={"code": "c", "state": asked["state"][0]})


def test_whom_the_provider_vouches_for_is_signed_in(client, provider, sqlite_engine):
    account = factories.account(sqlite_engine, username=MAIL, password_hash=None)

    assert come_back(client, provider).headers["location"] == "/"

    assert person_of(sqlite_engine, token=client.cookies[SESSION_COOKIE], at=now()).account_id == account.id


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": "stranger@example.org"}])
def test_without_a_verified_mail_that_is_a_username_nobody_is_signed_in(client, provider, sqlite_engine, claims):
    factories.account(sqlite_engine, username=MAIL)
    assert come_back(client, provider, **claims).headers["location"] == "/signin?said=unknown"
    assert SESSION_COOKIE not in client.cookies


@pytest.mark.parametrize(
    "claims", [{"nonce": "another"}, {"aud": "another"}, {"iss": "http://evil.example"}, {"exp": 1}]
)
def test_a_token_meant_for_something_else_is_refused(client, provider, sqlite_engine, claims):
    factories.account(sqlite_engine, username=MAIL)
    assert come_back(client, provider, **claims).headers["location"] == "/signin?said=oidc"


def test_coming_back_without_having_left_is_refused(client):
    assert client.get("/oauth2callback?code=c&state=made-up").headers["location"] == "/signin?said=oidc"


def test_a_provider_that_is_down_leads_back_to_the_sign_in_page(client, provider):
    provider.shutdown()
    provider.server_close()
    assert client.get("/signin/oidc").headers["location"] == "/signin?said=oidc"


def test_settings_are_read_from_the_secrets_and_a_missing_key_is_named(tmp_path, monkeypatch):
    path = tmp_path / "secrets.toml"
    monkeypatch.setenv("SECRETS_FILE", str(path))
    assert oidc_settings() is None
    path.write_text('[auth]\nclient_id = "a"\nclient_secret = "b"\ncookie_secret = "c"\nredirect_uri = "d"\n')
    with pytest.raises(ValueError, match="缺少：server_metadata_url"):
        oidc_settings()
    path.write_text(path.read_text() + 'server_metadata_url = "e"\n')
    assert oidc_settings() == OidcSettings("a", "b", "e", "d", "统一认证登录")
