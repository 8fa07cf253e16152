"""检索 on screen: what was found with its hits marked, said how complete it is, page by page."""

from collections.abc import Callable

import streamlit as st

from data_access import search
from data_access.search import Found, PersonalNumberAsked
from data_access.search_tokens import highlights, phrases, snippet
from glossary import IdeaState, Nature, State, labels
from ui import loaders, navigation, session
from ui.ideas import idea_words
from ui.text import MARKDOWN, UNDEFINED, day, number

__all__ = [
    "KINDS",
    "PersonalNumberAsked",
    "asks_something",
    "find",
    "highlighted",
    "pages",
    "say_nothing_found",
    "show",
]

KINDS = {"suggestions": "建议", "ideas": "金点子"}
AT_ONCE = 20
PAGE, ASKED = "page", "search_results.asked"
COUNTED = {"suggestions": "件", "ideas": "个"}


def highlighted(text: str, query: str) -> str:
    """A text in one line as Markdown with the query's hits set off; every sign of it stands for itself."""
    return _marked(highlights(" ".join(text.split()), query))


def asks_something(query: str) -> bool:
    """Whether there is a letter, digit or Chinese sign to look for."""
    return bool(phrases(query))


def find(kind: str, query: str) -> tuple[Found, int]:
    """The page of results that the address asks for, and its number; read anew at every run.

    Raises: NotPermitted, PersonalNumberAsked.
    """
    before = st.session_state.get(ASKED)
    st.session_state[ASKED] = (kind, query)
    if before not in (None, (kind, query)):
        st.query_params.pop(PAGE, None)
    asked = st.query_params.get(PAGE, "1")
    wanted = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    found = _found(kind, query, wanted)
    last = max(1, -(-found.total // AT_ONCE))
    return (found, wanted) if wanted <= last else (_found(kind, query, last), last)


def _found(kind: str, query: str, page: int) -> Found:
    reads: dict[str, Callable[..., Found]] = {"suggestions": search.find_suggestions, "ideas": search.find_ideas}
    place = {"limit": AT_ONCE, "offset": (page - 1) * AT_ONCE}
    return reads[kind](session.engine(), reader=loaders.reader(), query=query, **place)


def show(kind: str, found: Found, query: str) -> None:
    """How many there are, and this page's results, each with its hits."""
    total = f"{number(found.total)} {COUNTED[kind]}"
    if found.is_exact:
        st.caption(f"共 {total}，最相关的在前。")
    else:
        st.caption(f"不少于 {total}，这里是最近存入的 {total}，最相关的在前。再加一个词，可以找得更准。")
    say_what_waits(found)
    draw = {"suggestions": _suggestion, "ideas": _idea}[kind]
    for row in found.frame.itertuples():
        with st.container(border=True, gap="xxsmall"):
            draw(row, query)


def say_what_waits(found: Found) -> None:
    """How many suggestions cannot be found yet, if any."""
    if found.pending > 0:
        st.info(f"还有 {number(found.pending)} 件建议正在编入检索，这次没有找它们。请稍后刷新再找一次。")


def say_nothing_found(kind: str, found: Found) -> None:
    """What to try next."""
    other = next(label for code, label in KINDS.items() if code != kind)
    st.info(
        f"{KINDS[kind]}里没有找到。可以试试：\n\n"
        "- 用更短的词，或少写几个词；\n"
        "- 把一句话拆成几个词，用空格分开，例如“小区停车难”写成“小区 停车”；\n"
        "- 换一种说法，例如“路灯坏了”写成“路灯 不亮”；\n"
        f"- 在“{other}”里找。"
    )
    say_what_waits(found)


def pages(found: Found, page: int) -> None:
    """The way to the pages before and after."""
    last = -(-found.total // AT_ONCE)
    if last < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, to in (("上一页", page - 1), ("下一页", page + 1)):
            disabled = not 1 <= to <= last
            st.button(label, key=f"search_results.{to > page}", disabled=disabled, on_click=_turn_to, args=(to,))
        st.caption(f"第 {number(page)} / {number(last)} 页")


def _turn_to(page: int) -> None:
    if page == 1:
        st.query_params.pop(PAGE, None)
    else:
        st.query_params[PAGE] = str(page)


def _suggestion(row, query: str) -> None:
    st.markdown(f"**{highlighted(row.title, query) or '（无标题）'}**")
    names = [
        loaders.names(dictionary).get(code, UNDEFINED)
        for dictionary, code in (("township", row.township_code), ("department", row.department_code))
    ]
    nature = labels(Nature).get(row.nature, "待定性")
    about = [row.number, f"{day(row.received_on)} 收到", nature, *names, labels(State)[row.state]]
    st.caption("　".join(about))
    st.markdown(_marked(snippet(row.text, query)))


def _idea(row, query: str) -> None:
    st.markdown(f"**{highlighted(row.title, query)}**")
    category = loaders.names("category").get(row.category_code, "未分类")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("　".join([row.number, labels(IdeaState)[row.state], category]), width="content")
        if idea_words.PAGE in navigation.paths_for(loaders.reader()):
            opens = {"icon": ":material/arrow_forward:", "query_params": {"idea": row.number}}
            st.page_link(idea_words.PAGE, label="打开", **opens)
    st.markdown(_marked(snippet(row.text, query)))


def _marked(pieces: list[tuple[str, bool]]) -> str:
    """As Markdown in one line: only the hits are more than what they say."""
    shown = ((MARKDOWN.sub(r"\\\1", piece), is_hit) for piece, is_hit in pieces)
    return "".join(f":blue-background[{piece}]" if is_hit else piece for piece, is_hit in shown)
