"""历史 on an idea's page: every step with who and when, every version of the text, and what differs between two."""

import difflib

import pandas as pd
import streamlit as st

from data_access.idea_texts import text_of
from glossary import IdeaState, WorkStep, labels
from ui import clock, loaders
from ui.ideas import idea_loaders
from ui.ideas.idea_writing import LABELS, shown
from ui.text import UNDEFINED, escaped


def show(idea: pd.Series) -> None:
    """Steps first, then the versions and the comparison of any two."""
    steps(idea_loaders.history(idea["id"]), int(idea["id"]))
    st.subheader("各版内容")
    versions = idea_loaders.versions(idea["id"])
    names = {
        row.sequence: f"第 {row.sequence} 版　{row.by_name}　{clock.moment(row.at)}"
        + ("（另存）" if row.set_aside else "")
        + (f"　{row.reason}" if row.reason else "")
        for row in versions.itertuples()
    }
    after = st.selectbox("看哪一版", list(names), format_func=names.get, key="idea_history.after")
    earlier = [sequence for sequence in names if sequence != after]
    based = next((row.based_on for row in versions.itertuples() if row.sequence == after), None)
    index = earlier.index(based) if based in earlier else None
    before = st.selectbox(
        "与哪一版比较", earlier, index=index, format_func=names.get, key=f"idea_history.before.{after}",
        placeholder="不比较",
    )  # fmt: skip
    texts = {row.sequence: text_of(row) for row in versions.itertuples()}
    if before is not None:
        st.caption("删除线是删去的，加粗是新写的。")
    for name, label in LABELS.items():
        now = shown(name, getattr(texts[after], name))
        was = now if before is None else shown(name, getattr(texts[before], name))
        st.markdown(f"**{label}**" + ("" if was == now else "　:orange-badge[有改动]"))
        if was == now:
            st.text(now, width="stretch")
        else:
            st.markdown(differences(was, now))


def differences(was: str, now: str) -> str:
    """Both texts in one as Markdown: what went is struck through in red, what came is bold in green."""
    parts = []
    for kind, *places in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        old, new = was[places[0] : places[1]], now[places[2] : places[3]]
        if kind == "equal":
            parts.append(_lines(new))
            continue
        parts += [f":red[~~{escaped(line)}~~] " for line in old.splitlines() if line.strip()]
        parts += [f":green[**{escaped(line)}**] " for line in new.splitlines() if line.strip()]
    return "".join(parts)


def _lines(text: str) -> str:
    return "  \n".join(escaped(line) for line in text.split("\n"))


def steps(history: pd.DataFrame, own_id: int) -> None:
    """The steps as a table, newest first; those of merged ideas are marked."""
    named = labels(WorkStep)
    rows = {
        "时间": [clock.moment(at) for at in history["at"]],
        "谁": history["by_name"],
        "做了什么": [named.get(step, step) for step in history["step"]],
        "状态": [_states(row) for row in history.itertuples()],
        "原因和内容": [_said(row) for row in history.itertuples()],
        "来自": ["" if subject == own_id else "并入的金点子" for subject in history["subject_id"]],
    }
    table = pd.DataFrame(rows)
    if not table["来自"].any():
        table = table.drop(columns="来自")
    st.dataframe(table, hide_index=True, key="idea_history.steps")


def _states(row) -> str:
    known = labels(IdeaState)
    names = [known.get(state) for state in (row.from_state, row.to_state) if state in known]
    return " → ".join(names)


def _said(row) -> str:
    details, parts = row.details, [row.reason] if row.reason else []
    departments = loaders.names("department")
    if "text" in details:
        parts.append(f"第 {details['text']} 版")
    if details.get("changed"):
        parts.append("改了" + "、".join(LABELS.get(name, name) for name in details["changed"]))
    if details.get("suggestions"):
        parts.append("、".join(details["suggestions"]))
    if "department" in details:
        parts.append(departments.get(details["department"], details["department"]))
    if isinstance(details.get("after"), dict):
        parts.append("、".join(departments.get(code, code) for code in details["after"]) or "无")
    for name in ("idea", "project", "document_number", "file_name", "partner", "answer", "effect"):
        if isinstance(details.get(name), str):
            parts.append(details[name])
    return "；".join(parts) or UNDEFINED
