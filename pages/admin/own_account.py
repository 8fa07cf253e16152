"""我的账户: who am I here, where am I signed in, and how do I change my password?"""

import streamlit as st

from actions.sign_in import IDLE_LIMIT, NotYourSession, close_session
from ui import clock, own_reads, session
from ui.devices import device

person = session.current_person()
engine = session.engine()

st.title("我的账户")
st.write(f"{person.name}，{person.role.label}，用户名 {person.username}")

st.subheader("登录中的设备")
sessions = own_reads.open_sessions(since=clock.now() - IDLE_LIMIT)
for found in sessions.itertuples():
    described, closing = st.columns([4, 1], vertical_alignment="center")
    here = found.token_hash == session.current_session()
    described.write(
        f"{device(found.browser)}，{found.address}，登录于 {clock.moment(found.created_at)}，"
        f"最近使用 {clock.moment(found.last_seen_at)}" + ("，**本机**" if here else "")
    )
    if closing.button("退出" if here else "结束", key=f"own_account.close.{found.token_hash[:16]}"):
        if here:
            session.sign_out()
        try:
            close_session(engine, session=found.token_hash, by=person, at=clock.now())
        except NotYourSession as refused:
            st.warning(str(refused))
            session.stop()
        st.rerun()
st.caption("超过 60 分钟没有操作会自动退出。看到不认识的设备，请结束它并立即修改密码。")

st.subheader("修改密码")
session.change_password_form(person)
