"""Streamlit's one HTML page: only at the addresses of the person's own pages, in Chinese, keeping drafts, and whole."""

import json
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from permissions import Person
from web.require_session import PERSON
from web.screens import elsewhere
from web.streamlit_words import LABELLED, PATTERNS, WORDS

ROOT_ELEMENT = b'<div id="root"></div>'  # what tells Streamlit's page from ours


class Shell:
    """ASGI middleware behind the door; `addresses_of` gives a person's pages, the first page first."""

    def __init__(self, app: ASGIApp, addresses_of: Callable[[Person], list[str]]):
        self.app = app
        self.addresses_of = addresses_of
        self.chinese = chinese_script()
        self.scripts = "".join(_source(name) for name in ("drafts_waiting.js", "drafts.js", "half_page.js"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on; look at HTML for a signed-in person before it leaves."""
        person = scope.get(PERSON)
        if scope["type"] != "http" or scope["method"] != "GET" or person is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        addresses = self.addresses_of(person)
        if request.url.path == "/":
            # Here, not in the app, so that going back does not end in going forward again.
            query = f"?{request.url.query}" if request.url.query else ""
            await RedirectResponse(addresses[0] + query, status_code=303)(scope, receive, send)
            return
        if not request.url.path.startswith("/static/"):
            # Streamlit compresses; its page must come as it is.
            scope = {**scope, "headers": [header for header in scope["headers"] if header[0] != b"accept-encoding"]}
        answer = _Html()
        await self.app(scope, receive, answer.through(send))
        if answer.start is None:
            return
        if ROOT_ELEMENT in answer.body:
            await self._page(request, answer.body.decode(), addresses)(scope, receive, send)
        else:
            await send(answer.start)
            await send({"type": "http.response.body", "body": answer.body})

    def _page(self, request: Request, html: str, addresses: list[str]) -> Response:
        if request.url.path not in addresses:
            return elsewhere(request, request.scope[PERSON], home=addresses[0])
        # Without validators: a browser must not keep yesterday's words.
        page = self._with_scripts(html, request.scope[PERSON])
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})

    def _with_scripts(self, html: str, person: Person) -> str:
        # Whose page this is: texts that wait in the browser must never reach the next person at the same computer.
        scripts = f"<script>{{const ACCOUNT={json.dumps(person.account_id)};{self.scripts}}}</script>"
        head, rest = html.split("<body>", 1)
        head = head.replace('<html lang="en">', '<html lang="zh-CN">', 1)
        head = head.replace("<title>Streamlit</title>", f"<title>民声工作台</title>{self.chinese}{scripts}", 1)
        noscript = "<noscript><p>本系统需要浏览器启用 JavaScript。</p></noscript>"
        return f"{head}<body>{noscript}{rest[rest.index('</noscript>') + len('</noscript>') :]}"


class _Html:
    """Holds an HTML answer back until it is complete; lets everything else through as it comes."""

    def __init__(self) -> None:
        self.start: Message | None = None
        self.body = b""

    def through(self, send: Send) -> Send:
        async def held(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_html(message):
                self.start = message
            elif message["type"] == "http.response.body" and self.start is not None:
                self.body += message.get("body", b"")
            else:
                await send(message)

        return held


def _is_html(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


def chinese_script() -> str:
    """The script element that puts Streamlit's own words into Chinese."""
    words = {"WORDS": WORDS, "PATTERNS": PATTERNS, "LABELLED": LABELLED}
    constants = "".join(f"const {name}={json.dumps(value, ensure_ascii=False)};" for name, value in words.items())
    return f"<script>{{{constants}{_source('chinese.js')}}}</script>"


def _source(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
