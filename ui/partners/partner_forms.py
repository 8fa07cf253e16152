"""Forms of 社会力量: take on, change, renew the term, set aside and take back."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from actions import partners as actions
from actions.partner_words import EARLIEST, LATEST, LONGEST
from actions.partners import LABELS, LONGEST_REASON, PartnerFields
from glossary import PartnerKind
from permissions import Person
from ui import clock, loaders, outcomes
from ui.text import day, escaped

WIDTH = 520
HINTS = {
    "organisation": "工作单位或社区；机构写联系人",
    "specialty": "例如：熟悉老旧小区改造的议事和筹资",
    "phone": "例如 13800000000 或 0710-6000000",
}


@st.dialog("登记社会力量", width="medium")
def new(by: Person) -> None:
    """The window to take a partner on."""
    key = f"partner_forms.new.{outcomes.turn()}"
    with st.form(key, border=False):
        kind = st.selectbox("类型（必填）", list(PartnerKind), format_func=lambda each: each.label, key=f"{key}.kind")
        given = _fields(key, None)
        sent = st.form_submit_button("登记", type="primary")
    if sent:
        said = f"已登记{kind.label}“{escaped(given['name'])}”。"
        wanted = PartnerFields(kind=kind, **given)
        outcomes.attempt(said, actions.add, refusals=actions.REFUSALS, by=by, given=wanted)


def change(found: pd.Series, by: Person) -> None:
    """What is known of a partner; the kind stays."""
    found = _as_opened(found)
    key = _key(found)
    kept = {"active": bool(found["active"]), "kind": PartnerKind(found["kind"])}
    with st.form(f"{key}.fields", border=False, width=WIDTH):
        given = _fields(key, found)
        reason = _reason(f"{key}.fields")
        sent = st.form_submit_button("保存", type="primary")
    if sent:
        wanted = {"given": PartnerFields(**kept, **given), "reason": reason}
        outcomes.attempt("已保存。", actions.change, refusals=actions.REFUSALS, by=by, **_place(found), **wanted)


def _key(found: pd.Series) -> str:
    return f"partner_forms.{found['number']}.{found['version']}"


def _as_opened(found: pd.Series) -> pd.Series:
    """The partner as it was when the form was opened: a change by others takes nothing away that is being typed."""
    place, turn = f"partner_forms.opened.{found['number']}", outcomes.turn()
    opened = st.session_state.get(place)
    is_writing = opened is not None and opened[0] == turn and f"{_key(opened[1])}.name" in st.session_state
    if not is_writing or opened[1]["version"] == found["version"]:
        st.session_state[place] = turn, found
        return found
    st.warning("您打开以后别人改过这一条，见“变更记录”。您写的都在下面，但要看过新内容再改。")
    st.button("换成新内容，放弃我写的", on_click=st.session_state.pop, args=(place,), key=f"{place}.fresh")
    return opened[1]


def buttons(found: pd.Series, by: Person) -> None:
    """Renew the term, set aside or take back."""
    key = _key(found)
    with st.container(horizontal=True):
        if found["term_to"] is not None:
            with st.popover("续任"):
                _renew(found, by, key)
        with st.popover("停用" if found["active"] else "重新启用"):
            _set_active(found, by, key)


def _renew(found: pd.Series, by: Person, key: str) -> None:
    st.caption(f"现在的任期止是 {day(found['term_to'])}。")
    today = clock.shanghai(clock.now()).date()
    earliest = max(today, found["term_to"] + timedelta(days=1))
    proposed = min(LATEST, earliest.replace(month=12, day=31) + timedelta(days=365))
    limits = {"min_value": earliest, "max_value": LATEST, "format": "YYYY-MM-DD"}
    term_to = st.date_input("新的任期止", proposed, key=f"{key}.renewed", **limits)
    reason = _reason(f"{key}.renew")
    if st.button("续任", key=f"{key}.renew"):
        said = f"任期已续到 {day(term_to)}。"
        wanted = {"term_to": term_to, "reason": reason}
        outcomes.attempt(said, actions.renew_term, refusals=actions.REFUSALS, by=by, **_place(found), **wanted)


def _set_active(found: pd.Series, by: Person, key: str) -> None:
    active = bool(found["active"])
    st.caption("停用后不再推荐和邀请，已有的意见和记录都保留。" if active else "启用后可以再邀请。")
    reason = _reason(f"{key}.active")
    if st.button("停用" if active else "启用", key=f"{key}.set_active"):
        said = f"{found['number']} 已{'停用' if active else '启用'}。"
        wanted = {"active": not active, "reason": reason}
        outcomes.attempt(said, actions.set_active, refusals=actions.REFUSALS, by=by, **_place(found), **wanted)


def _place(found: pd.Series) -> dict:
    return {"number": found["number"], "version": int(found["version"])}


def _reason(key: str) -> str:
    return st.text_input("说明（可不填）", max_chars=LONGEST_REASON, key=f"{key}.reason")


def _fields(key: str, found: pd.Series | None) -> dict:
    was = found if found is not None else {name: "" for name in LONGEST} | {"skills": ()}
    given: dict = {}
    for name in ("name", "organisation", "specialty", "phone"):
        label = LABELS[name] + ("（必填）" if name == "name" else "")
        given[name] = st.text_input(
            label, value=was[name], max_chars=LONGEST[name], placeholder=HINTS.get(name), key=f"{key}.{name}"
        )
    given |= _choices(key, was)
    for name in ("term_from", "term_to"):
        limits = {"min_value": EARLIEST, "max_value": LATEST, "format": "YYYY-MM-DD"}
        help_text = "任期止当天仍在任期内；没有期限的不填。"
        given[name] = st.date_input(LABELS[name], was.get(name), key=f"{key}.{name}", help=help_text, **limits)
    return given


def _choices(key: str, was) -> dict:
    places, subjects = loaders.names("township"), loaders.names("category_parent")
    code, known = was.get("township_code"), list(was["skills"])
    codes = [each for each, name in places.items() if "（已停用）" not in name or each == code]
    township = st.selectbox(
        LABELS["township_code"], codes, index=codes.index(code) if code in codes else None, format_func=places.get,
        placeholder="不选表示全市", key=f"{key}.township",
    )  # fmt: skip
    offered = [each for each, name in subjects.items() if "（已停用）" not in name or each in known]
    skills = st.multiselect(
        LABELS["skills"], offered, default=[each for each in known if each in offered], format_func=subjects.get,
        placeholder="可多选", key=f"{key}.skills",
    )  # fmt: skip
    return {"township_code": township, "skills": tuple(sorted(skills))}
