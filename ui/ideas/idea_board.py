"""The board of ideas: a column per state, a card per idea; moving a card is an action with its checks."""

import pandas as pd
import streamlit as st

from glossary import BESIDE_THE_WAY, Gate, IdeaState
from permissions import Permission, Person
from ui import loaders, phones
from ui.ideas import idea_moves, idea_words
from ui.text import escaped, number

PER_STATE = 8
WAY = [state for state in IdeaState if state not in BESIDE_THE_WAY]


def board(cards: pd.DataFrame, counts: dict[str, int], by: Person) -> None:
    """Cards of each state, those waiting longest on top; on a phone one state at a time."""
    may_move = by.may(Permission.MANAGE_IDEAS)
    if phones.is_phone():
        labels = {state: f"{state.label} {counts.get(state.value, 0)}" for state in IdeaState}
        fullest = max(IdeaState, key=lambda state: counts.get(state.value, 0))
        shown = st.pills("状态", list(IdeaState), format_func=labels.get, default=fullest, key="idea_board.state")
        if shown is not None:
            _column(shown, cards, counts, by, may_move)
        return
    for row in (WAY, list(BESIDE_THE_WAY)):
        present = [state for state in row if state in WAY or counts.get(state.value)]
        for state, column in zip(present, st.columns(len(WAY))[: len(present)], strict=True):
            with column:
                _column(state, cards, counts, by, may_move)


def _column(state: IdeaState, cards: pd.DataFrame, counts: dict[str, int], by: Person, may_move: bool) -> None:
    total = counts.get(state.value, 0)
    st.markdown(f"**{state.label}**　:gray[{number(total)}]")
    mine = cards[cards["state"] == state.value]
    for card in mine.itertuples():
        _card(card, by, may_move)
    if total > len(mine):
        st.caption(f"另有 {number(total - len(mine))} 个，见表格。")


def _card(card, by: Person, may_move: bool) -> None:
    with st.container(border=True, gap="xxsmall"):
        # A page link cuts what does not fit; a button breaks the line.
        if st.button(escaped(card.title), key=f"idea_board.open.{card.number}", type="tertiary", help=_category(card)):
            st.switch_page(idea_words.PAGE, query_params={"idea": card.number})
        days = idea_words.days_since(card.state_since)
        counts = (f"{number(days)} 天", f"来源 {card.sources}", f"意见 {card.opinions}")
        st.caption("　".join(_unbroken(each) for each in counts))
        _marks(card)
        if may_move and st.button("流转", key=f"idea_board.move.{card.number}", icon=":material/swap_horiz:"):
            idea_moves.dialog(pd.Series({**card._asdict(), "effect": ""}), by)


def _unbroken(figure: str) -> str:
    """With word joiners and a no-break blank: in a narrow column a line ends between two figures, never within one."""
    return "\u2060".join(figure.replace(" ", "\u00a0"))


def _category(card) -> str:
    return f"{card.number}　{loaders.names('category').get(card.category_code, '未分类')}"


def _marks(card) -> None:
    if card.waiting:
        st.badge(f"待反馈 {card.waiting}", color="gray")
    if card.unsettled:
        st.badge("待对照", color="orange")
    if card.gate == Gate.FAILED.value:
        st.badge("门槛未过", color="orange")
