"""历史 on an idea's page: every step with who and when, every version of the text, and what differs between two."""

import difflib
import re

import pandas as pd
import streamlit as st

from data_access.idea_texts import text_of
from glossary import IdeaState, WorkStep, labels
from ui import clock, history_lines, loaders
from ui.ideas import idea_loaders
from ui.ideas.idea_writing import LABELS, shown
from ui.text import UNDEFINED, escaped, number

# What a difference never cuts: a number with its separators, a Latin word; else one sign.
PIECES = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)*%?|[A-Za-z]+|.", re.DOTALL)


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
    """Both texts in one as Markdown: what went is struck through in red, what came is bold in green.

    Sign by sign, numbers and Latin words whole: of 1.8 and 2.1 nobody can read which part came.
    """
    parts = []
    before, after = PIECES.findall(was), PIECES.findall(now)
    for kind, *places in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[places[0] : places[1]]), "".join(after[places[2] : places[3]])
        if kind == "equal":
            parts.append(_lines(new))
            continue
        parts += [f":red[~~{escaped(line)}~~] " for line in old.splitlines() if line.strip()]
        parts.append("  \n".join(f":green[**{escaped(line)}**] " if line.strip() else "" for line in new.split("\n")))
    return "".join(parts)


def _lines(text: str) -> str:
    return "  \n".join(escaped(line) for line in text.split("\n"))


def steps(history: pd.DataFrame, own_id: int) -> None:
    """The steps newest first; those of merged ideas are marked."""
    st.caption(f"共 {number(len(history))} 步，最近的在前。每一步都留痕，不能删改。")
    history_lines.show(
        history,
        steps=labels(WorkStep),
        states=labels(IdeaState),
        said=lambda row: _said(row, own_id),
        key="idea_history.all",
    )


def _said(row, own_id: int) -> str:
    details, parts = row.details, ["并入的金点子"] if row.subject_id != own_id else []
    parts += [row.reason] if row.reason else []
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
