"""Signing in through the organisation's own identity provider (OpenID Connect), when one is configured."""

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import sign_in as actions
from data_access.engine import Engine
from web.requests import address_of, browser_of
from web.sign_in import signed_in
from working_time import utc_now

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class OidcSettings:
    """[auth] of .streamlit/secrets.toml, under the names st.login gave these keys."""

    client_id: str
    client_secret: str
    server_metadata_url: str
    redirect_uri: str
    label: str


def oidc_settings() -> OidcSettings | None:
    """What [auth] says; None without it. A key that is missing stops the start with its name."""
    path = Path(os.environ.get("SECRETS_FILE") or ROOT / ".streamlit" / "secrets.toml")
    if not path.is_file():
        return None
    auth = tomllib.loads(path.read_text(encoding="utf-8")).get("auth")
    if auth is None:
        return None
    keys = ("client_id", "client_secret", "server_metadata_url", "redirect_uri")
    missing = [key for key in (*keys, "cookie_secret") if not auth.get(key)]
    if missing:
        raise ValueError(f"{path} 的 [auth] 缺少：{'、'.join(missing)}。")
    return OidcSettings(**{key: auth[key] for key in keys}, label=auth.get("label", "统一认证登录"))


def oidc_routes(engine_of: Callable[[], Engine], settings: OidcSettings | None) -> list[Route]:
    """GET /signin/oidc and the provider's way back, /oauth2callback; nothing without settings."""
    if settings is None:
        return []
    # Here, because most installations have no provider and the import is slow.
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.starlette_client import OAuth
    from httpx import HTTPError
    from joserfc.errors import JoseError

    provider = OAuth().register(
        "provider",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=settings.server_metadata_url,
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
    )

    async def leave(request: Request) -> Response:
        try:
            return await provider.authorize_redirect(request, settings.redirect_uri)
        except (OAuthError, HTTPError):
            return RedirectResponse("/signin?said=oidc", status_code=303)

    async def come_back(request: Request) -> Response:
        try:
            token = await provider.authorize_access_token(request)  # checks state, nonce, PKCE and signature
            identity = token.get("userinfo") or {}
            session = await run_in_threadpool(
                actions.sign_in_by_oidc,
                engine_of(),
                subject=identity["sub"],
                email=identity.get("email") if identity.get("email_verified") is True else None,
                address=address_of(request),
                browser=browser_of(request),
                at=utc_now(),
            )
        except (OAuthError, HTTPError, JoseError, KeyError):
            return RedirectResponse("/signin?said=oidc", status_code=303)
        except actions.UnknownIdentity:
            return RedirectResponse("/signin?said=unknown", status_code=303)
        return signed_in(request, session, "/")

    return [Route("/signin/oidc", leave), Route("/oauth2callback", come_back)]
