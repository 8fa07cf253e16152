"""Documents and photos of an idea or a project: to look at, to add, to take away and to put back."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from actions import attachments as actions
from actions.assessment_evidence import is_evidence
from data_access.file_types import EXTENSIONS, MAX_BYTES, TYPES
from glossary import SubjectKind
from ui import clock, loaders, outcomes, session
from ui.text import escaped, file_size

PHOTO_WIDTH = 160
PHOTOS_AT_ONCE = 24
MEGABYTES = MAX_BYTES // 1024 // 1024
WITHOUT_DOOR = "打开附件要用完整的服务（python server.py）；现在这种启动方式只列出名称。"
ABOUT_UPLOADS = (
    f"可一次选多个，每个不超过 {MEGABYTES} MB：照片、PDF、Word、Excel、PowerPoint、WPS 文字和表格、文本。"
    "照片存入前会去掉拍摄位置、时间和机型，只留画面；文件里的其他内容原样保存。"
)


def show(kind: SubjectKind, number: str, part: str = "", *, may_add: bool, key: str) -> None:
    """What is attached to a subject, or to a part of it such as opinion:12; under a heading the page has set.

    `may_add`: whether to offer uploading; `actions.attachments.may_attach` says who may.
    """
    listed = loaders.attachments(kind, number, part if is_evidence(kind, part) else "")
    here = listed[listed["part"] == part]
    live = here[~here["is_removed"]]
    if live.empty:
        st.caption("还没有附件。" + ("请在下面选择文件上传。" if may_add else ""))
    elif not session.has_door():
        st.caption(WITHOUT_DOOR)
    _show_photos(live[live["is_photo"]], key)
    for row in live[~live["is_photo"]].itertuples():
        _show_document(row, key)
    if may_add:
        _offer_upload(kind, number, part, key)
    _show_removed(here[here["is_removed"]], key)


def _show_photos(photos: pd.DataFrame, key: str) -> None:
    """A grid that has as many columns as fit, two on a phone."""
    if photos.empty:
        return
    all_of_them = len(photos) <= PHOTOS_AT_ONCE or st.toggle(f"显示全部 {len(photos)} 张照片", key=f"{key}.all")
    with st.container(horizontal=True, gap="small", key=f"{key}.photos"):
        for row in (photos if all_of_them else photos.head(PHOTOS_AT_ONCE)).itertuples():
            with st.container(width=PHOTO_WIDTH, gap="xsmall"):
                if session.has_door():
                    address = f"/files/{row.token}"
                    st.markdown(f"[![{escaped(row.file_name)}]({address}/thumbnail)]({address})")
                st.caption(f"{escaped(row.file_name)}  \n{escaped(row.by_name)}　{clock.moment(row.at)[:10]}")
                _offer_removal(row, key)


def _show_document(row, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True):
        with st.container(width="stretch", gap="xsmall"):
            name = escaped(row.file_name)
            st.markdown(f"[{name}](/files/{row.token})" if session.has_door() else name)
            about = (TYPES[row.media_type].label, file_size(row.size_bytes), escaped(row.by_name), clock.moment(row.at))
            st.caption("　".join(about))
        _offer_removal(row, key)


def _offer_removal(row, key: str) -> None:
    if row.may_change and st.button("移除", type="tertiary", key=f"{key}.remove.{row.id}"):
        _ask_why(int(row.id), row.file_name, _who_restores(row.part), key)


def _who_restores(part: str) -> str:
    return "移除的人" if is_evidence(SubjectKind.PROJECT, part) else "移除的人和项目经理"


@st.dialog("移除这个附件？")
def _ask_why(attachment_id: int, file_name: str, who_restores: str, key: str) -> None:
    st.text(file_name)
    st.write(f"移除后不再显示，也打不开；内容和记录保留，{who_restores}可以恢复。")
    reason = st.text_input("原因", max_chars=actions.LONGEST_REASON, key=f"{key}.reason.{attachment_id}")
    if st.button("确认移除", type="primary", key=f"{key}.removal_confirmed"):
        chosen = {"attachment_id": attachment_id, "reason": reason, "by": session.current_person()}
        outcomes.attempt(f"已移除“{escaped(file_name)}”。", actions.remove, refusals=actions.REFUSALS, **chosen)


def _show_removed(removed: pd.DataFrame, key: str) -> None:
    if removed.empty:
        return
    with st.expander(f"已移除的附件（{len(removed)}）", key=f"{key}.removed"):
        for row in removed.itertuples():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                with st.container(width="stretch", gap="xsmall"):
                    st.markdown(escaped(row.file_name))
                    about = f"{escaped(row.removed_by_name)} {clock.moment(row.removed_at)} 移除"
                    st.caption(f"{about}，原因：{escaped(row.removed_reason)}")
                if st.button("恢复", key=f"{key}.restore.{row.id}"):
                    chosen = {"attachment_id": int(row.id), "by": session.current_person()}
                    said = f"已恢复“{escaped(row.file_name)}”。"
                    outcomes.attempt(said, actions.restore, refusals=actions.REFUSALS, **chosen)


def _offer_upload(kind: SubjectKind, number: str, part: str, key: str) -> None:
    refused = f"{key}.refused"
    chosen = st.file_uploader(
        "上传文件或照片",
        # Phones turn photos of their own kind into JPEG for who asks for it.
        type=EXTENSIONS,
        accept_multiple_files=True,
        max_upload_size=MEGABYTES,
        on_change=lambda: st.session_state.pop(refused, None),
        key=f"{key}.upload.{st.session_state.get(f'{key}.round', 0)}",
    )
    st.caption(ABOUT_UPLOADS)
    for sentence in st.session_state.get(refused, ()):
        st.error(sentence)
    if chosen and st.button(f"存入 {len(chosen)} 个文件", type="primary", key=f"{key}.store"):
        _store(chosen, {"kind": kind, "number": number, "part": part}, key)


def _store(chosen: Iterable, place: dict, key: str) -> None:
    """Each file for itself: what can be kept is kept, and of the others is said why not."""
    refused, files = [], list(chosen)
    bar = st.progress(0.0)
    for position, file in enumerate(files):
        bar.progress(position / len(files), text=f"正在检查并存入第 {position + 1} 个，共 {len(files)} 个")
        what = {"file_name": file.name, "content": file.getvalue(), "by": session.current_person()}
        try:
            actions.attach(session.engine(), **place, **what, at=clock.now())
        except actions.REFUSALS as refusal:
            refused.append(f"{escaped(file.name)}：{refusal}")
    bar.empty()
    st.session_state[f"{key}.refused"] = refused
    if len(refused) == len(files):
        st.rerun()
    st.session_state[f"{key}.round"] = st.session_state.get(f"{key}.round", 0) + 1
    outcomes.say(
        f"已存入 {len(files) - len(refused)} 个附件。" + (f"有 {len(refused)} 个没有存入。" if refused else "")
    )
