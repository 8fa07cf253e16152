"""专家评审 on a project's page: what it came to, and for coordinators the form that finishes it."""

import streamlit as st

from actions import project_reviews
from actions.project_rules import PASSING, REVIEWED
from glossary import ProjectState, ReviewConclusion
from permissions import Permission, Person
from ui import clock, outcomes
from ui.projects import project_words
from ui.projects.project_loaders import ProjectSheet
from ui.text import day, escaped


def show(project: ProjectSheet, by: Person) -> None:
    """Where the review stands, every review recorded, and the form."""
    st.subheader("专家评审")
    _standing(project)
    for row in project.reviews.itertuples():
        _review(project, row, by)
    if project.state is ProjectState.UNDER_REVIEW and by.may(Permission.FINISH_REVIEWS):
        _finish(project, by)


def _standing(project: ProjectSheet) -> None:
    conclusion = project.facts["review"]
    if project.state is ProjectState.ESTABLISHED:
        st.info("项目还在立项，进入评审后由评估专员登记评审结论。")
    elif project.state is ProjectState.UNDER_REVIEW and conclusion is None:
        st.info("等待评审：评估专员登记结论后，通过的才能实施。")
    elif project.state is ProjectState.UNDER_REVIEW and conclusion not in PASSING:
        st.warning("评审没有通过。修改后可以再评审，也可以退回立项或撤项。")
    elif conclusion in PASSING and project.state is ProjectState.UNDER_REVIEW:
        st.success("评审已通过，可以进入实施。")
    elif project.reviews.empty:
        st.caption("没有评审记录。")


def _review(project: ProjectSheet, row, by: Person) -> None:
    conclusion = ReviewConclusion(row.conclusion)
    revoked = row.revoked_at is not None
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(conclusion.label, color="green" if conclusion in PASSING else "red")
            if revoked:
                st.badge("已撤销", color="gray")
            elif not row.stands:
                st.badge("不再作数", color="gray")
        recorded = f"{escaped(row.recorded_by_name)}登记于 {clock.moment(row.recorded_at)}"
        st.caption(f"{day(row.finished_on)} 结束　专家 {row.experts} 人　{recorded}")
        if row.note:
            st.text(row.note, width="stretch")
        if revoked:
            st.caption(f"撤销原因：{escaped(row.revoked_reason)}（{clock.moment(row.revoked_at)}）")
            return
        may_revoke = by.may(Permission.FINISH_REVIEWS) and project.state not in REVIEWED
        if may_revoke and st.button("撤销这个结论", type="tertiary", key=f"project.review.{row.id}"):
            _revoke(project, row.id, by)


def _finish(project: ProjectSheet, by: Person) -> None:
    key = f"project_review.{project.number}.{outcomes.turn()}"
    st.subheader("登记评审结论")
    entered_on, today = clock.shanghai(project.state_since).date(), clock.shanghai(clock.now()).date()
    with st.form(key, border=False, width=560):
        days = {"min_value": min(entered_on, today), "max_value": today, "format": "YYYY-MM-DD"}
        explained = f"{day(entered_on)} 进入评审，不能更早。"
        finished_on = st.date_input("评审结束日期", today, help=explained, key=f"{key}.on", **days)
        experts = st.number_input("参评专家（人）", min_value=1, max_value=99, value=5, key=f"{key}.experts")
        conclusion, note = conclusion_inputs(key)
        st.caption("以最后登记、没有撤销的结论为准。项目进入实施以后，结论不能撤销。")
        sent = st.form_submit_button("登记结论", type="primary")
    if sent and conclusion is None:
        st.error("请选择结论，没有存入任何内容。")
    elif sent:
        given = {"finished_on": finished_on, "experts": int(experts), "conclusion": conclusion, "note": note}
        _attempt(f"评审结论已登记：{conclusion.label}。", project_reviews.finish_review, project, by, **given)


def conclusion_inputs(key: str) -> tuple[ReviewConclusion | None, str]:
    """The two fields of whoever records what a review came to."""
    look = {"index": None, "format_func": lambda each: each.label, "horizontal": True}
    conclusion = st.radio("结论", list(ReviewConclusion), key=f"{key}.conclusion", **look)
    return conclusion, st.text_area("评审意见（不通过的必填）", max_chars=2000, height=120, key=f"{key}.note")


@st.dialog("撤销这个评审结论？")
def _revoke(project: ProjectSheet, review_id: int, by: Person) -> None:
    """Says what follows, and asks why."""
    st.write("撤销后这个结论不作数，记录保留。项目要有别的通过结论才能实施。")
    reason = st.text_input("原因（必填）", max_chars=200, key=f"project_review.reason.{review_id}")
    if st.button("确认撤销", type="primary", key="project_review.revoke_confirmed"):
        given = {"review_id": int(review_id), "reason": reason}
        _attempt("已撤销评审结论。", project_reviews.revoke_review, project, by, **given)


def _attempt(said: str, action, project: ProjectSheet, by: Person, **given: object) -> None:
    place = {"number": project.number, "version": project.version}
    outcomes.attempt(said, action, refusals=project_words.REFUSALS, by=by, **place, **given)
