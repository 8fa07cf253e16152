"""账户管理: who may sign in, as what, and since when?"""

from functools import partial

import streamlit as st

from actions import accounts as actions
from actions.accounts import AccountError
from glossary import Role
from permissions import Permission, require
from ui import account_words, outcomes, own_reads, session

person = session.current_person()
require(person, Permission.MANAGE_ACCOUNTS, "管理账户")
engine = session.engine()
attempt = partial(outcomes.attempt, by=person, refusals=AccountError)
departments, collectors = own_reads.department_names(), own_reads.collector_names()


def role_fields(key: str, role: Role, department: str | None, collector: int | None) -> dict:
    """Role, and what belongs to two of the roles."""
    roles, codes, ids = list(Role), [None, *departments], [None, *collectors]
    return {
        "role": st.selectbox(
            "身份", roles, index=roles.index(role), format_func=lambda choice: choice.label, key=f"{key}.role"
        ),
        "department_code": st.selectbox(
            "所属单位（承办单位经办人必选）",
            codes,
            index=codes.index(department) if department in codes else 0,
            format_func=lambda code: departments.get(code, "无"),
            key=f"{key}.department",
        ),
        "collector_id": st.selectbox(
            "对应的民情收集员（仅民情收集员）",
            ids,
            index=ids.index(collector) if collector in ids else 0,
            format_func=lambda choice: collectors.get(choice, "无"),
            key=f"{key}.collector",
        ),
    }


st.title("账户管理")
outcomes.show()

listed = own_reads.all_accounts()
st.write(f"共 {len(listed)} 个账户，在用 {int(listed['active'].sum())} 个。")
st.dataframe(account_words.table(listed), hide_index=True, column_config=account_words.WIDTHS, key="accounts.table")

opening, changing = st.tabs(["开通账户", "修改账户"])
with opening, st.form("accounts.create", border=False, width=480):
    username = st.text_input(
        "用户名", max_chars=40, help="小写字母、数字或 . _ @ -；可以是邮箱。", key="accounts.username"
    )
    name = st.text_input("姓名", max_chars=40, key="accounts.name")
    fields = role_fields("accounts.new", Role.OFFICER, None, None)
    password = st.text_input(
        "初始密码",
        type="password",
        max_chars=128,
        help="至少 10 个字符。本人首次登录后必须修改。留空则只能统一认证登录。",
        key="accounts.password",
    )
    if st.form_submit_button("开通", type="primary"):
        attempt(
            f"已开通 {username}。", actions.create, username=username, name=name, password=password or None, **fields
        )

with changing:
    by_id = {row.id: row for row in listed.itertuples()}
    chosen = st.selectbox(
        "账户",
        list(by_id),
        index=None,
        placeholder="选择要修改的账户",
        width=480,
        format_func=lambda account_id: f"{by_id[account_id].username}　{by_id[account_id].name}",
        key="accounts.chosen",
    )
    if chosen is None:
        session.stop()
    row = by_id[chosen]
    with st.form(f"accounts.change.{row.id}.{row.version}", border=False, width=480):
        name = st.text_input("姓名", value=row.name, max_chars=40)
        fields = role_fields(f"accounts.{row.id}.{row.version}", Role(row.role), row.department_code, row.collector_id)
        if st.form_submit_button("保存修改", type="primary"):
            attempt("修改已保存。", actions.change, account_id=row.id, version=int(row.version), name=name, **fields)
    with st.form(f"accounts.password.{row.id}.{row.version}", border=False, width=480):
        password = st.text_input("新的初始密码", type="password", max_chars=128, help="该账户的登录会全部结束。")
        if st.form_submit_button("重设密码"):
            attempt("密码已重设，请当面或电话告知本人。", actions.set_password, account_id=row.id, password=password)
    if row.active:
        sure = st.checkbox("确认停用，并结束该账户的全部登录", key=f"accounts.sure.{row.id}.{row.version}")
        if st.button("停用账户", disabled=not sure, key="accounts.deactivate"):
            attempt(f"已停用 {row.username}。", actions.deactivate, account_id=row.id)
    elif st.button("重新启用", key="accounts.activate"):
        attempt(f"已启用 {row.username}。", actions.activate, account_id=row.id)
    history = own_reads.account_history(row.id)
    if not history.empty:
        st.subheader("变更记录")
        st.dataframe(account_words.history(history), hide_index=True)
