"""办理规则: which limits and parameters hold, who set them, and has the city confirmed them?"""

from functools import partial

import streamlit as st

from actions import settings as actions
from actions.settings import IN_USE, SettingRefused, Version
from permissions import Permission, require
from ui import outcomes, session
from ui import setting_words as words
from ui.setting_controls import value_of

person = session.current_person()
require(person, Permission.MANAGE_SETTINGS, "查看办理规则")
engine = session.engine()
attempt = partial(outcomes.attempt, by=person, refusals=SettingRefused)


@st.dialog("修改规则")
def change(setting: Version) -> None:
    """New value, what it does, and why; nothing happens until the button is pressed."""
    st.markdown(f"**{words.title(setting.key)}**")
    value = value_of(setting.key, setting.value, place=f"settings.{setting.key}.{setting.version}")
    reason = st.text_input("修改原因（必填）", max_chars=200, placeholder="例如：市委社会工作部会议纪要")
    if value != setting.value:
        st.write(f"现行：{words.in_words(setting.key, setting.value)}")
        st.write(f"改为：{words.in_words(setting.key, value)}")
    st.info(words.effect(setting.key))
    st.caption(f"保存后为新的一版，标记“{words.WAITING}”，直到登记市里的确认。以往各版都保留。")
    if st.button("保存新规则", type="primary", key="settings.save"):
        bar = st.progress(0.0, text="正在重新换算……") if setting.key == "office_hours" else None
        attempt(
            f"“{words.title(setting.key)}”已改为：{words.in_words(setting.key, value)}。",
            actions.change,
            key=setting.key,
            value=value,
            version=setting.version,
            reason=reason,
            progress=(lambda done, total: bar.progress(done / total, text="正在重新换算……")) if bar else None,
        )


@st.dialog("登记市里的确认")
def confirm(setting: Version) -> None:
    """Which document, meeting or call the confirmation rests on."""
    st.markdown(f"**{words.title(setting.key)}**：{words.in_words(setting.key, setting.value)}")
    document = st.text_input(
        "确认依据（必填）", max_chars=200, placeholder="文号，或何时何会、何人来电", key="settings.document"
    )
    st.caption(f"登记后不再标“{words.WAITING}”。依据、登记人和时间长期保留，不能更改。")
    if st.button("登记确认", type="primary", key="settings.confirmed"):
        attempt(
            f"已登记“{words.title(setting.key)}”的确认。",
            actions.confirm,
            key=setting.key,
            version=setting.version,
            document=document,
        )


@st.dialog("以往各版")
def versions(setting: Version) -> None:
    """Every version of one setting, newest first."""
    st.markdown(f"**{words.title(setting.key)}**")
    for kept in words.stored_versions(actions.versions(engine, key=setting.key, by=person)) or [setting]:
        with st.container(border=True):
            st.write(words.in_words(kept.key, kept.value))
            st.caption(words.origin(kept))
            st.caption(words.confirmation(kept))


def show(setting: Version) -> None:
    """One setting with its marks and what can be done."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{words.title(setting.key)}**", width="content")
            if setting.confirmed_by is None:
                st.badge(words.WAITING, color="orange")
            if setting.key not in IN_USE:
                st.badge(words.NOT_IN_USE, color="gray")
        st.write(words.in_words(setting.key, setting.value))
        st.caption(words.origin(setting))
        if setting.confirmed_by is not None:
            st.caption(words.confirmation(setting))
        with st.container(horizontal=True):
            st.button("修改", key=f"settings.change.{setting.key}", on_click=change, args=(setting,))
            if setting.confirmed_by is None:
                st.button("登记确认", key=f"settings.confirm.{setting.key}", on_click=confirm, args=(setting,))
            st.button("以往各版", key=f"settings.versions.{setting.key}", on_click=versions, args=(setting,))


st.title("办理规则")
outcomes.show()
every = actions.every_setting(engine, by=person)
waiting = sum(setting.confirmed_by is None for setting in every)
if waiting:
    st.write(
        f"共 {len(every)} 项规则，其中 {waiting} 项{words.WAITING}：暂按产品默认值或登记值执行，确认后请登记依据。"
    )
else:
    st.write(f"共 {len(every)} 项规则，市里都已确认。")
for setting in every:
    if setting.key in IN_USE:
        show(setting)
st.subheader(words.NOT_IN_USE)
st.write("这些规则属于后续环节，现在登记的内容到启用时生效。")
for setting in every:
    if setting.key not in IN_USE:
        show(setting)
