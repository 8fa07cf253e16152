"""GET/POST /signin, POST /signout, GET/POST /password."""

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import accounts as account_actions
from actions import sign_in as actions
from actions.accounts import AccountError
from data_access.demonstration import demonstration_accounts, demonstration_password, is_demonstration
from data_access.engine import Engine
from web.requests import (
    SESSION_COOKIE,
    BadRequest,
    address_of,
    browser_of,
    form_of,
    safe_target,
    set_cookie,
)
from web.screens import password_body, screen, sign_in_body
from working_time import utc_now

Handler = Callable[[Request], Awaitable[Response]]
SAID = {
    "out": "您已退出登录。",
    "ended": "登录已结束：您已退出，或超过 60 分钟没有操作。已保存的内容都在，请重新登录。",
    "oidc": "统一认证没有完成，请重试，或用密码登录。",
    "unknown": "统一认证已通过，但本系统没有与您对应的账户。请联系系统管理员开通。",
}


def sign_in_routes(engine_of: Callable[[], Engine], oidc_label: str | None = None) -> list[Route]:
    """The routes of signing in; `engine_of` gives the database when a request comes."""

    async def form(
        request: Request, *, sentence: str | None, refused: bool, username: str, target: str, status: int = 200
    ) -> Response:
        engine = engine_of()
        body = sign_in_body(
            target=target,
            username=username,
            sentence=sentence,
            refused=refused,
            oidc_label=oidc_label,
            accounts=await run_in_threadpool(demonstration_accounts, engine),
            demonstration=await run_in_threadpool(is_demonstration, engine),
            password=await run_in_threadpool(demonstration_password, engine),
        )
        return screen(request, "登录", body, status=status)

    async def show_sign_in(request: Request) -> Response:
        target = safe_target(request.query_params.get("next"))
        if await person_behind(request, engine_of()):
            return RedirectResponse(target, status_code=303)
        said = request.query_params.get("said", "")
        return await form(
            request, sentence=SAID.get(said), refused=said not in ("out", "ended"), username="", target=target
        )

    async def sign_in(request: Request) -> Response:
        try:
            fields = await form_of(request)
        except BadRequest as bad:
            return await form(request, sentence=str(bad), refused=True, username="", target="/", status=400)
        username, target = fields.get("username", ""), safe_target(fields.get("next"))
        engine = engine_of()
        try:
            token = await run_in_threadpool(
                actions.sign_in,
                engine,
                username=username,
                password=fields.get("password", ""),
                address=address_of(request),
                browser=browser_of(request),
                at=utc_now(),
            )
        except actions.SignInRefused as no:
            status = 429 if isinstance(no, actions.LockedOut) else 401
            return await form(
                request, sentence=str(no), refused=True, username=username[:40], target=target, status=status
            )
        await _end_current(request, engine)  # a browser holds one session
        return signed_in(request, token, target)

    return [
        Route("/signin", show_sign_in, methods=["GET"]),
        Route("/signin", sign_in, methods=["POST"]),
        Route("/signout", _sign_out(engine_of), methods=["POST"]),
        Route("/password", _show_password(engine_of), methods=["GET"]),
        Route("/password", _change_password(engine_of), methods=["POST"]),
    ]


async def person_behind(request: Request, engine: Engine):
    """Who is signed in, by the session cookie."""
    return await run_in_threadpool(actions.person_of, engine, token=request.cookies.get(SESSION_COOKIE), at=utc_now())


def signed_in(request: Request, token: str, target: str) -> Response:
    """On to the page asked for, with the session's cookie."""
    response = RedirectResponse(target, status_code=303)
    set_cookie(response, request, SESSION_COOKIE, token)
    return response


async def _end_current(request: Request, engine: Engine) -> None:
    held = request.cookies.get(SESSION_COOKIE)
    if held:
        await run_in_threadpool(actions.sign_out, engine, token=held, at=utc_now())


def _sign_out(engine_of: Callable[[], Engine]) -> Handler:
    async def sign_out(request: Request) -> Response:
        try:
            await form_of(request)
        except BadRequest:
            return RedirectResponse("/", status_code=303)
        await _end_current(request, engine_of())
        response = RedirectResponse("/signin?said=out", status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
        return response

    return sign_out


def _show_password(engine_of: Callable[[], Engine]) -> Handler:
    async def show_password(request: Request) -> Response:
        person = await person_behind(request, engine_of())
        if person is None:
            return RedirectResponse("/signin", status_code=303)
        body = password_body(name=person.name, forced=person.must_change_password, sentence=None)
        return screen(request, "修改密码", body)

    return show_password


def _change_password(engine_of: Callable[[], Engine]) -> Handler:
    async def change_password(request: Request) -> Response:
        engine = engine_of()
        person = await person_behind(request, engine)
        if person is None:
            return RedirectResponse("/signin", status_code=303)
        try:
            fields = await form_of(request)
            if fields.get("new") != fields.get("again"):
                raise BadRequest("两次输入的新密码不一样，密码没有修改。")
            await run_in_threadpool(
                account_actions.change_own_password,
                engine,
                current=fields.get("current", ""),
                new=fields.get("new", ""),
                by=person,
                at=utc_now(),
            )
        except (BadRequest, AccountError) as no:
            body = password_body(name=person.name, forced=person.must_change_password, sentence=str(no))
            return screen(request, "修改密码", body, status=400)
        came_from = {"address": address_of(request), "browser": browser_of(request)}
        token = await run_in_threadpool(
            actions.open_after_password_change, engine, by=person, at=utc_now(), **came_from
        )
        return signed_in(request, token, "/")

    return change_password
