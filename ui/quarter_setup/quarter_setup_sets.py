"""Versions of criteria and indicators: read, compared with the one before, edited as the next."""

import pandas as pd
import streamlit as st

from actions.quarter_start import criteria_from, indicators_from
from data_access.evaluation_rules import Criterion
from permissions import Permission, Person
from ui import clock
from ui.projects import project_words
from ui.quarter_setup import quarter_setup_cells as cells
from ui.quarter_setup import quarter_setup_grids, quarter_setup_loaders
from ui.quarter_setup import quarter_setup_words as words
from ui.quarter_setup.quarter_setup_loaders import Rules
from ui.text import escaped

NOTHING = {"criteria": "评审标准", "indicators": "第三方指标"}
EDIT = "edit"  # in the address: the version a new one is being written from


def show(kind: str, rules: Rules, by: Person) -> None:
    """One version with what it has otherwise than another; for the coordinator the way to the next."""
    versions = getattr(rules, kind)
    if versions.empty:
        st.info(f"还没有{NOTHING[kind]}。新建第一个季度时自动带入产品默认值。")
        return
    names = {int(row.id): f"第 {row.id} 版　{row.name}" for row in versions.itertuples()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"quarter_setup.{kind}.version.{len(names)}"
        version = st.selectbox("查看", list(names), format_func=names.get, key=key, width=320)
        if by.may(Permission.MANAGE_EVALUATION):
            st.button("以这一版为底拟定新版", key=f"quarter_setup.{kind}.edit", on_click=_begin, args=(kind, version))
    row = versions[versions["id"] == version].iloc[0]
    told = [f"{row['by_name']} {clock.moment(row['at'])} 拟定", row["note"], words.used_in(rules.uses, kind, version)]
    st.caption("　".join(escaped(text) for text in told if text))
    _parts(kind, version)
    _compare(kind, version, names)


def frame_of(kind: str, version: int) -> tuple[pd.DataFrame, list[Criterion]]:
    """The rows of a version, and for criteria what they were made of."""
    if kind == "criteria":
        criteria = criteria_from(quarter_setup_loaders.criteria(version))
        return cells.criteria_frame(criteria), criteria
    return cells.indicator_frame(indicators_from(quarter_setup_loaders.indicators(version))), []


def _parts(kind: str, version: int) -> None:
    frame, criteria = frame_of(kind, version)
    if kind == "criteria":
        _criteria(criteria)
        return
    numbers = [name for name in cells.NUMBERS if name in frame.columns]
    columns = {name: st.column_config.NumberColumn(format="%.10g") for name in numbers}
    shown = {"column_config": columns, "hide_index": True, "placeholder": ""}
    st.dataframe(frame.drop(columns=cells.ORDER), key=f"quarter_setup.{kind}.{version}", **shown)
    shares = frame.groupby(cells.FAMILY, sort=False)[cells.WEIGHT].sum()
    st.caption("　".join(f"{family} {project_words.measure(weight)}" for family, weight in shares.items()))


def _criteria(criteria: list[Criterion]) -> None:
    """One line each; the anchors unfold, for words that long no table is wide enough."""
    for each in criteria:
        weight = project_words.measure(each.weight)
        with st.expander(f"**{escaped(each.name)}**　{weight}　{escaped(each.question)}"):
            for low, high, said in each.anchors:
                marks = f"{project_words.measure(low)}—{project_words.measure(high)} 分"
                st.markdown(f":gray[{marks}]　{escaped(said)}")


def _compare(kind: str, version: int, names: dict[int, str]) -> None:
    """What this version has otherwise, than the one before unless told another."""
    others = [each for each in names if each != version]
    if not others:
        return
    before = next((each for each in others if each < version), others[0])
    picked = st.selectbox(
        "与哪一版比较",
        others,
        index=others.index(before),
        format_func=names.get,
        key=f"quarter_setup.{kind}.compare.{version}",
        width=320,
    )
    told = cells.differences(frame_of(kind, picked)[0], frame_of(kind, version)[0])
    if told:
        st.markdown("\n".join(f"- {escaped(each)}" for each in told))
    else:
        st.caption("各项内容相同。")


def _begin(kind: str, version: int) -> None:
    st.query_params[EDIT] = f"{kind}-{version}"


def edit_asked_for(rules: Rules, by: Person) -> bool:
    """The form for a new version, when the address asks for one; alone on the page, so that nothing else is near."""
    kind, _, version = st.query_params.get(EDIT, "").partition("-")
    if kind not in NOTHING or version not in {str(each) for each in getattr(rules, kind)["id"]}:
        return False
    _edit(kind, int(version), by)
    return True


def _edit(kind: str, version: int, by: Person) -> None:
    st.button("返回各版", icon=":material/arrow_back:", type="tertiary", key="quarter_setup.no_edit", on_click=_end)
    frame, criteria = frame_of(kind, version)
    bounds = cells.bounds_of(criteria) if criteria else []
    quarter_setup_grids.edit(kind, version, frame, bounds, by, done=_end)


def _end() -> None:
    st.query_params.pop(EDIT, None)
