"""What a form says about its drafts: recovered, discarded, saved at, and that another device has a different one."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from actions import drafts as actions
from actions.drafts import Draft, DraftRefused, SavedDraft
from ui import clock, draft_forms, loaders, session
from ui.draft_forms import Fields, Form
from ui.text import escaped

Labels = Mapping[str, str]
DISCARDED = "drafts.discarded."


def above(form: Form, kept: list[Draft], labels: Labels, *, is_behind: bool) -> None:
    """Over the fields; always one place, so that a notice that comes or goes moves no field out of its own."""
    others = [each for each in _others(form, kept) if each.is_open]
    with st.container(key=f"draft_notices__{form.subject}"):
        said = "" if form.source is None else f"这里有您{when(form.source.saved_at)} 的未提交草稿，已为您恢复。"
        said += "开始写以后，内容已有人改过，提交时请比较。" if is_behind else ""
        if said:
            st.info(said)
        if others:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.warning(_told(others))
                if st.button("查看草稿", key=f"drafts.look.{form.subject}"):
                    _other_drafts(form, labels)


def below(form: Form, kept: list[Draft], labels: Labels, saved: SavedDraft | DraftRefused | None) -> None:
    """Under the fields: when the draft was saved, and what can be done with it. web/drafts.js keeps the time true."""
    own = next((each for each in kept if each.tab == form.tab and each.is_open), None)
    latest = saved or own or form.source
    others = _others(form, kept)
    discarded = st.session_state.get(DISCARDED + form.subject)
    may_take_back = latest is None and any(each.tab == discarded and each.was_discarded for each in kept)
    with st.container(horizontal=True, vertical_alignment="center", key=f"draft_line__{form.subject}__{form.tab}"):
        # Escaped, or Streamlit cuts the time at a colon into two texts, of which web/drafts.js keeps only one true.
        st.caption(escaped("草稿已放弃，30 天内可以恢复。" if may_take_back else _line(latest)))
        if latest is not None:
            _discard(form)
        if may_take_back:
            if st.button("恢复", key=f"drafts.take_back.{form.subject}", type="tertiary"):
                _use(form, discarded)
        elif others and not any(each.is_open for each in others):  # open ones have their button above
            label = f"以前的草稿（{len(others)}）"
            if st.button(label, key=f"drafts.earlier.{form.subject}", type="tertiary"):
                _other_drafts(form, labels)


def waiting(subject: str, stored: Fields, opened_by: str) -> None:
    """Beside the button of a form that is closed: that something unsubmitted waits in it."""
    kept = actions.open_drafts(session.engine(), subject=subject, by=loaders.reader())
    found = next((each for each in kept if draft_forms.differs(each, draft_forms.as_kept(stored))), None)
    if found is not None:
        st.caption(escaped(f"您{when(found.saved_at)} 写的草稿还没有提交，点“{opened_by}”接着写。"))


def when(at: datetime) -> str:
    """今天 10:32, else 11月27日 18:20."""
    wall, today = clock.shanghai(at), clock.shanghai(clock.now()).date()
    day = "今天" if wall.date() == today else f"{wall.month}月{wall.day}日"
    return f"{day} {wall:%H:%M}"


def _line(latest: SavedDraft | DraftRefused | Draft | actions.Source | None) -> str:
    if latest is None:
        return "输入的内容随时存为草稿。" if session.has_door() else "离开输入框后，内容存为草稿。"
    if isinstance(latest, DraftRefused):
        return str(latest)
    wall = clock.shanghai(latest.saved_at)
    is_today = wall.date() == clock.shanghai(clock.now()).date()
    return f"草稿已保存 {wall:%H:%M:%S}" if is_today else f"草稿已保存 {when(latest.saved_at)}"


def _told(others: list[Draft]) -> str:
    times = "、".join(when(each.saved_at) for each in others[:3])
    return f"您在另一台设备或另一个标签页还有 {len(others)} 份草稿（{times}），与这里不同。"


def _others(form: Form, kept: list[Draft]) -> list[Draft]:
    """Drafts that hold something this form does not: open ones of other pages, and discarded ones."""
    return [
        each
        for each in kept
        if each.tab != form.tab
        and (each.is_open or each.was_discarded)
        and not (form.source and form.source.is_still(each))
        and form.differs_from(each)
    ]


def _discard(form: Form) -> None:
    with st.popover("放弃草稿", type="tertiary"):
        st.write("放弃后，这里回到已保存的内容。草稿保留 30 天，可以恢复。")
        if st.button("确认放弃", key=f"drafts.discard.{form.subject}"):
            what = {"subject": form.subject, "tab": form.tab, "source": form.source}
            tab = actions.discard(session.engine(), **what, by=loaders.reader(), at=clock.now())
            st.session_state[DISCARDED + form.subject] = tab
            draft_forms.end(form.subject)
            st.rerun()


@st.dialog("其他草稿", width="large", on_dismiss="rerun")
def _other_drafts(form: Form, labels: Labels) -> None:
    kept = actions.kept_drafts(session.engine(), subject=form.subject, by=loaders.reader())
    others = _others(form, kept)
    if not others:
        st.write("没有与这里不同的草稿了。")
    else:
        st.caption("只列出与这里不同的部分。改用一份草稿后，这里写的内容仍作为另一份草稿保留。")
    for each in others:
        with st.container(border=True):
            _show(form, each, labels)


def _show(form: Form, draft: Draft, labels: Labels) -> None:
    here, state = form.values(), "未提交" if draft.is_open else "已放弃"
    st.markdown(f"**{when(draft.saved_at)}**　{state}")
    different = [name for name in here if name in draft.fields and draft.fields[name] != here[name]]
    for name in different:
        if name in form.texts:
            st.caption(labels.get(name, name))
            st.text(draft.fields[name] or "（空）")
    chosen = "、".join(labels.get(name, name) for name in different if name in form.choices)
    if chosen:
        st.caption(f"选项也不同：{chosen}")
    with st.container(horizontal=True):
        if st.button("改用这份草稿", key=f"drafts.use.{draft.tab}"):
            _use(form, draft.tab)
        if draft.is_open and st.button("放弃这份草稿", key=f"drafts.drop.{draft.tab}", type="tertiary"):
            actions.discard(session.engine(), subject=form.subject, tab=draft.tab, by=loaders.reader(), at=clock.now())
            st.rerun(scope="fragment")


def _use(form: Form, tab: str) -> None:
    """Begin the form anew from another draft; what is typed here stays open as a draft of its own."""
    try:
        actions.take_back(session.engine(), subject=form.subject, tab=tab, by=loaders.reader(), at=clock.now())
    except DraftRefused as refused:
        st.error(str(refused))
        return
    draft_forms.end(form.subject, following=tab)
    st.rerun()
