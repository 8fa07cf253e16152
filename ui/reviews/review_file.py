"""The file of a project beside the form: what citizens said, the idea, the plan, the money, progress and evidence."""

import pandas as pd
import streamlit as st

from data_access.file_types import PHOTOS, TYPES
from ui import loaders, session
from ui.attachments import WITHOUT_DOOR
from ui.ideas import idea_words
from ui.projects import project_words
from ui.reviews.review_loaders import CaseFile
from ui.text import day, escaped, file_size, percent

SOURCES_AT_ONCE = 3


def show(file: CaseFile) -> None:
    """Everything an expert judges by, in the order in which it came about."""
    _summary(file)
    _citizens(file.sources)
    _idea(file)
    _answers(file.answers)
    _targets(file.targets)
    _steps(file.milestones)
    _progress(file)
    st.subheader("佐证材料")
    _evidence(file.evidence[file.evidence["part"] == ""], "没有另附材料。")
    if file.effect:
        st.subheader("成效")
        st.text(file.effect, width="stretch")


def _summary(file: CaseFile) -> None:
    names = {name: loaders.names(name) for name in ("category", "township")}
    place = names["township"].get(file.township_code, "全市")
    parts = [names["category"].get(file.category_code, "未分类"), place, file.state.label]
    st.caption("　".join(map(escaped, [*parts, f"{day(file.established_on)} 立项"])))
    st.subheader("建设内容与预算")
    _text(file.summary, "没有写明建设内容。")
    budget = idea_words.yuan(file.budget_yuan)
    share = ""
    if file.budget_yuan and file.spent_yuan is not None:
        share = f"（占预算 {percent(file.spent_yuan / file.budget_yuan)}）"
    st.markdown(f"预算 **{budget}**　累计支出 **{idea_words.yuan(file.spent_yuan)}**{share}")


def _citizens(sources: pd.DataFrame) -> None:
    st.subheader(f"群众怎么说（{len(sources)} 件）")
    if sources.empty:
        st.caption("没有可以公开的来源建议。")
    for row in sources.head(SOURCES_AT_ONCE).itertuples():
        _source(row)
    rest = sources.iloc[SOURCES_AT_ONCE:]
    if len(rest):
        with st.expander(f"其余 {len(rest)} 件"):
            for row in rest.itertuples():
                _source(row)


def _source(row) -> None:
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{escaped(row.title)}**")
        channel, place = (loaders.names(name).get(code, "") for name, code in _where(row))
        st.caption(escaped("　".join(part for part in (day(row.received_on), channel, place, row.number) if part)))
        st.text(row.content, width="stretch")


def _where(row) -> tuple:
    return ("channel", row.channel_code), ("township", row.township_code)


def _idea(file: CaseFile) -> None:
    if file.idea is None:
        return
    st.subheader("金点子")
    st.markdown(f"**{escaped(file.idea.title)}**　:gray[{file.idea_number}]")
    named = (("问题", file.idea.problem), ("建议", file.idea.proposal), ("预期效益", file.idea.benefit))
    for label, text in named:
        if text:
            st.markdown(f":gray[{label}]")
            st.text(text, width="stretch")


def _answers(answers: pd.DataFrame) -> None:
    if answers.empty:
        return
    st.subheader("单位答题与方案")
    for row in answers.itertuples():
        st.markdown(f"**{escaped(project_words.department(row.department_code))}**")
        _text(row.answer, "没有答题内容。")
        if row.plan:
            st.markdown(":gray[办理方案]")
            st.text(row.plan, width="stretch")


def _targets(targets: pd.DataFrame) -> None:
    st.subheader("目标")
    if targets.empty:
        st.caption("没有设定目标。")
    for row in targets.itertuples():
        share = project_words.share_of(row)
        baseline = "不详" if row.baseline != row.baseline else project_words.measure(row.baseline, row.unit)
        latest, wanted = (project_words.measure(value, row.unit) for value in (row.latest, row.target))
        reached = "" if share is None else f"，达成 {percent(share)}"
        st.markdown(f"**{escaped(row.name)}**　{escaped(f'基期 {baseline} → 最近 {latest} → 目标 {wanted}{reached}')}")


def _steps(steps: pd.DataFrame) -> None:
    st.subheader("节点")
    if steps.empty:
        st.caption("没有安排节点。")
    for row in steps.itertuples():
        done = f":green[{day(row.done_on)} 完成]" if row.done_on is not None else ":gray[未完成]"
        st.markdown(f"{day(row.due_on)}　{escaped(row.title)}　{done}")
        if row.note:
            st.caption(escaped(row.note))


def _progress(file: CaseFile) -> None:
    st.subheader("季度进展")
    if file.progress.empty:
        st.caption("还没有报过进展。")
    named = {row.id: (row.name, row.unit) for row in file.targets.itertuples()}
    for row in file.progress.itertuples():
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{project_words.quarter(row.quarter)}**")
            st.text(row.content, width="stretch")
            told = [
                f"{named[target][0]} {project_words.measure(value, named[target][1])}"
                for target, value in row.values.items()
                if target in named
            ]
            told += [f"累计支出 {idea_words.yuan(row.spent_yuan)}"] if row.spent_yuan is not None else []
            if told:
                st.caption(escaped("　".join(told)))
            _evidence(file.evidence[file.evidence["part"] == f"progress:{row.id}"], "")


def _evidence(files: pd.DataFrame, empty: str) -> None:
    """Each file to be opened in a tab of its own, photos as small pictures."""
    if files.empty:
        if empty:
            st.caption(empty)
        return
    if not session.has_door():
        st.caption(WITHOUT_DOOR)
    is_photo = files["media_type"].isin(PHOTOS) & session.has_door()
    if is_photo.any():
        pictures = [
            f"[![{escaped(row.file_name)}](/files/{row.token}/thumbnail)](/files/{row.token})"
            for row in files[is_photo].itertuples()
        ]
        st.markdown("　".join(pictures))
    for row in files[~is_photo].itertuples():
        name = escaped(row.file_name)
        linked = f"[{name}](/files/{row.token})" if session.has_door() else name
        st.markdown(f"{linked}　:gray[{TYPES[row.media_type].label}　{file_size(row.size_bytes)}]")


def _text(text: str, empty: str) -> None:
    if text:
        st.text(text, width="stretch")
    else:
        st.caption(empty)
