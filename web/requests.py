"""What every route needs of a request: where it comes from, its form, its session."""

import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

SESSION_COOKIE = "workbench_session"
FORM_COOKIE = "workbench_form"
LONGEST_FORM = 8192


class BadRequest(Exception):
    """The request was not made by one of our own pages; the message is a sentence for the screen."""


def address_of(connection: HTTPConnection) -> str:
    """Where it comes from; behind a reverse proxy uvicorn has already put the client's address here."""
    return connection.client.host if connection.client else "unknown"


def browser_of(connection: HTTPConnection) -> str:
    """How the browser calls itself."""
    return connection.headers.get("user-agent", "")[:200]


def is_same_origin(connection: HTTPConnection) -> bool:
    """Whether one of our own pages sent this, as far as the browser says; true when it says nothing.

    A browser always names the origin of a websocket and of a form; a program that does not has no cookie to abuse.
    """
    origin = connection.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == connection.headers.get("host", "").lower() != ""
    return connection.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


async def form_of(request: Request) -> dict[str, str]:
    """The form's fields, once origin and token have been checked. Raises: BadRequest."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LONGEST_FORM:
        raise BadRequest("提交的内容过长，没有处理。")
    if not is_same_origin(request):
        raise BadRequest("这个请求不是从本系统的页面发出的，没有处理。")
    fields = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    held = request.cookies.get(FORM_COOKIE, "")
    if not held or not hmac.compare_digest(held.encode(), fields.get("form_token", "").encode()):
        raise BadRequest("页面已过期，没有处理。请重新填写后再提交。")
    return fields


def form_token(request: Request) -> str:
    """The token forms carry twice, once as cookie and once as field: kept, or made anew."""
    held = request.cookies.get(FORM_COOKIE, "")
    return held if len(held) >= 32 and held.isalnum() else secrets.token_hex(32)


def set_cookie(response: Response, request: Request, name: str, value: str) -> None:
    """A cookie no script reads; gone with the browser. Lax, for links in mail must arrive signed in."""
    response.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")


def safe_target(wanted: str | None) -> str:
    """Where to go after signing in: a path of ours, never another site; the start page when in doubt."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > 2000:
        return "/"
    if "\\" in wanted or any(ord(character) < 32 for character in wanted):
        return "/"
    path = urlsplit(wanted).path
    return "/" if path.startswith(("/signin", "/signout", "/password", "/_stcore", "/oauth2callback")) else wanted
