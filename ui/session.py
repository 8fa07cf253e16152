"""Who is signed in, asked anew on every run, and the one engine of the screens."""

from html import escape
from typing import NoReturn
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from actions import accounts as account_actions
from actions import sign_in as actions
from actions.accounts import AccountError
from data_access.engine import Engine, connect, database_url
from permissions import Person
from ui import clock, navigation

COOKIE = "workbench_session"  # set by web.requests
DOOR = "x-workbench-door"  # set by web.require_session
TOKEN = "session.token"
LEAVE = """<p><a href="{link}">前往登录页</a></p><script>window.location.assign("{address}")</script>"""


def engine() -> Engine:
    """The database of this process."""
    return connect(database_url())


def token() -> str | None:
    """This tab's session token: from the cookie, or kept in the tab when the app runs without its door."""
    return st.session_state.get(TOKEN) or (st.context.cookies.get(COOKIE) if has_door() else None)


def current_person() -> Person:
    """The signed-in person; whoever is not signed in any more sees that, and the run ends here."""
    person = actions.person_of(engine(), token=token(), at=clock.now())
    if person is None:
        _leave("ended") if has_door() else _sign_in_form()
    if person.must_change_password:
        _leave("ended") if has_door() else _new_password_form(person)
    return person


def current_session() -> str:
    """The hash by which the database knows this session."""
    return actions.token_hash(token() or "")


def sign_out() -> None:
    """End this session in every tab, and go to the sign-in page."""
    actions.sign_out(engine(), token=token() or "", at=clock.now())
    st.session_state.pop(TOKEN, None)
    if has_door():
        _leave("out")
    st.rerun()


def run_to_the_end(page: st.Page) -> None:
    """Run a page, and draw the mark by which web/half_page.js knows that the run was not cut short."""
    try:
        page.run()
    finally:
        _mark_end()


def stop() -> NoReturn:
    """There is no more of this page to show: `st.stop` with the mark, for after it nothing can be drawn."""
    _mark_end()
    st.stop()


def _mark_end() -> None:
    st.html('<i class="app-end"></i>')


def has_door() -> bool:
    """Whether the server with its own routes is in front, or only `streamlit run app.py`."""
    return st.context.headers.get(DOOR) is not None


def _leave(said: str) -> None:
    st.info("您已退出登录。" if said == "out" else "登录已结束：已保存的内容都在，请重新登录。")
    address = f"/signin?said={said}" + (f"&next={quote(_here(), safe='')}" if said == "ended" else "")
    st.html(LEAVE.format(address=address, link=escape(address)), unsafe_allow_javascript=True)
    st.stop()


def _here() -> str:
    """The page this run is for, with its filters: where signing in again leads back to."""
    query = urlencode(st.query_params.to_dict())
    return urlsplit(st.context.url or "/").path + (f"?{query}" if query else "")


def _sign_in_form() -> None:
    navigation.keep_address()
    st.title("民声工作台")
    with st.form("session.sign_in", width=400):
        username = st.text_input("用户名", key="session.username", max_chars=40)
        password = st.text_input("密码", type="password", key="session.password", max_chars=128)
        submitted = st.form_submit_button("登录", type="primary")
    if submitted:
        address, browser = str(st.context.ip_address or "local"), st.context.headers.get("User-Agent", "")
        try:
            st.session_state[TOKEN] = actions.sign_in(
                engine(), username=username, password=password, address=address, browser=browser, at=clock.now()
            )
        except actions.SignInRefused as refused:
            st.error(str(refused))
            st.stop()
        st.rerun()
    st.stop()


def _new_password_form(person: Person) -> None:
    st.title("修改密码")
    st.write("首次登录或密码被重设后，须先改成只有您自己知道的密码。")
    change_password_form(person)
    st.stop()


def change_password_form(person: Person) -> None:
    """The form to change one's own password; afterwards everybody with the old one is signed out, this tab too."""
    with st.form("session.password", border=False, width=400):
        current = st.text_input("当前密码", type="password", key="session.current", max_chars=128)
        new = st.text_input(
            "新密码", type="password", key="session.new", max_chars=128, help="至少 10 个字符，不能全是数字。"
        )
        again = st.text_input("再输一次新密码", type="password", key="session.again", max_chars=128)
        submitted = st.form_submit_button("保存新密码", type="primary")
    if not submitted:
        return
    if new != again:
        st.error("两次输入的新密码不一样，密码没有修改。")
        return
    try:
        account_actions.change_own_password(engine(), current=current, new=new, by=person, at=clock.now())
    except AccountError as refused:
        st.error(str(refused))
        return
    st.success("密码已修改。为了安全，所有登录都已结束，请用新密码重新登录。")
    st.session_state.pop(TOKEN, None)
    if has_door():
        st.markdown("[前往登录页](/signin)")
    else:
        st.button("重新登录", key="session.again_button")
    st.stop()
