"""登记 of one rating after another: project and stage stay, the rest is typed anew, all of it by keyboard.

No draft is kept of this form: what is typed into it names a citizen, and that must not lie in the database.
"""

import streamlit as st

from actions import ratings
from actions.ratings import BY_STAFF, LONGEST_REMARK, LONGEST_WHO
from glossary import RATED, RatingStage
from permissions import Person
from ui import address, loaders, outcomes
from ui.ratings import ratings_overview, ratings_words
from ui.ratings.ratings_loaders import CitizenFigures
from ui.text import escaped, number

WIDTH = 620
STORED = "ratings.entry.stored"
# After one is stored the next person is typed at once; the number makes every script another one, so that it runs.
FOCUS = """<script>(() => {{
  const turn = {turn};
  const begin = (left) => {{
    const field = document.querySelector('input[aria-label="{label}"]');
    if (field && field.value === '') field.focus({{ preventScroll: true }});
    if (left && document.activeElement !== field) setTimeout(begin, 100, left - 1);
  }};
  setTimeout(begin, 200, 20);
}})()</script>"""
WHO = "评议人（必填）"
ABOUT = (
    "评议人只用来认出同一个人，存成不可还原的密文：手机号最好；没有手机号的写姓名加门牌。"
    "没有接通、拒访、不愿评的不用登记，他们已经算在应评人数里。"
)


def show(found: CitizenFigures, by: Person) -> None:
    """Project and stage, then the form."""
    names = ratings_overview.names_of(found)
    project = _project(names)
    if project is None:
        st.info("请先选项目。选过以后，接着登记的都是这个项目和环节，可以随时换。")
        return
    last = list(RatingStage).index(RatingStage(found.projects.at[project, "reached_stage"]))
    reached = {stage.value: stage.label for stage in list(RatingStage)[: last + 1]}
    stage = address.one("环节", "stage", reached, key=f"ratings.entry.stage.{project}", default=list(reached)[-1])
    st.caption(_so_far(found, project, stage))
    _form(found, project, RatingStage(stage), by)


def _project(names) -> str | None:
    key = "ratings.entry.project"
    if key not in st.session_state:
        asked = st.query_params.get("for", "")
        st.session_state[key] = asked if asked in names.index else None
    options = list(names.index)
    chosen = st.selectbox(
        "项目", options, format_func=lambda each: f"{each}　{names[each]}", key=key, width=WIDTH,
        placeholder="输入编号或名称查找",
    )  # fmt: skip
    if chosen and st.query_params.get("for") != chosen:
        st.query_params["for"] = chosen
    return chosen


def _so_far(found: CitizenFigures, project: str, stage: str) -> str:
    rows = found.stages[(found.stages["project"] == project) & (found.stages["stage"] == stage)]
    row = rows.iloc[0]
    asked = "应评人数还没有登记" if row["invited"] != row["invited"] else f"应评 {number(row['invited'])} 人"
    return f"这个环节已有有效评议 {number(row['raters'])} 人次，{asked}。"


def _form(found: CitizenFigures, project: str, stage: RatingStage, by: Person) -> None:
    turn = outcomes.turn()
    last = min(loaders.reporting_day(), found.quarter.ratings_until)
    first = min(ratings.earliest_day(found.quarter), last)
    with st.form("ratings.entry", width=WIDTH):
        box = {"max_chars": LONGEST_WHO, "placeholder": "手机号，或姓名加门牌", "autocomplete": "off", "help": ABOUT}
        who = st.text_input(WHO, key=f"ratings.entry.who.{turn}", **box)
        level = st.radio("满意度（必填）", RATED, index=None, horizontal=True, format_func=lambda each: each.label,
                         key=f"ratings.entry.level.{turn}")  # fmt: skip
        with st.container(horizontal=True):
            source = st.selectbox("方式", BY_STAFF, format_func=lambda each: each.label, key="ratings.entry.source")
            limits = {"min_value": first, "max_value": last, "format": "YYYY-MM-DD"}
            rated_on = st.date_input("评议日期", last, key=f"ratings.entry.day.{found.quarter.quarter}", **limits)
            suggestion = st.text_input("建议编号（可不填）", max_chars=24, key=f"ratings.entry.suggestion.{turn}")
        remark = st.text_input("群众说了什么（可不填，不写姓名电话）", max_chars=LONGEST_REMARK,
                               key=f"ratings.entry.remark.{turn}")  # fmt: skip
        sent = st.form_submit_button("登记，接着下一条", type="primary")
    if st.session_state.get(STORED) == turn:
        st.html(FOCUS.format(turn=turn, label=WHO), unsafe_allow_javascript=True)
    if not sent:
        return
    st.session_state[STORED] = turn + 1
    if level is None:
        st.error("没有选满意度，没有存入任何内容。没有评的不用登记。")
        return
    what = {"quarter": found.quarter.quarter, "number": project, "stage": stage, "who": who, "level": level}
    what |= {"source": source, "rated_on": rated_on, "suggestion_number": suggestion, "remark": remark}
    said = f"已登记：{escaped(project)}　{stage.label}　{level.label}。可以接着登记下一条。"
    outcomes.attempt(said, ratings.record, refusals=ratings_words.REFUSALS, by=by, **what)
