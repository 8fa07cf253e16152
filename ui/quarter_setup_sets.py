"""Versions of criteria and indicators: read, compared with the one before, edited as the next."""

import pandas as pd
import streamlit as st

from actions.quarter_start import criteria_from, indicators_from
from data_access.evaluation_rules import Criterion
from permissions import Permission, Person
from ui import clock, quarter_setup_cells, quarter_setup_grids, quarter_setup_loaders
from ui import quarter_setup_words as words
from ui.quarter_setup_cells import BANDS, WEIGHT
from ui.quarter_setup_loaders import Rules, Standing
from ui.text import escaped

NOTHING = {"criteria": "评审标准", "indicators": "第三方指标"}
PINNED = {"criteria": "criteria_version_id", "indicators": "indicator_version_id"}
EDIT = "edit"  # in the address: the version a new one is being written from


def show(kind: str, rules: Rules, standing: Standing | None, by: Person) -> None:
    """One version with what it has otherwise than another; for the coordinator the way to the next."""
    versions = getattr(rules, kind)
    if versions.empty:
        st.info(f"还没有{NOTHING[kind]}。新建第一个季度时自动带入产品默认值。")
        return
    if by.may(Permission.MANAGE_EVALUATION) and _edited(kind, versions):
        return _edit(kind, _edited(kind, versions), by)
    names = {int(row.id): f"第 {row.id} 版　{row.name}" for row in versions.itertuples()}
    pinned = getattr(standing.quarter, PINNED[kind]) if standing else max(names)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"quarter_setup.{kind}.version.{pinned}.{len(names)}"
        index = list(names).index(pinned)
        version = st.selectbox("查看", list(names), index=index, format_func=names.get, key=key, width=320)
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
        return quarter_setup_cells.criteria_frame(criteria), criteria
    return quarter_setup_cells.indicator_frame(indicators_from(quarter_setup_loaders.indicators(version))), []


def _parts(kind: str, version: int) -> None:
    frame, criteria = frame_of(kind, version)
    columns = {WEIGHT: st.column_config.NumberColumn(format="%.10g", width="small")}
    if criteria:
        bands = quarter_setup_cells.band_names(quarter_setup_cells.bounds_of(criteria))
        columns |= {band: st.column_config.Column(bands[band], width="medium") for band in BANDS}
    shown = {"column_config": columns, "hide_index": True, "placeholder": ""}
    st.dataframe(frame.drop(columns=quarter_setup_cells.ORDER), key=f"quarter_setup.{kind}.{version}", **shown)


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
    told = quarter_setup_cells.differences(frame_of(kind, picked)[0], frame_of(kind, version)[0])
    if told:
        st.markdown("\n".join(f"- {escaped(each)}" for each in told))
    else:
        st.caption("各项内容相同。")


def _begin(kind: str, version: int) -> None:
    st.query_params[EDIT] = f"{kind}-{version}"


def _edited(kind: str, versions: pd.DataFrame) -> int | None:
    """The version in the address a new one is written from."""
    asked, _, version = st.query_params.get(EDIT, "").partition("-")
    known = {str(each) for each in versions["id"]}
    return int(version) if asked == kind and version in known else None


def _edit(kind: str, version: int, by: Person) -> None:
    st.button("返回各版", icon=":material/arrow_back:", type="tertiary", key="quarter_setup.no_edit", on_click=_end)
    frame, criteria = frame_of(kind, version)
    bounds = quarter_setup_cells.bounds_of(criteria) if criteria else []
    quarter_setup_grids.edit(kind, version, frame, bounds, by, done=_end)


def _end() -> None:
    st.query_params.pop(EDIT, None)
