"""Keeping the rosters: the windows to take a partner on and to change one, renewing a term, setting aside."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from actions import partners as actions
from actions.partner_words import EARLIEST, LATEST, LONGEST
from actions.partners import LABELS, LONGEST_REASON, REFUSALS, PartnerFields
from data_access.partner_layout import WHOLE_CITY_NAME
from data_access.partners import FIELDS
from glossary import PartnerKind
from permissions import Person
from ui import clock, loaders, outcomes, session
from ui.text import day, escaped

SET_ASIDE = "（已停用）"
HINTS = {
    "organisation": "工作单位；专业机构写联系人",
    "specialty": "用自己的话写，例如：做过老旧小区加装电梯的设计",
    "phone": "只有项目经理看得到完整号码",
}


def fields_of(partner: pd.Series) -> PartnerFields:
    """The fields of a card, as its keeper sees them."""
    return PartnerFields(**{name: partner[name] for name in FIELDS} | {"kind": PartnerKind(partner["kind"])})


@st.dialog("登记社会力量", width="medium")
def new_dialog(by: Person) -> None:
    """The form of a new partner; afterwards its card is open."""
    with st.form("partner_new", border=False):
        kind = st.segmented_control(
            LABELS["kind"], list(PartnerKind), format_func=lambda each: each.label, default=PartnerKind.OBSERVER,
            required=True, key="partner_new.kind",
        )  # fmt: skip
        given = _form(PartnerFields(kind=kind, name=""), "partner_new")
        sent = st.form_submit_button("登记", type="primary")
    if not sent:
        return
    try:
        number = actions.add(session.engine(), given=given, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    st.query_params["partner"] = number
    outcomes.say(f"{escaped(given.name)}已登记，编号 {number}。")


@st.dialog("修改", width="medium")
def change_dialog(partner: pd.Series, by: Person) -> None:
    """The form over what is stored; it is stored only when nobody changed it since the window was opened."""
    key = f"partner_change.{partner['number']}.{partner['version']}"
    with st.form(key, border=False):
        st.caption(f"{partner['number']}　{PartnerKind(partner['kind']).label}")
        given = _form(fields_of(partner), key)
        reason = st.text_input("修改原因（可不填）", max_chars=LONGEST_REASON, key=f"{key}.reason")
        sent = st.form_submit_button("存入", type="primary")
    if sent:
        seen = {"number": partner["number"], "version": int(partner["version"])}
        given = {"given": given, "reason": reason}
        outcomes.attempt("修改已存入。", actions.change, refusals=REFUSALS, by=by, **seen, **given)


def _form(was: PartnerFields, key: str) -> PartnerFields:
    """Everything but the kind and whether it is active; what was set aside since stays on offer where it was chosen."""
    places, skills = _choices("township", {was.township_code}), _choices("category_parent", set(was.skills))
    given: dict = {"name": _line("name", was, key)}
    index = list(places).index(was.township_code) if was.township_code in places else None
    given["township_code"] = st.selectbox(
        LABELS["township_code"], list(places), index=index, format_func=places.get,
        placeholder=f"不选表示{WHOLE_CITY_NAME}", key=f"{key}.township_code",
    )  # fmt: skip
    chosen = st.multiselect(
        LABELS["skills"], list(skills), [code for code in was.skills if code in skills], format_func=skills.get,
        placeholder="可选几项，也可不选", key=f"{key}.skills",
    )  # fmt: skip
    given["skills"] = tuple(sorted(chosen))
    for name in HINTS:
        given[name] = _line(name, was, key)
    with st.container(horizontal=True):
        for name in ("term_from", "term_to"):
            given[name] = _day(LABELS[name], getattr(was, name), f"{key}.{name}")
    st.caption("任期止当天仍在任期内；没有期限的留空。")
    return replace(was, **given)


def _choices(dictionary: str, chosen: set) -> dict[str, str]:
    names = loaders.names(dictionary)
    return {code: name for code, name in names.items() if SET_ASIDE not in name or code in chosen}


def _line(name: str, was: PartnerFields, key: str) -> str:
    label = f"{LABELS[name]}（必填）" if name == "name" else LABELS[name]
    box = {"max_chars": LONGEST[name], "placeholder": HINTS.get(name)}
    return st.text_input(label, getattr(was, name), key=f"{key}.{name}", **box)


def _day(label: str, value: date | None, key: str) -> date | None:
    return st.date_input(label, value, min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD", key=key)


def tools(partner: pd.Series, by: Person) -> None:
    """Buttons beside a card: change, renew the term, set aside or take back."""
    if st.button("修改", type="primary", key=f"partner.{partner['number']}.change"):
        change_dialog(partner, by)
    if partner["term_to"] is not None:
        _renewing(partner, by)
    _setting_aside(partner, by)


def _renewing(partner: pd.Series, by: Person) -> None:
    key = f"partner.{partner['number']}.renew.{outcomes.turn()}"
    with st.popover("续任"), st.form(key, border=False):
        proposed = min((pd.Timestamp(partner["term_to"]) + pd.DateOffset(years=1)).date(), LATEST)
        term_to = _day(f"新的任期止（现在是 {day(partner['term_to'])}）", proposed, f"{key}.to")
        reason = st.text_input("说明（可不填）", max_chars=LONGEST_REASON, key=f"{key}.reason")
        sent = st.form_submit_button("续任", type="primary")
    if sent and term_to is None:
        st.error("请选择新的任期止，没有存入任何内容。")
    elif sent:
        seen = {"number": partner["number"], "version": int(partner["version"])}
        given = {"term_to": term_to, "reason": reason}
        said = f"已续任至 {day(term_to)}。"
        outcomes.attempt(said, actions.renew_term, refusals=REFUSALS, by=by, **seen, **given)


def _setting_aside(partner: pd.Series, by: Person) -> None:
    active = bool(partner["active"])
    key = f"partner.{partner['number']}.active.{outcomes.turn()}"
    with st.popover("停用" if active else "启用"), st.form(key, border=False):
        st.caption("停用以后不再推荐、不能邀请，记录都保留，随时可以启用。" if active else "启用以后可以再推荐和邀请。")
        reason = st.text_input("原因（可不填）", max_chars=LONGEST_REASON, key=f"{key}.reason")
        sent = st.form_submit_button("停用" if active else "启用", type="primary")
    if sent:
        seen = {"number": partner["number"], "version": int(partner["version"])}
        given = {"active": not active, "reason": reason}
        said = "已停用。" if active else "已启用。"
        outcomes.attempt(said, actions.set_active, refusals=REFUSALS, by=by, **seen, **given)
