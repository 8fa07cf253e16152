"""The HTML of signing in: plain, in Chinese, for a phone as well; nothing loaded from anywhere."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from data_access.demonstration import DemonstrationAccount
from permissions import Person
from web.requests import FORM_COOKIE, form_token, set_cookie

STYLE = """
:root { --accent: #1F5F99; --ink: #1c2733; --quiet: #5b6875; --line: #d5dce3; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); line-height: 1.6;
  font-family: "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 25rem; margin: 12vh auto 3rem; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; }
p { margin: .3rem 0; }
.quiet { color: var(--quiet); font-size: .9rem; }
.said { border-left: 3px solid var(--line); padding: .3rem .8rem; margin: 1.2rem 0; }
.refused { border-color: #b3261e; }
form { margin: 1.6rem 0 0; }
label { display: block; margin: 1rem 0 .3rem; }
input { width: 100%; font: inherit; padding: .55rem .7rem; border: 1px solid #8b98a5; border-radius: 4px; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button, .button { display: block; width: 100%; margin-top: 1.4rem; padding: .6rem; font: inherit; text-align: center;
  border: 1px solid var(--accent); border-radius: 4px; background: var(--accent); color: #fff; cursor: pointer; }
.button { text-decoration: none; }
.plain { background: #fff; color: var(--accent); text-decoration: none; }
section { margin-top: 2.2rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h2 { font-size: 1rem; margin: 0 0 .3rem; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
td, th { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
th { color: var(--quiet); }
code { font-family: ui-monospace, monospace; user-select: all; }
@media (max-width: 30rem) { main { margin-top: 2.5rem; } input { font-size: 16px; } }
"""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
}


def screen(request: Request, title: str, body: str, *, status: int = 200) -> HTMLResponse:
    """One page; {form_token} in the body becomes the token of its forms."""
    token = form_token(request)
    hidden = f'<input type="hidden" name="form_token" value="{token}">'
    html = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(title)} · 民声工作台</title><style>{STYLE}</style></head>"
        f"<body><main>{body.replace('{form_token}', hidden)}</main></body></html>"
    )
    response = HTMLResponse(html, status_code=status, headers=HEADERS)
    set_cookie(response, request, FORM_COOKIE, token)
    return response


def said(sentence: str | None, *, refused: bool = True) -> str:
    """What happened, in a box read out by screen readers; nothing when there is nothing to say."""
    kind = "said refused" if refused else "said"
    return f'<p class="{kind}" role="alert">{escape(sentence)}</p>' if sentence else ""


def sign_in_body(
    *,
    target: str,
    username: str,
    sentence: str | None,
    refused: bool,
    oidc_label: str | None,
    accounts: list[DemonstrationAccount],
    demonstration: bool,
    password: str | None,
) -> str:
    """The sign-in form, the other way in, and in a demonstration the accounts to try."""
    focus = ("", " autofocus") if username else (" autofocus", "")
    return (
        '<h1>民声工作台</h1><p class="quiet">枣阳市人民建议征集 · 内部系统</p>'
        + ('<p class="said">演示数据：本系统中的内容均为虚构，不是真实建议。</p>' if demonstration else "")
        + said(sentence, refused=refused)
        + '<form method="post" action="/signin">{form_token}'
        + f'<input type="hidden" name="next" value="{_value(target)}">'
        + '<label for="username">用户名</label><input id="username" name="username" required maxlength="40" '
        + f'autocomplete="username" autocapitalize="none" spellcheck="false" value="{_value(username)}"{focus[0]}>'
        + '<label for="password">密码</label><input id="password" name="password" type="password" required '
        + f'maxlength="128" autocomplete="current-password"{focus[1]}><button>登录</button></form>'
        + (f'<a class="button plain" href="/signin/oidc">{escape(oidc_label)}</a>' if oidc_label else "")
        + '<p class="quiet" style="margin-top:1.2rem">忘记密码或没有账户，请联系系统管理员。</p>'
        + _accounts_to_try(accounts, password)
    )


def _value(text: str) -> str:
    """For an attribute; a brace typed by somebody must not become a form token."""
    return escape(text).replace("{", "&#123;")


def _accounts_to_try(accounts: list[DemonstrationAccount], password: str | None) -> str:
    if not accounts:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(account.username)}</code></td><td>{escape(account.role.label)}</td>"
        f"<td>{escape(account.name)}</td></tr>"
        for account in accounts
    )
    shared = f"密码都是 <code>{escape(password)}</code>。" if password else "密码见安装时的提示。"
    return (
        f'<section><h2>演示账户</h2><p class="quiet">{shared}</p><table><thead><tr><th scope="col">用户名</th>'
        f'<th scope="col">身份</th><th scope="col">姓名</th></tr></thead><tbody>{rows}</tbody></table></section>'
    )


def password_body(*, name: str, forced: bool, sentence: str | None) -> str:
    """The form to change one's own password."""
    why = (
        "首次登录或密码被重设后，须先改成只有您自己知道的密码。"
        if forced
        else "修改后，您的所有登录都会结束，本页除外。"
    )
    fields = [
        ("current", "当前密码", "current-password"),
        ("new", "新密码", "new-password"),
        ("again", "再输一次新密码", "new-password"),
    ]
    inputs = "".join(
        f'<label for="{key}">{label}</label><input id="{key}" name="{key}" type="password" required maxlength="128" '
        f'autocomplete="{kind}">'
        for key, label, kind in fields
    )
    return (
        f'<h1>修改密码</h1><p class="quiet">{escape(name)}</p><p>{why}</p>{said(sentence)}'
        f'<form method="post" action="/password">{{form_token}}{inputs}'
        '<p class="quiet">至少 10 个字符，不能全是数字，不能包含用户名。</p><button>保存新密码</button></form>'
        '<form method="post" action="/signout">{form_token}<button class="plain">退出登录</button></form>'
    )


def elsewhere(request: Request, person: Person, *, home: str) -> HTMLResponse:
    """What an address shows that does not exist or is not for this person: which of the two is nobody's business."""
    body = (
        f'<h1>没有这个页面</h1><p class="quiet">{escape(person.name)} · {escape(person.role.label)}</p>'
        "<p>这个地址不存在，或不对您的身份开放。请检查网址；需要查看时，请联系系统管理员。</p>"
        f'<a class="button" href="{escape(home)}">回到首页</a>'
        '<form method="post" action="/signout">{form_token}<button class="plain">退出，换一个账户登录</button></form>'
    )
    return screen(request, "没有这个页面", body, status=404)
