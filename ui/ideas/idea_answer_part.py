"""答题 on an idea's page: who answers, what they answer and plan, and by when."""

import pandas as pd
import streamlit as st

from actions import idea_answers
from actions.idea_words import IdeaRefused
from data_access.ideas import NoSuchIdea, StaleIdea
from glossary import DepartmentPart, Role, SubjectKind
from permissions import NotPermitted, Permission, Person
from ui import clock, drafts, loaders, milestones, outcomes, session
from ui.ideas import idea_loaders
from ui.text import escaped

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)


def show(idea: pd.Series, by: Person) -> None:
    """Each department with its latest answer; earlier ones below it."""
    parts, answers = idea_loaders.departments(idea["id"]), idea_loaders.answers(idea["id"])
    names = loaders.names("department")
    if parts.empty:
        st.info("还没有确定承办单位。")
    for row in parts.itertuples():
        _department(idea, row, answers[answers["department_code"] == row.department_code], names, by)
    is_live = idea["merged_into"] is None
    if by.may(Permission.MANAGE_IDEAS) and is_live:
        _choose(idea, parts, names, by)
    st.subheader("节点")
    number, version, involved = idea["number"], int(idea["version"]), tuple(parts["department_code"])
    milestones.show(SubjectKind.IDEA, number, version, involved, by=by, key="idea_milestones", may_write=is_live)


def _department(idea: pd.Series, row, answers: pd.DataFrame, names: dict[str, str], by: Person) -> None:
    with st.container(border=True):
        name = names.get(row.department_code, row.department_code)
        st.markdown(f"**{escaped(name)}**　:gray[{DepartmentPart(row.part).label}]")
        if answers.empty:
            st.caption("待答题。")
        for place, answer in enumerate(answers.itertuples()):
            if place == 0:
                _answer(answer)
            elif place == 1:
                with st.expander(f"以前的答复（{len(answers) - 1}）"):
                    for earlier in answers.iloc[1:].itertuples():
                        _answer(earlier)
        own = by.role is not Role.HANDLER or by.department_code == row.department_code
        if own and by.may(Permission.ANSWER_IDEAS) and idea["merged_into"] is None:
            _write(idea, row.department_code, by)


def _answer(answer) -> None:
    st.caption(f"第 {answer.sequence} 次　{answer.by_name}　{clock.moment(answer.at)}")
    st.text(answer.answer, width="stretch")
    if answer.plan:
        st.markdown("**方案**")
        st.text(answer.plan, width="stretch")


def _write(idea: pd.Series, department: str, by: Person) -> None:
    subject = f"idea-{idea['id']}-answer-{department.replace('_', '-')}"
    box = {"max_chars": 20_000, "height": 120}
    with (
        st.expander("填写答复"),
        drafts.drafting(subject, texts={"answer": "", "plan": ""}, labels={"answer": "答复", "plan": "方案"}) as form,
    ):
        answer = st.text_area("答复（必填）", **box, key=form.key("answer"))
        plan = st.text_area("方案和步骤", **box, key=form.key("plan"))
        if st.button("提交答复", type="primary", key=f"{subject}.send"):
            _send(idea, subject, {"department_code": department, "answer": answer, "plan": plan}, by)


def _send(idea: pd.Series, subject: str, given: dict, by: Person) -> None:
    try:
        idea_answers.answer(session.engine(), number=idea["number"], **given, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    outcomes.say("答复已记入。")


def _choose(idea: pd.Series, parts: pd.DataFrame, names: dict[str, str], by: Person) -> None:
    lead = parts[parts["part"] == DepartmentPart.LEAD.value]["department_code"].tolist()
    others = parts[parts["part"] != DepartmentPart.LEAD.value]["department_code"].tolist()
    codes = [code for code, name in names.items() if "（已停用）" not in name or code in (*lead, *others)]
    key = f"idea_departments.{idea['number']}.{idea['version']}"
    with st.expander("确定承办单位"), st.form(key, border=False):
        chosen = st.selectbox(
            "主责单位", codes, index=codes.index(lead[0]) if lead else None, format_func=names.get,
            placeholder="请选择", key=f"{key}.lead",
        )  # fmt: skip
        supporting = st.multiselect(
            "配合单位", codes, default=others, format_func=names.get, placeholder="可不选", key=f"{key}.others"
        )
        sent = st.form_submit_button("保存")
    if sent:
        place = {"number": idea["number"], "version": int(idea["version"]), "lead": chosen}
        given = {"supporting": tuple(code for code in supporting if code != chosen)}
        said = "承办单位已确定，新单位会在待办里看到。"
        outcomes.attempt(said, idea_answers.set_departments, refusals=REFUSALS, by=by, **place, **given)
