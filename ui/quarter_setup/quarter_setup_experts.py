"""专家名册: every expert with unit, field and former employers, by which a review is ruled out."""

from datetime import date

import pandas as pd
import streamlit as st

from actions import experts as actions
from actions.experts import Employment, Profile
from actions.quarters import REFUSALS
from permissions import Permission, Person
from ui import clock, outcomes, session
from ui.projects import project_words
from ui.quarter_setup import quarter_setup_loaders
from ui.quarter_setup.quarter_setup_loaders import Standing
from ui.text import UNDEFINED, day, escaped, number

FIELDS = {"unit": "工作单位", "department_code": "所属承办单位", "field": "专业领域", "employments": "曾任职单位"}
UNREGISTERED = "未登记"


def show(standing: Standing | None, by: Person) -> None:
    """The roster, and the expert picked."""
    found = quarter_setup_loaders.registry()
    if found.empty:
        st.info("还没有专家。请系统管理员在“账户管理”里开通身份为“专家”的账户，再到这里登记单位和任职经历。")
        return
    waiting = int((found["active"] & ~found["registered"]).sum())
    st.caption(
        "本单位、主责和配合单位、三年内曾任职单位的项目不能分派给专家，按这里登记的内容判断。姓名和账户由系统管理员维护。"
    )
    if waiting:
        st.warning(f"有 {number(waiting)} 位专家还没有登记单位，登记以前不能分派项目。")
    picked = st.dataframe(
        _in_chinese(found),
        hide_index=True,
        key=f"quarter_setup.experts.{outcomes.turn()}",
        on_select="rerun",
        selection_mode="single-row",
        placeholder=UNDEFINED,
    )
    st.caption(f"共 {number(len(found))} 位。点一行左边的方框查看任职经历和变更记录。")
    for position in picked.selection.rows:
        _one(found.iloc[position], by)


def _in_chinese(found: pd.DataFrame) -> pd.DataFrame:
    state = [UNREGISTERED if not row.registered else "在用" if row.active else "已停用" for row in found.itertuples()]
    profiles = quarter_setup_loaders.profiles()
    return pd.DataFrame(
        {
            "姓名": found["name"],
            "状态": state,
            "工作单位": found["unit"],
            "所属承办单位": [project_words.department(code) for code in found["department_code"]],
            "专业领域": found["field"],
            "曾任职": [len(profiles[each].employments) if each in profiles else 0 for each in found["account_id"]],
            "分派过的项目": found["assigned"].astype(int),
            "用户名": found["username"],
        }
    )


def _one(row: pd.Series, by: Person) -> None:
    """The expert picked: where they worked, and what was changed."""
    profile = quarter_setup_loaders.profiles().get(row["account_id"])
    with st.container(border=True):
        st.markdown(f"**{escaped(row['name'])}**")
        if profile is None:
            st.caption("还没有登记。登记单位和专业领域以后才能分派项目。")
        else:
            _about(profile)
        if by.may(Permission.MANAGE_EVALUATION):
            label = "登记" if profile is None else "修改"
            if st.button(label, type="primary" if profile is None else "secondary", key="quarter_setup.expert"):
                _edit(row, profile, by)
        _history(row["account_id"])


def _about(profile: Profile) -> None:
    told = {
        "工作单位": profile.unit,
        "所属承办单位": project_words.department(profile.department_code),
        "专业领域": profile.field,
        "曾任职单位": "；".join(
            f"{project_words.department(each.department_code)}（{day(each.left_on)} 离任）"
            for each in profile.employments
        ),
    }
    for label, text in told.items():
        st.markdown(f":gray[{label}]　{escaped(text) or UNDEFINED}")


def _history(account_id: int) -> None:
    rows = quarter_setup_loaders.expert_history(account_id)
    if rows.empty:
        return
    with st.expander(f"变更记录（{number(len(rows))}）"):
        for row in rows.itertuples():
            told = "；".join(
                f"{FIELDS[name]} {_shown(name, was)} → {_shown(name, now)}"
                for name, (was, now) in row.details.items()
                if name in FIELDS
            )
            st.markdown(f"{escaped(told)}　:gray[{escaped(row.by_name)}　{clock.moment(row.at)}]")


def _shown(name: str, value: str | None) -> str:
    if not value:
        return "无"
    if name == "department_code":
        return project_words.department(value)
    if name != "employments":
        return value
    jobs = (each.partition(" ") for each in value.split("、"))
    return "、".join(f"{project_words.department(code)} {left_on}" for code, _, left_on in jobs)


@st.dialog("专家名册", width="medium")
def _edit(row: pd.Series, profile: Profile | None, by: Person) -> None:
    """Unit, own department, field, and the departments left."""
    key, known = f"quarter_setup.expert.{row['account_id']}", profile or Profile()
    st.markdown(f"**{escaped(row['name'])}**")
    unit = st.text_input("工作单位（必填）", known.unit, max_chars=80, key=f"{key}.unit")
    names = project_words.choices("department", known.department_code)
    own = st.selectbox(
        "所属承办单位（在本市部门任职的选）",
        list(names),
        index=list(names).index(known.department_code) if known.department_code in names else None,
        format_func=names.get,
        placeholder="不在本市部门任职",
        key=f"{key}.department",
    )
    field = st.text_input(
        "专业领域（必填）", known.field, max_chars=120, placeholder="例如 城乡规划、社区治理", key=f"{key}.field"
    )
    st.markdown("曾任职的本市部门（三年内离任的要回避）")
    jobs = _employments(known, key)
    if st.button("保存", type="primary", key=f"{key}.save"):
        if jobs is None:
            st.error("曾任职单位的每一行都要选单位并填离任日期，没有存入任何内容。")
            return
        _save(row, Profile(unit, own, field, jobs), profile, by)


def _employments(known: Profile, key: str) -> tuple[Employment, ...] | None:
    """The rows as typed; None when one lacks its department or its day."""
    codes = {each.department_code for each in known.employments}
    names = project_words.choices("department", *codes)
    frame = pd.DataFrame(
        {
            "单位": [names.get(each.department_code) for each in known.employments],
            "离任日期": [each.left_on for each in known.employments],
        },
        dtype=object,
    )
    edited = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=f"{key}.jobs",
        column_config={
            "单位": st.column_config.SelectboxColumn(options=list(names.values()), width="medium"),
            "离任日期": st.column_config.DateColumn(format="YYYY-MM-DD", min_value=actions.EARLIEST),
        },
    )
    rows = [tuple(row) for row in edited.itertuples(index=False) if not all(pd.isna(cell) for cell in row)]
    if any(pd.isna(cell) for row in rows for cell in row):
        return None
    by_name = {name: code for code, name in names.items()}
    return tuple(Employment(by_name[name], _day(left_on)) for name, left_on in rows)


def _day(cell: object) -> date:
    return pd.Timestamp(cell).date()


def _save(row: pd.Series, profile: Profile, seen: Profile | None, by: Person) -> None:
    asked = {"account_id": int(row["account_id"]), "profile": profile, "seen": seen}
    try:
        ruled_out = actions.set_profile(session.engine(), **asked, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    said = f"{escaped(row['name'])} 的名册内容已保存。"
    if ruled_out:
        told = "、".join(each.project for each in ruled_out[:5]) + ("等" if len(ruled_out) > 5 else "")
        said += f"按新的内容，{number(len(ruled_out))} 项已有分派（{told}）有利害关系，请到“评审轮次”登记回避或撤回。"
    outcomes.say(said)
