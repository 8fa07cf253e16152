"""The door: nothing of the app, not even its scripts, reaches a browser without a valid session."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.sign_in import person_of, was_signed_in
from data_access.engine import Engine
from web.requests import SESSION_COOKIE, is_same_origin
from working_time import utc_now

# Exact paths; what they need beside themselves is inside their HTML.
OPEN_PATHS = frozenset({"/signin", "/signin/oidc", "/oauth2callback", "/healthz"})
WITH_OLD_PASSWORD = frozenset({"/password", "/signout"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    # Not no-referrer: with it browsers send forms with “Origin: null”.
    "Referrer-Policy": "same-origin",
}
NOT_SIGNED_IN = PlainTextResponse("Not signed in", status_code=401)
PERSON = "workbench.person"  # in the scope of whatever passes: who it is
# Tells the app that the door is there, so that it sends whoever is signed out back to it.
GUARDED = (b"x-workbench-door", b"1")


class RequireSession:
    """ASGI middleware; `open_paths` adds paths for everyone, such as the citizens' own pages."""

    def __init__(self, app: ASGIApp, engine_of: Callable[[], Engine], open_paths: frozenset[str] = frozenset()):
        self.app = app
        self.engine_of = engine_of
        self.open_paths = OPEN_PATHS | open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, or answer in the app's place."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = [header for header in scope["headers"] if header[0] != GUARDED[0]]
        scope = {**scope, "headers": [*headers, GUARDED]}
        refusal = await self._refusal(HTTPConnection(scope))
        if scope["type"] == "websocket":
            if refusal is None:
                await self.app(scope, receive, send)
            else:
                await receive()  # websocket.connect; closing before accepting answers 403
                await send({"type": "websocket.close", "code": 1008})
            return
        await (refusal or self.app)(scope, receive, _with_headers(send))

    async def _refusal(self, connection: HTTPConnection) -> Response | None:
        path = connection.url.path
        if connection.scope["type"] == "websocket" and not is_same_origin(connection):
            return PlainTextResponse("Forbidden", status_code=403)
        if path in self.open_paths:
            return None
        token = connection.cookies.get(SESSION_COOKIE)
        person = await run_in_threadpool(person_of, self.engine_of(), token=token, at=utc_now())
        if person is None:
            return await self._without_session(connection, token)
        if person.must_change_password and path not in WITH_OLD_PASSWORD:
            return NOT_SIGNED_IN if _is_script(connection) else RedirectResponse("/password", status_code=303)
        connection.scope[PERSON] = person
        return None

    async def _without_session(self, connection: HTTPConnection, token: str | None) -> Response | None:
        # A tab whose session has just ended still needs a script to say so and to lead to the sign-in page.
        script = connection.scope["type"] == "http" and connection.url.path.startswith("/static/")
        if script and await run_in_threadpool(was_signed_in, self.engine_of(), token=token):
            return None
        return _to_sign_in(connection, had_one=token is not None)


def _is_script(connection: HTTPConnection) -> bool:
    # Browsers say how they fetch only over https; what Streamlit's scripts and ours ask for is never typed as an
    # address. And a download (/media/) must fail rather than save the sign-in page under the name of the file.
    asked_by_script = connection.url.path.startswith(("/_stcore/", "/media/", "/drafts"))
    return asked_by_script or connection.headers.get("sec-fetch-mode", "navigate") != "navigate"


def _to_sign_in(connection: HTTPConnection, *, had_one: bool) -> Response:
    if _is_script(connection):
        return NOT_SIGNED_IN  # a script cannot read the sign-in page; web/chinese.js leads there
    wanted = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    query = [f"next={quote(wanted, safe='/')}"] if wanted != "/" else []
    query += ["said=ended"] if had_one else []
    return RedirectResponse("/signin" + ("?" + "&".join(query) if query else ""), status_code=303)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
