"""金点子展示: adopted ideas as cards, and the way to the page that can be printed."""

from urllib.parse import urlencode

import streamlit as st

from actions import gallery
from actions.gallery import Card
from ui import loaders, session
from ui.ideas import idea_words
from ui.text import escaped

AT_ONCE = 20
PRINTED = "/print/gallery"
WITHOUT_DOOR = "打印和照片要用完整的服务（python server.py）；现在这种启动方式只列出文字。"


def cards(categories: tuple[str, ...], townships: tuple[str, ...]) -> tuple[Card, ...]:
    """See actions.gallery.cards."""
    return loaders.kept(gallery.cards, by=loaders.reader(), categories=categories, townships=townships)


def print_button(categories: tuple[str, ...], townships: tuple[str, ...]) -> None:
    """Opens the printable page with the same filters in a tab of its own."""
    chosen = {"category": ",".join(categories), "township": ",".join(townships)}
    query = urlencode({name: codes for name, codes in chosen.items() if codes})
    if session.has_door():
        st.link_button("打印", f"{PRINTED}?{query}" if query else PRINTED)


def show(shown: tuple[Card, ...], *, key: str) -> None:
    """Two beside each other, on a phone one; twenty at a time."""
    pages = -(-len(shown) // AT_ONCE)
    page = st.number_input(f"第几页（共 {pages} 页）", 1, pages, key=f"{key}.page", width=180) if pages > 1 else 1
    on_page = shown[(page - 1) * AT_ONCE : page * AT_ONCE]
    if not session.has_door():
        st.caption(WITHOUT_DOOR)
    for place in range(0, len(on_page), 2):
        for column, card in zip(st.columns(2), on_page[place : place + 2], strict=False):
            with column.container(border=True, height="stretch", gap="small"):
                _card(card)


def _card(card: Card) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        idea_words.state_badge(card.state)
        idea_words.link(card.number, f"**{escaped(card.title)}**")
    if card.photo and session.has_door():
        st.markdown(f"![{escaped(card.title)}](/files/{card.photo}/thumbnail)")
    story = {"群众的问题": (card.question,), "怎么办": (card.proposal,), "做了什么": card.done, "成效": (card.effect,)}
    st.markdown(
        "  \n".join(
            f"**{label}**　" + "  \n".join(map(escaped, sentences)) for label, sentences in story.items() if sentences
        )
    )
    st.caption("  \n".join(f"{label}：{escaped(words)}" for label, words in card.facts.items()))
