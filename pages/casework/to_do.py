"""待办: what is waiting for me, and where do I do it?"""

from datetime import timedelta
from urllib.parse import parse_qsl

import streamlit as st

from ui import clock, loaders, navigation, own_reads, session

RECENT = timedelta(days=30)

person = session.current_person()
now = clock.now()
today = loaders.reporting_day()

st.title("待办")
waiting = own_reads.open_to_dos()
if waiting.empty:
    st.info("现在没有需要您处理的事项。新的事项会出现在这里，办完后自动消失。")
else:
    late = sum(1 for due_on in waiting["due_on"].dropna() if due_on < today)
    st.write(f"共 {len(waiting)} 项" + (f"，其中 {late} 项已过期" if late else "") + "。事情办完后会自动从这里消失。")

reachable = navigation.paths_for(person)
for item in waiting.itertuples():
    described, due, link = st.container(border=True).columns([5, 2, 1.2], vertical_alignment="center")
    described.text(item.what, width="stretch")  # titles in it are people's own words, never Markdown
    if item.due_on is None or item.due_on != item.due_on:
        due.caption("不限期")
    elif item.due_on < today:
        due.badge(f"已过期，{item.due_on.month}月{item.due_on.day}日截止", color="red")
    elif item.due_on == today:
        due.badge("今天截止", color="orange")
    else:
        due.write(f"{item.due_on.month}月{item.due_on.day}日截止")
    if item.page in reachable:
        opens = dict(parse_qsl(item.query))
        link.page_link(item.page, label="去办理", icon=":material/arrow_forward:", query_params=opens or None)

done = own_reads.done_to_dos(since=now - RECENT)
if not done.empty:
    with st.expander(f"近 30 天已办（{len(done)}）"):
        for item in done.itertuples():
            st.text(f"{clock.moment(item.done_at)}　{item.what}　{item.done_by_name}")
