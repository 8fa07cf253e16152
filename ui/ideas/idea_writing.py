"""Writing an idea: the form, its draft, and the comparison when somebody else saved first."""

import pandas as pd
import streamlit as st

from actions import idea_texts
from actions.idea_texts import IdeaText, proposed_merge
from actions.idea_words import LONGEST_TEXT, LONGEST_TITLE, IdeaRefused
from data_access.idea_texts import text_of
from data_access.ideas import NoSuchIdea, StaleIdea
from permissions import NotPermitted, Person
from ui import clock, drafts, loaders, outcomes, session
from ui.ideas import idea_words
from ui.text import escaped

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)
OPEN = "idea_writing.open"  # the idea whose text this tab is editing
EDIT = "修改内容"
SET_ASIDE = "（已停用）"
LABELS = {
    "title": "标题",
    "problem": "问题",
    "proposal": "建议方案",
    "benefit": "预期效益",
    "cost_yuan": "预计费用（元）",
    "category_code": "分类",
    "township_codes": "镇办区",
}
LONG = {
    "problem": "群众遇到什么困难，涉及多少人",
    "proposal": "怎么做、谁来做、分几步",
    "benefit": "谁受益，能看到什么变化",
}


def places(category_key: str, township_key: str) -> dict:
    """Category and townships; what their keys hold stays on offer although it was set aside."""
    categories, places = loaders.names("category"), loaders.names("township")
    chosen = st.session_state.get(category_key)
    codes = [code for code, name in categories.items() if SET_ASIDE not in name or code == chosen]
    category = st.selectbox(
        LABELS["category_code"], codes, format_func=categories.get, index=None, placeholder="请选择", key=category_key
    )
    near = st.multiselect(
        LABELS["township_codes"], list(places), format_func=places.get, placeholder="不选表示全市", key=township_key
    )
    return {"category_code": category, "township_codes": tuple(sorted(near))}


def edit(idea: pd.Series, versions: pd.DataFrame, by: Person) -> None:
    """The form over the text in force, saved as a draft while it is written."""
    current = text_of(next(versions[versions["sequence"] == idea["text_sequence"]].itertuples()))
    texts = {name: getattr(current, name) for name in ("title", *LONG)}
    choices = {name: getattr(current, name) for name in LABELS if name not in texts}
    based_on = int(idea["text_sequence"])
    with drafts.drafting(_subject(idea), texts=texts, choices=choices, labels=LABELS, based_on=based_on) as form:
        given: dict = {"title": st.text_input(LABELS["title"], max_chars=LONGEST_TITLE, key=form.key("title"))}
        for name, hint in LONG.items():
            box = {"max_chars": LONGEST_TEXT, "height": 180, "placeholder": hint}
            given[name] = st.text_area(LABELS[name], **box, key=form.key(name))
        money = {"min_value": 0, "step": 10_000, "placeholder": "不清楚可以不填"}
        given["cost_yuan"] = st.number_input(LABELS["cost_yuan"], **money, key=form.key("cost_yuan"))
        given |= places(form.key("category_code"), form.key("township_codes"))
        reason = st.text_input("修改说明（可不填）", max_chars=200, key=f"{form.place}.reason")
        if st.button("保存", type="primary", key="idea_writing.save"):
            _save(idea, form.based_on, IdeaText(**given), reason, by)


def say_what_waits(idea: pd.Series, text: IdeaText) -> None:
    """While the form is closed: that this person wrote something in it that is not stored."""
    stored = {name: getattr(text, name) for name in LABELS}
    drafts.waiting(_subject(idea), stored=stored, opened_by=EDIT)


def _subject(idea: pd.Series) -> str:
    return f"idea-{idea['id']}-text"


def _save(idea: pd.Series, based_on: int | None, text: IdeaText, reason: str, by: Person) -> None:
    based_on = int(idea["text_sequence"]) if based_on is None else based_on
    written = {"number": idea["number"], "based_on": based_on, "text": text, "reason": reason}
    try:
        saved = idea_texts.save_text(session.engine(), **written, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(_subject(idea))
    st.session_state[OPEN] = None
    if not saved.changed:
        outcomes.say("没有改动，没有新的一版。")
    if saved.in_force:
        outcomes.say(f"已保存为第 {saved.sequence} 版。")
    outcomes.say("别人在您之前保存了新的一版。您写的内容已另存，没有丢失：请在下面对照后选择。")


def compare(idea: pd.Series, versions: pd.DataFrame, by: Person) -> None:
    """Every text set aside beside the one in force, field by field, until somebody decided."""
    waiting = versions[versions["set_aside"].astype(bool) & versions["settled_at"].isna()]
    for row in waiting.sort_values("sequence").itertuples():
        with st.container(border=True):
            _compare_one(idea, versions, row, by)


def _compare_one(idea: pd.Series, versions: pd.DataFrame, aside, by: Person) -> None:
    texts = {row.sequence: text_of(row) for row in versions.itertuples()}
    who = {row.sequence: row.by_name for row in versions.itertuples()}
    current = int(idea["text_sequence"])
    base, theirs, mine = texts[aside.based_on], texts[current], texts[aside.sequence]
    proposed = proposed_merge(base, theirs, mine)
    left, right = f"现有第 {current} 版（{who[current]}）", f"另存第 {aside.sequence} 版（{aside.by_name}）"
    st.markdown(f"**两人同时修改：{escaped(left)} 与 {escaped(right)}**")
    st.caption("逐项对照，选择保留哪一份；也可以选好后再“修改”。两份内容都留在历史里。")
    key, chosen = f"idea_compare.{idea['number']}.{aside.sequence}.{current}", {}
    for name, side in proposed.items():
        st.markdown(f"**{LABELS[name]}**")
        for column, text in zip(st.columns(2), (theirs, mine), strict=True):
            column.text(shown(name, getattr(text, name)), width="stretch")
        options = {"theirs": left, "mine": right}
        index = list(options).index(side)
        chosen[name] = st.radio(
            LABELS[name], list(options), index=index, format_func=options.get, key=f"{key}.{name}",
            horizontal=True, label_visibility="collapsed",
        )  # fmt: skip
    with st.container(horizontal=True):
        if st.button("按所选保存", type="primary", key=f"{key}.save"):
            fields = {name: getattr(mine if chosen.get(name) == "mine" else theirs, name) for name in LABELS}
            asked = {"based_on": current, "text": IdeaText(**fields), "settles": int(aside.sequence)}
            reason = f"对照第 {current} 版和第 {aside.sequence} 版"
            said = "已按所选保存。"
            outcomes.attempt(said, idea_texts.save_text, refusals=REFUSALS, by=by, number=idea["number"],
                             reason=reason, **asked)  # fmt: skip
        if st.button("全部保留现有的", key=f"{key}.keep"):
            asked = {"number": idea["number"], "sequence": int(aside.sequence)}
            outcomes.attempt("已保留现有内容，另存的一版仍可在历史里查看。", idea_texts.settle, refusals=REFUSALS,
                             by=by, **asked)  # fmt: skip


def shown(name: str, value: object) -> str:
    """One field of a text as people read it; 未填 when empty."""
    if name == "cost_yuan":
        return idea_words.yuan(value)
    if name == "category_code":
        return loaders.names("category").get(value, "未填")
    if name == "township_codes":
        names = loaders.names("township")
        return "、".join(names.get(code, code) for code in value) or "全市"
    return value or "未填"
