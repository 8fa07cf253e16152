"""本单位三评: the projects of one department in a quarter, results once published, values to check, 自评."""

import pandas as pd
import streamlit as st

from actions import assessments
from actions.assessment_checks import LONGEST_CONTENT, REFUSALS
from actions.assessment_reads import Sheet
from actions.assessment_to_dos import check_subject
from glossary import EvaluationSource, Grade, QuarterState, labels
from permissions import Person
from ui import clock, drafts, headline, loaders, outcomes, own_reads, session
from ui.assessments import assessment_loaders, assessment_values, assessment_words
from ui.assessments.assessment_loaders import Quarter
from ui.evaluation import evaluation_head, evaluation_terms, evaluation_words
from ui.text import UNDEFINED, day, escaped, number, points

COLUMNS = {"project": "项目编号", "title": "项目名称", "third_party": "第三方评估", "own": "自评分", "remarks": "说明"}
RESULT_FIRST = {"project": "项目编号", "title": "项目名称"}
RESULT_COLUMNS = {"score": "综合得分", "grade": "等级", "rank": "名次"}
PARTS = {"result": "三评结果", "third_party": "第三方评估", "self": "自评"}
WHOLE = "整个评估"
EXPLAINED = {
    "综合得分": "群众评议、专家评审、第三方评估按本季度权重加权；缺一项的为暂定分。",
    "等级": "90 分及以上优秀，80 至 90 良好，60 至 80 合格，不足 60 不合格；缺项的不评等级。",
    "名次": "三项齐全且群众参与率够的项目排名次。",
    "群众评议": "按参与人次收缩后的均分。",
    "专家评审": "最后一轮的评委值。",
    "第三方评估": "按指标目标值计分。",
}


def listed(found: pd.DataFrame, quarter: Quarter) -> None:
    """The department's projects with what is to be done about each."""
    own = assessment_loaders.words(quarter.quarter).self_assessments.drop_duplicates("project")
    scores = own.set_index("project")["score"]
    shown = found.assign(
        third_party=[assessment_words.department_standing(row, quarter) for row in found.itertuples()],
        own=[points(scores.get(each)) for each in found["project"]],
        remarks=[assessment_words.remarks(row) for row in found.itertuples()],
    )
    columns = dict(COLUMNS)
    if published := assessment_loaders.own_results(quarter.quarter):
        if published.corrected:
            st.warning(evaluation_head.under_correction(quarter.quarter, published.corrected))
        results = published.projects.set_index("project").reindex(found["project"])
        told = {
            "score": [_score(row) for row in results.itertuples()],
            "grade": [grade(each) for each in results["grade"]],
            "rank": [_rank(row) for row in results.itertuples()],
        }
        missing = pd.Series("缺第三方评估", index=shown.index).where(shown["submitted_at"].isna(), "")
        shown = shown.assign(**told, remarks=missing.where(missing != "", shown["remarks"]))
        columns = {**RESULT_FIRST, **RESULT_COLUMNS, "own": COLUMNS["own"], "remarks": COLUMNS["remarks"]}
    assessment_words.listed(shown, columns, key="own_evaluation.projects")


def standing(quarter: Quarter) -> str:
    """What can be done in the quarter now."""
    if quarter.state is QuarterState.PUBLISHED:
        return "三评已定稿发布：可以查看结果、第三方数值和点评，不再改动。"
    until, is_over = day(quarter.objection_until), loaders.reporting_day() > quarter.objection_until
    objections = f"异议期到 {until} 为止，已过" if is_over else f"异议期到 {until}（含）"
    return f"第三方评估提交后可以核对，{objections}；自评到定稿前。"


def asked(quarter: Quarter) -> str:
    """What to choose a project for."""
    is_over = quarter.state is QuarterState.PUBLISHED
    return "选一个项目，查看结果、第三方数值和点评。" if is_over else "选一个项目，核对第三方评估、填报自评。"


def parts(quarter: Quarter) -> dict[str, str]:
    """What there is to see of one project: results only once they are published.

    One part at a time, for one form with drafts on a page.
    """
    published = assessment_loaders.own_results(quarter.quarter)
    return PARTS if published else {name: label for name, label in PARTS.items() if name != "result"}


def grade(code: object) -> str:
    """A grade's name; — without one."""
    return labels(Grade).get(code, UNDEFINED) if isinstance(code, str) else UNDEFINED


def _score(row) -> str:
    return points(row.score) + ("（暂定）" if row.status == "provisional" else "")


def _rank(row) -> str:
    return UNDEFINED if row.rank != row.rank else f"{number(row.rank)} / {number(row.ranked)}"


def result(quarter: Quarter, project: str) -> None:
    """What a published quarter came to for one project."""
    found = assessment_loaders.own_results(quarter.quarter).projects.set_index("project")
    if project not in found.index:
        st.info("这个项目没有进入定稿的参评名单。")
        return
    row = next(found.loc[[project]].itertuples())
    sources = {each.label: getattr(row, each.value) for each in EvaluationSource}
    wide = f"95 % 区间 {points(row.low)}—{points(row.high)}" if row.score == row.score else ""
    whole = [("综合得分", _score(row), wide), ("等级", grade(row.grade), "边界" if row.borderline else "")]
    whole.append(("名次", _rank(row), ""))
    parts_ = [(name, points(value), "缺项" if value != value else "") for name, value in sources.items()]
    for cards in (whole, parts_):
        with headline.cards():
            for label, value, below in cards:
                headline.plain_metric(label, value, explained=EXPLAINED[label], below=below)
    if row.missing:
        missing = evaluation_terms.missing_sources(row.missing)
        st.info(
            f"缺{missing}：" + ("得分为暂定分，不评等级、不排名。" if row.status == "provisional" else "没有综合得分。")
        )
    if row.vetoed:
        st.error(f"一票否决：{escaped(str(row.veto_reason or ''))}")


def third_party(quarter: Quarter, project: str, by: Person) -> None:
    """Values to check, objections so far, and an entry for a new one until the last day."""
    try:
        sheet = assessment_loaders.sheet(quarter.quarter, project)
    except REFUSALS as refused:
        st.info(str(refused))
        return
    assessment_values.show(sheet)
    if not sheet.objections.empty:
        st.markdown("**异议**")
        assessment_values.objections(sheet.objections)
    _checked(sheet, by)
    until = quarter.objection_until
    if quarter.state is QuarterState.PUBLISHED:
        st.caption("三评已定稿发布，不再受理异议。")
    elif loaders.reporting_day() > until:
        st.caption(f"异议期到 {day(until)} 为止，已过。确有错误的，请联系评估专员。")
    else:
        with st.expander(f"提出异议（到 {day(until)}，含当天）"):
            _object(sheet, by)


def _checked(sheet: Sheet, by: Person) -> None:
    """While it is on the department's list: one press says it was looked at."""
    about = check_subject(int(sheet.project["assessment_id"]), by.department_code)
    if about not in set(own_reads.open_to_dos()["subject"]):
        return
    if st.button("已核对，没有异议" if sheet.objections.empty else "已看过", key="own_evaluation.checked"):
        place = {"quarter": sheet.quarter.quarter, "number": sheet.project["project"]}
        outcomes.attempt("已确认，待办里不再提醒。", assessments.confirm, refusals=REFUSALS, by=by, **place)


def _object(sheet: Sheet, by: Person) -> None:
    subject = f"objection-{sheet.project['assessment_id']}"
    names = {int(row.indicator_id): f"{row.position}. {row.name}" for row in sheet.indicators.itertuples()}
    named = {"content": "异议内容", "about": "对哪一项"}
    with drafts.drafting(subject, texts={"content": ""}, choices={"about": None}, labels=named) as form:
        about = st.selectbox(
            "对哪一项", list(names), index=None, format_func=names.get, key=form.key("about"), placeholder=WHOLE
        )
        hint = "哪里不对、应该是多少、有什么材料证明"
        content = st.text_area(
            "异议内容", key=form.key("content"), height=120, max_chars=LONGEST_CONTENT, placeholder=hint
        )
        sent = st.button("提交异议", type="primary", key="own_evaluation.object")
        st.caption(f"不选指标表示对{WHOLE}有异议。提交后评估专员答复，同一项在答复前不能重复提出。")
    if not sent:
        return
    place = {"quarter": sheet.quarter.quarter, "number": sheet.project["project"]}
    try:
        assessments.object(session.engine(), **place, indicator_id=about, content=content, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    outcomes.say("异议已提交，评估专员答复后会出现在待办里。")


def own_words(quarter: Quarter, project: str, by: Person) -> None:
    """自评, with an entry, and the leader's comments once published."""
    words = assessment_loaders.words(quarter.quarter, project)
    evaluation_words.self_assessments(words.self_assessments)
    evaluation_words.self_assessment_form(quarter, project, by, words.self_assessments)
    if quarter.state is QuarterState.PUBLISHED:
        st.subheader("领导点评")
        evaluation_words.comments(words.comments)
