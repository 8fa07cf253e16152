"""POST /drafts: what web/drafts.js sends while somebody types, and whether it is safe."""

import json
from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions import drafts
from actions.draft_rules import LARGEST
from actions.drafts import DraftRefused, DraftTooLarge, Source
from data_access.engine import Engine
from permissions import Person
from web.requests import is_same_origin
from web.require_session import PERSON
from working_time import local, utc_now

LARGEST_BODY = 3 * LARGEST  # as JSON a line break takes two bytes, a quotation mark as well
STATUS = {DraftRefused: 400, DraftTooLarge: 413}


class AnotherAccount(Exception):
    """The page was opened by somebody else than who is signed in now; the message is a sentence for the screen."""


def draft_route(engine_of: Callable[[], Engine]) -> Route:
    """Takes {account, subject, tab, based_on, source, fields}; answers {saved, other}, times of Shanghai, or {refused}.

    `other`: when the newest different draft was saved that the same person left open elsewhere, or null.
    """

    async def save(request: Request) -> Response:
        try:
            sent = await _sent(request)
            saved = await run_in_threadpool(_save, engine_of(), sent, request.scope[PERSON])
        except (DraftRefused, AnotherAccount) as refused:
            return JSONResponse({"refused": str(refused)}, status_code=STATUS.get(type(refused), 409))
        return JSONResponse({"saved": f"{local(saved.saved_at):%H:%M:%S}", "other": _moment(saved.other_saved_at)})

    return Route("/drafts", save, methods=["POST"])


async def _sent(request: Request) -> dict:
    """What one of our own pages sent. Raises: DraftRefused."""
    if not is_same_origin(request) or request.headers.get("content-type") != "application/json":
        raise DraftRefused("这个请求不是从本系统的页面发出的，没有保存。")
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and int(length) <= LARGEST_BODY):
        raise DraftTooLarge("内容过长，没有存为草稿。请先提交，或把长材料作为附件上传。")
    try:
        sent = json.loads(await request.body())
    except (ValueError, RecursionError) as broken:
        raise DraftRefused("草稿没有完整送到，没有保存。请刷新页面后再试。") from broken
    if not isinstance(sent, dict):
        raise DraftRefused("草稿的内容不对，没有保存。请刷新页面后再试。")
    return sent


def _save(engine: Engine, sent: dict, person: Person) -> drafts.SavedDraft:
    if sent.get("account") != person.account_id:
        raise AnotherAccount("这台电脑上现在登录的是另一个账户，草稿没有保存，内容留在本机。请用原来的账户重新登录。")
    based_on = sent.get("based_on")
    return drafts.save(
        engine,
        subject=sent.get("subject"),
        tab=sent.get("tab"),
        fields=sent.get("fields"),
        based_on=based_on if isinstance(based_on, int) and 0 <= based_on < 2**31 else None,
        source=Source.from_token(sent.get("source")),
        by=person,
        at=utc_now(),
    )


def _moment(at: datetime | None) -> str | None:
    """10:31 of today, 11-27 18:20 of another day."""
    if at is None:
        return None
    return f"{local(at):%H:%M}" if local(at).date() == local(utc_now()).date() else f"{local(at):%m-%d %H:%M}"
