"""What people say to each other under an idea or a project, and whom they call to look at it."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from actions import comments as actions
from glossary import SubjectKind
from ui import clock, drafts, loaders, outcomes, session
from ui.text import escaped, masked

SHOWN_AT_ONCE = 30


def show(kind: SubjectKind, number: str, *, key: str) -> None:
    """The thread, oldest first, and the box to write in; under a heading the page has set."""
    thread = loaders.comments(kind, number)
    if thread.empty:
        st.caption("还没有评论。")
    earlier = len(thread) - SHOWN_AT_ONCE
    if earlier > 0 and not st.toggle(f"显示更早的 {earlier} 条", key=f"{key}.earlier"):
        thread = thread.tail(SHOWN_AT_ONCE)
    for row in thread.itertuples():
        _show_one(row, key)
    _write(kind, number, key)


def _show_one(row, key: str) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escaped(row.by_name)}**　:gray[{clock.moment(row.at)}]", width="stretch")
            if row.is_own and not row.is_withdrawn and st.button("撤回", type="tertiary", key=f"{key}.back.{row.id}"):
                _attempt("已撤回这条评论，别人不再看到它的内容。", actions.withdraw, row.id)
        if row.is_withdrawn:
            st.caption("作者已撤回这条评论。")
            return
        st.text(masked(row.content), width="stretch")
        if row.mentions:
            st.caption(f"请 {escaped('、'.join(row.mentions))} 看")
        if row.waits_for_me:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.badge("请您看", color="orange")
                if st.button("知道了", key=f"{key}.known.{row.id}", help="从您的待办中去掉；在下面回复也会去掉。"):
                    _attempt("已从您的待办中去掉。", actions.acknowledge, row.id)


def _attempt(said: str, action: Callable, comment_id: int) -> None:
    chosen = {"comment_id": int(comment_id), "by": session.current_person()}
    outcomes.attempt(said, action, refusals=actions.REFUSALS, **chosen)


def _write(kind: SubjectKind, number: str, key: str) -> None:
    # Whom to call begins anew when the text was stored, not when anything else was done on the page.
    turn = st.session_state.get(f"{key}.turn", 0)
    subject = f"{number.lower()}-comment"
    with drafts.drafting(subject, texts={"content": ""}, labels={"content": "评论"}) as form:
        content = st.text_area("写评论", max_chars=actions.LONGEST, height=100, key=form.key("content"))
    called = _choose_called(loaders.mentionable(kind, number), f"{key}.called.{turn}")
    if not st.button("发表评论", key=f"{key}.send"):
        return
    written = {"kind": kind, "number": number, "content": content, "mentions": called}
    try:
        actions.comment(session.engine(), **written, by=session.current_person(), at=clock.now())
    except actions.REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    st.session_state[f"{key}.turn"] = turn + 1
    outcomes.say("评论已发表。" + (f"已请 {len(called)} 人看，会出现在他们的待办里。" if called else ""))


def _choose_called(people: pd.DataFrame, key: str) -> tuple[int, ...]:
    names = {
        int(row.account_id): f"{row.name}（{row.department or row.role}）" for row in people.itertuples(index=False)
    }
    return tuple(
        st.multiselect(
            "请谁来看（可不选）",
            list(names),
            format_func=lambda account_id: names.get(account_id, "已停用的账户"),
            max_selections=actions.MOST_MENTIONS,
            placeholder="输入姓名或单位查找",
            select_all=False,
            key=key,
        )
    )
