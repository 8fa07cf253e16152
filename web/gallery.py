"""GET /print/gallery: the adopted ideas on paper, two or three to a page, for whoever may read ideas."""

import secrets
from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from actions import gallery
from actions.gallery import Card
from data_access.dictionaries import every_name
from data_access.engine import Engine
from data_access.installation import installation, standing_moment
from permissions import NotPermitted, Person
from web.gallery_style import STYLE, demonstration_style
from web.require_session import PERSON
from web.screens import elsewhere
from working_time import local, utc_now

TITLE = "金点子展示"
# Parameter → its dictionary and what it is called; the same as on the page in the app.
FILTERS = {"category": ("category_parent", "一级分类"), "township": ("township", "镇办区")}
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; script-src 'nonce-{nonce}'; base-uri 'none'"
)
PRINT = "document.getElementById('print').addEventListener('click', () => window.print())"


def gallery_route(engine_of: Callable[[], Engine]) -> Route:
    """The printable page; `category` and `township` are lists of codes separated by commas, unknown ones ignored."""

    async def printable(request: Request) -> Response:
        person = request.scope[PERSON]
        nonce = secrets.token_urlsafe(16)
        try:
            html = await run_in_threadpool(_page, engine_of(), dict(request.query_params), person, nonce)
        except NotPermitted:
            return elsewhere(request, person, home="/")
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY.format(nonce=nonce)}
        return HTMLResponse(html, headers=headers)

    return Route("/print/gallery", printable, methods=["GET"])


def _page(engine: Engine, query: dict[str, str], person: Person, nonce: str) -> str:
    """Raises: NotPermitted."""
    names = _names(engine)
    chosen = {name: tuple(code for code in query.get(name, "").split(",") if code in names[name]) for name in FILTERS}
    shown = gallery.cards(engine, by=person, categories=chosen["category"], townships=chosen["township"])
    noted = installation(engine)
    is_demonstration = noted.get("demonstration") == "1"
    dates = f"统计时点 {standing_moment(noted, utc_now()):%Y-%m-%d}，打印日期 {local(utc_now()):%Y-%m-%d}"
    articles = "".join(map(_article, shown)) or '<p class="quiet">所选范围内还没有采纳的金点子。</p>'
    style = STYLE + (demonstration_style() if is_demonstration else "")
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{TITLE} · 民声工作台</title><style>{style}</style></head><body>"
        f"{_bar(chosen)}<main><header><h1>枣阳市{TITLE}</h1>"
        f"<p>{escape(_in_words(names, chosen))}，{escape(gallery.counted(shown))}。</p>"
        f'<p class="quiet">{escape(dates)}</p>'
        + ('<p class="demonstration">演示数据：内容均为虚构，不是真实建议。</p>' if is_demonstration else "")
        + f'</header>{articles}</main><script nonce="{nonce}">{PRINT}</script></body></html>'
    )


def _names(engine: Engine) -> dict[str, dict[str, str]]:
    """Parameter → code → name."""
    known = every_name(engine)
    return {
        name: dict(known.loc[known["dictionary"] == dictionary, ["code", "name"]].itertuples(index=False))
        for name, (dictionary, _label) in FILTERS.items()
    }


def _in_words(names: dict[str, dict[str, str]], chosen: dict[str, tuple[str, ...]]) -> str:
    parts = [
        f"{FILTERS[name][1]}：{'、'.join(names[name][code] for code in codes)}"
        for name, codes in chosen.items()
        if codes
    ]
    return "　".join(parts) or "全部采纳的金点子"


def _bar(chosen: dict[str, tuple[str, ...]]) -> str:
    """The buttons above the paper, which are not printed."""
    query = urlencode({name: ",".join(codes) for name, codes in chosen.items() if codes})
    back = "/gallery" + (f"?{query}" if query else "")
    return f'<nav><button id="print">打印</button><a href="{escape(back)}">返回金点子展示</a></nav>'


def _article(card: Card) -> str:
    photo = f'<img src="/files/{escape(card.photo)}/thumbnail" alt="">' if card.photo else ""
    story = _terms({"群众的问题": (card.question,), "怎么办": (card.proposal,), "做了什么": card.done})
    effect = f'<dt>成效</dt><dd class="{"effect" if card.has_effect else "quiet"}">{escape(card.effect)}</dd>'
    facts = _terms({label: (words,) for label, words in card.facts.items()})
    return (
        f'<article><h2><span class="state {card.state.value}">{escape(card.state.label)}</span>{escape(card.title)}'
        f'<small>{escape(card.number)}</small></h2><div class="body">{photo}'
        f'<dl class="story">{story}{effect}</dl></div><dl class="facts">{facts}</dl></article>'
    )


def _terms(terms: dict[str, tuple[str, ...]]) -> str:
    """Each label with its sentences; a label without any is left out."""
    return "".join(
        f"<dt>{escape(label)}</dt>" + "".join(f"<dd>{escape(each)}</dd>" for each in sentences)
        for label, sentences in terms.items()
        if sentences
    )
