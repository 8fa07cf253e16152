"""字典: what may a suggestion be filed under, what was it called before, and who changed it?"""

import streamlit as st

from actions import dictionaries as actions
from actions.dictionaries import DICTIONARIES, DictionaryRefused
from actions.dictionary_files import read_file
from actions.imports import ImportRefused
from permissions import Permission, require
from ui import dictionary_parts as parts
from ui import outcomes, session
from ui.tables import EXCEL_TYPE, to_excel
from ui.text import number

person = session.current_person()
require(person, Permission.MANAGE_DICTIONARIES, "管理字典")
engine = session.engine()


def attempt(said: str, action, **arguments: object) -> None:
    """Do it to the dictionary chosen."""
    outcomes.attempt(said, action, refusals=DictionaryRefused, by=person, dictionary=dictionary, **arguments)


def change(row, key: str) -> None:
    """What can be done with one entry."""
    st.subheader(row.name)
    with st.form(f"{key}.rename.{row.code}", border=False, width=480):
        name = st.text_input("名称", value=row.name, max_chars=about.longest, key=f"{key}.name.{row.code}")
        reason = parts.reason(f"{key}.rename.{row.code}")
        st.caption("改名后，以往的建议也显示新名称；编号不变，旧名称留在变更记录里。")
        if st.form_submit_button("保存名称", type="primary"):
            wanted = {"code": row.code, "was": row.name, "name": name, "reason": reason}
            attempt(f"“{row.name}”已改为“{name.strip()}”。", actions.rename, **wanted)
    with st.container(horizontal=True):
        for label, up in (("上移", True), ("下移", False)):
            if about.ordered and row.active and st.button(label, key=f"{key}.{up}.{row.code}"):
                attempt(f"“{row.name}”已{label}。", actions.move, code=row.code, up=up)
    if about.closed:
        return
    label = "停用" if row.active else "重新启用"
    with st.form(f"{key}.active.{row.code}", border=False, width=480):
        reason = parts.reason(f"{key}.active.{row.code}")
        st.caption("停用后不能再选用，已有的建议仍归在它名下；不能删除。")
        if st.form_submit_button(label):
            attempt(f"“{row.name}”已{label}。", actions.set_active, code=row.code, active=not row.active, reason=reason)


st.title("字典")
outcomes.show()
dictionary = st.selectbox(
    "字典",
    list(DICTIONARIES),
    format_func=lambda code: DICTIONARIES[code].label,
    label_visibility="collapsed",
    width=260,
    key="dictionaries.which",
)
about = DICTIONARIES[dictionary]
entries = {name: actions.entries(engine, dictionary=name, by=person) for name in DICTIONARIES}
names = parts.names_of(entries)
listed = entries[dictionary]
shown = parts.table(dictionary, listed, names)
key = f"dictionaries.{dictionary}.{outcomes.turn()}"
listing, adding, importing, history = st.tabs(["条目", "增加", "导入", "变更记录"])
with listing:
    st.write(f"共 {number(len(listed))} 个，在用 {number(listed['active'].sum())} 个。选中一行可以修改。")
    picked = st.dataframe(shown, hide_index=True, key=f"{key}.entries", on_select="rerun", selection_mode="single-row")
    file = f"{about.label}.xlsx"
    st.download_button("下载 Excel", to_excel(shown), file, EXCEL_TYPE, key=f"{key}.download", on_click="ignore")
    for position in picked.selection.rows:
        change(next(listed.iloc[[position]].itertuples(index=False)), key)
with adding:
    if about.closed:
        st.info(f"{about.label}是固定的，不能增加，只能改名称。")
    elif given := parts.new_entry(dictionary, entries, key=f"{key}.add"):
        attempt(f"已增加“{given['name'].strip()}”。", actions.add, **given)
with importing:
    if about.closed:
        st.info(f"{about.label}是固定的，不能导入。")
    else:
        st.write("表格样式与“下载 Excel”相同；只增加没有的条目，已有的不变。")
        upload = st.file_uploader("表格（.xlsx、.xls 或 .csv）", max_upload_size=4, key=f"{key}.file")
        if upload is not None:
            content = {"content": upload.getvalue(), "file_name": upload.name}
            try:
                read = read_file(engine, dictionary=dictionary, by=person, **content)
            except ImportRefused as refused:
                st.error(str(refused))
                session.stop()
            if parts.show_file(read) and st.button("增加这些条目", type="primary", key=f"{key}.store"):
                attempt(f"已增加 {len(read.new)} 个条目。", actions.add_many, rows=read.new, reason=upload.name[:200])
with history:
    changes = actions.changes(engine, dictionary=dictionary, by=person)
    if changes.empty:
        st.info("还没有改动过。")
    else:
        st.dataframe(parts.changes_table(changes, names[dictionary]), hide_index=True, key=f"{key}.changes")
