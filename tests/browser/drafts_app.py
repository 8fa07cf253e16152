"""A small app with one form whose text is saved as a draft: what the browser tests of drafts write in."""

import json

import streamlit as st

from data_access import schema
from data_access.engine import reading, writing
from ui import drafts, loaders, outcomes, session

SUBJECT, STORED = "idea-12-text", "test.stored"
EMPTY = {"version": 1, "problem": "", "proposal": "", "category": None, "cost": None, "townships": []}
LABELS = {
    "title": "标题",
    "problem": "问题",
    "proposal": "建议",
    "category": "分类",
    "cost": "费用",
    "townships": "镇办区",
}
CHOICES = ["住房", "交通", "教育"]
TOWNSHIPS = ["南城", "北城", "吴店"]


def stored() -> dict:
    """What has been stored for good, with its version."""
    table = schema.installation
    with reading(session.engine()) as connection:
        found = connection.execute(table.select().where(table.c.key == STORED)).one_or_none()
    return {"title": "", **EMPTY, **(json.loads(found.value) if found else {})}


def store(values: dict, version: int) -> None:
    """Store for good."""
    table = schema.installation
    with writing(session.engine()) as connection:
        connection.execute(table.delete().where(table.c.key == STORED))
        connection.execute(table.insert().values(key=STORED, value=json.dumps(values | {"version": version})))


def write() -> None:
    """The page with the form."""
    st.title("写点子")
    outcomes.show()
    now = stored()
    with drafts.drafting(
        SUBJECT,
        texts={name: now[name] for name in ("title", "problem", "proposal")},
        choices={name: now[name] for name in ("category", "cost", "townships")},
        labels=LABELS,
        based_on=now["version"],
    ) as form:
        st.text_input("标题", key=form.key("title"), max_chars=20)
        st.text_area("问题", key=form.key("problem"))
        st.text_area("建议", key=form.key("proposal"))
        st.selectbox("分类", CHOICES, index=None, placeholder="请选择", key=form.key("category"))
        st.number_input("费用", min_value=0, value=None, step=1, placeholder="元", key=form.key("cost"))
        st.multiselect("镇办区", TOWNSHIPS, placeholder="请选择", key=form.key("townships"))
        if st.button("保存", key="writing.save", type="primary"):
            store(form.values(), now["version"] + 1)
            drafts.finish(SUBJECT)
            outcomes.say(f"已保存，写于第 {form.based_on} 版之上。")
    st.text(f"现在是第 {now['version']} 版：{now['problem']}")


st.set_page_config(page_title="民声工作台", layout="wide")
loaders.begin(session.current_person())
start = st.Page(lambda: st.switch_page(page), title="民声工作台", default=True, visibility="hidden")
page = st.Page(write, title="写点子", url_path="writing")
elsewhere = st.Page(lambda: st.title("别处"), title="别处", url_path="elsewhere")
session.run_to_the_end(st.navigation([start, page, elsewhere]))
