"""Parts of a project's page: what is to be done, by whom, the targets, the steps and each quarter's progress."""

import streamlit as st

from actions.attachments import may_attach
from actions.project_rules import AT_REST, REPORTING
from glossary import ProjectState, SubjectKind
from permissions import Permission, Person
from ui import attachments, clock, loaders, milestones
from ui.ideas import idea_words
from ui.projects import project_forms, project_words, project_writing
from ui.projects.project_loaders import ProjectSheet
from ui.text import day, escaped, percent

KIND = SubjectKind.PROJECT


def overview(project: ProjectSheet, by: Person) -> None:
    """What is to be done, by whom, towards which targets, and what came of it."""
    may_write = by.may(Permission.MANAGE_PROJECTS) and project.state not in AT_REST
    st.subheader("建设内容")
    if project.summary:
        st.text(project.summary, width="stretch")
    else:
        st.caption("还没有写明建设内容。")
    if may_write and project_writing.open_button("修改项目信息", "change", project):
        project_writing.change(project, by)
    st.subheader("承办单位")
    st.markdown(f"主责：{escaped(project_words.department(project.lead))}")
    others = "、".join(project_words.department(code) for code in project.supporting)
    st.markdown(f"配合：{escaped(others) or '无'}")
    if may_write and st.button("调整承办单位", key="project.departments"):
        project_forms.departments(project, by)
    st.subheader("目标")
    _targets(project, by, may_write)
    if project.effect:
        st.subheader("成效")
        st.text(project.effect, width="stretch")


def _targets(project: ProjectSheet, by: Person, may_write: bool) -> None:
    gone = project.targets["removed_at"].notna()
    if gone.all():
        st.caption("还没有设定目标。" + ("评审前至少要有一项。" if may_write else ""))
    for row in project.targets[~gone].itertuples():
        with st.container(border=True, gap="xsmall"):
            _target(row)
            if may_write:
                with st.container(horizontal=True, gap="small"):
                    if st.button("修改", type="tertiary", key=f"project.target.{row.id}"):
                        project_forms.target(project, row, by)
                    if st.button("移除", type="tertiary", key=f"project.target_out.{row.id}"):
                        project_forms.remove_target(project, row.id, row.name, by)
    if may_write and st.button("增加目标", key="project.target_new", icon=":material/add:"):
        project_forms.target(project, None, by)
    if gone.any():
        with st.expander(f"已移除的目标（{int(gone.sum())}）"):
            for row in project.targets[gone].itertuples():
                st.markdown(
                    f"{escaped(row.name)}　:gray[{clock.moment(row.removed_at)}　{escaped(row.removed_reason)}]"
                )


def _target(row) -> None:
    """Baseline → latest → target, and how much of the way is done."""
    share = project_words.share_of(row)
    st.markdown(f"**{escaped(row.name)}**")
    latest = project_words.measure(row.latest, row.unit)
    when = f"（{project_words.quarter(row.latest_quarter)}）" if row.latest_quarter else "（还没有报过）"
    baseline = "不详" if row.baseline != row.baseline else project_words.measure(row.baseline, row.unit)
    said = f"基期 {baseline} → 最近 **{latest}**{when} → 目标 {project_words.measure(row.target, row.unit)}"
    st.markdown(said if row.due_on is None else f"{said}，{day(row.due_on)} 前")
    if share is None:
        st.caption("达成 —" + ("（没有基期值，不能算）" if row.baseline != row.baseline else ""))
    else:
        st.progress(min(max(share, 0.0), 1.0), text=f"达成 {percent(share)}")


def plan(project: ProjectSheet, by: Person) -> None:
    """The steps, and what was reported each quarter."""
    st.subheader("节点")
    departments = tuple(code for code in (project.lead, *project.supporting) if code)
    place = {"kind": KIND, "number": project.number, "version": project.version, "departments": departments}
    milestones.show(**place, by=by, key="project.milestones", may_write=project.state not in AT_REST)
    st.subheader("季度进展")
    may_report = by.may(Permission.REPORT_PROGRESS) and project.state in REPORTING
    if may_report and project_writing.open_button("报季度进展", "report", project, type="primary"):
        project_writing.report(project, by)
    if project.progress.empty:
        later = project.state in (ProjectState.ESTABLISHED, ProjectState.UNDER_REVIEW)
        st.caption("实施以后每季度报一次进展。" if later else "还没有报过进展。")
    for row in project.progress[project.progress["counts"]].itertuples():
        _report(project, row, by)


def _report(project: ProjectSheet, row, by: Person) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{project_words.quarter(row.quarter)}**　:gray[{escaped(row.by_name)}　{clock.moment(row.at)}]")
        _reported(project, row)
        listed = loaders.attachments(KIND, project.number)
        here = (listed["part"] == f"progress:{row.id}") & ~listed["is_removed"]
        with st.expander(f"证据和照片（{int(here.sum())}）"):
            place = {"part": f"progress:{row.id}", "may_add": may_attach(by, KIND) and project.state not in AT_REST}
            attachments.show(KIND, project.number, **place, key=f"project.progress.{row.id}")
        earlier = project.progress[(project.progress["quarter"] == row.quarter) & ~project.progress["counts"]]
        if len(earlier):
            with st.expander(f"这个季度以前报的（{len(earlier)}）"):
                for each in earlier.itertuples():
                    st.caption(f"第 {each.sequence} 次　{escaped(each.by_name)}　{clock.moment(each.at)}")
                    _reported(project, each)


def _reported(project: ProjectSheet, row) -> None:
    st.text(row.content, width="stretch")
    named = {each.id: (each.name, each.unit) for each in project.targets.itertuples()}
    told = [
        f"{named[target][0]} {project_words.measure(value, named[target][1])}" for target, value in row.values.items()
    ]
    if row.spent_yuan is not None:
        told.append(f"累计支出 {idea_words.yuan(row.spent_yuan)}")
    if told:
        st.caption("　".join(map(escaped, told)))
