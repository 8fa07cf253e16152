"""第三方评估 and 本单位三评 on screen: each side, empty and full, by link, nothing typed lost, few statements."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import assessment_evidence, assessment_reads, assessments, attachments, evaluation_words, sign_in
from data_access import calendar, schema
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import Grade, QuarterState, Role, SubjectKind
from tests import attachment_files as samples
from tests.actions.assessment_factories import BEST, FIRST, SECOND, Assessed
from tests.evaluation_factories import NOW, QUARTER
from tests.factories import PASSWORD
from ui import clock
from ui.session import TOKEN

ROOT = Path(__file__).resolve().parents[2]
PAGE, OWN = "pages/evaluation/assessment.py", "pages/evaluation/own_evaluation.py"
FAR = date(2999, 12, 31)


@pytest.fixture
def quarter(engine) -> Assessed:
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
    made = Assessed(engine)
    days(made, FAR, FAR)
    return made


def days(quarter: Assessed, due: date, objections: date) -> None:
    """The pages judge deadlines by today's clock."""
    values = {"assessment_due_on": due, "objection_until": objections}
    with writing(quarter.engine) as connection:
        connection.execute(schema.evaluation_quarter.update().values(**values))


@pytest.fixture
def open_page(engine, monkeypatch):
    """open_page(path, person, **query) is the page as somebody sees it; everything is read anew."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)

    def run(path: str, person, **query: str) -> AppTest:
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        running.run()
        st.cache_data.clear()
        running.switch_page(path)
        for parameter, value in query.items():
            running.query_params[parameter] = value
        return running.run()

    yield run
    connect(address).dispose()


def said(running: AppTest) -> str:
    """Every word on the page, those of its tables and choices too."""
    assert not running.exception
    kinds = (
        "title",
        "header",
        "subheader",
        "info",
        "warning",
        "error",
        "caption",
        "markdown",
        "text",
        "success",
        "metric",
    )
    words = [str(element.value) for kind in kinds for element in running.get(kind)]
    words += [option for box in running.selectbox for option in box.options]
    return "\n".join([*words, *(frame.value.to_string() for frame in running.dataframe)]).replace("\\", "")


def field(running: AppTest, kind: str, name: str):
    """A field of a form with drafts by its name."""
    return next(each for each in running.get(kind) if f"__{name}__" in (each.key or ""))


def press(running: AppTest, label: str) -> AppTest:
    next(button for button in running.button if button.label == label).click()
    return running.run()


def labels(running: AppTest) -> list[str]:
    return [button.label for button in running.button]


def values(quarter: Assessed, number: str = FIRST) -> list:
    sheet = assessment_reads.sheet(quarter.engine, quarter=QUARTER, number=number, by=quarter.assessor)
    return list(sheet.indicators["value"])


# --- the assessor -------------------------------------------------------------------------------


def test_an_assessor_without_projects_is_told_who_assigns(engine, open_page):
    quarter = Assessed(engine, assigned=False)
    assert "还没有分派给您的项目" in said(open_page(PAGE, quarter.assessor))


def test_without_any_quarter_both_pages_say_so(engine, open_page):
    quarter = Assessed(engine, assigned=False, projects=0)
    with writing(engine) as connection:
        connection.execute(schema.review_panel.delete())
        connection.execute(schema.evaluation_quarter.delete())
    assert "还没有任何季度" in said(open_page(PAGE, quarter.assessor))
    assert "还没有开启评估的季度" in said(open_page(OWN, quarter.handler))


def test_an_assessor_sees_how_far_the_own_projects_are_and_nothing_of_other_sources(quarter, open_page):
    quarter.record(values=quarter.values(*BEST[:3]))
    quarter.rate(FIRST, "satisfied", "甲")
    evaluation_words.comment(
        quarter.engine, quarter=QUARTER, number=FIRST, content="抓得实", grade=Grade.GOOD, by=quarter.leader, at=NOW
    )
    shown = said(open_page(PAGE, quarter.assessor, project=FIRST))
    assert f"{FIRST}　项目1（填了 3/10）" in shown
    assert "已填 3 / 10 项" in shown
    for word in ("群众评议", "专家", "点评", "抓得实", "综合", "名次"):
        assert word not in shown


def test_another_assessors_project_in_the_address_is_not_opened(quarter, open_page):
    other = quarter.account(Role.ASSESSOR, "other")
    running = open_page(PAGE, other, project=FIRST)
    assert "还没有分派给您的项目" in said(running)
    quarter.hand_over(quarter.project(3), to=other)
    shown = said(open_page(PAGE, other, project=FIRST))
    assert "不在下面的项目里" in shown
    assert "项目1" not in shown


def test_a_score_forms_while_it_is_typed_and_is_stored_as_typed(quarter, open_page):
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    first = quarter.indicators()[0]
    field(running, "text_input", f"value_{first}").set_value("77.5 %")
    running.run()
    assert "还没有写依据" in said(running)
    assert "75.0 分" in said(running)  # (77.5 - 40) / (90 - 40)
    field(running, "text_area", f"evidence_{first}").set_value("意见汇总表")
    press(running, "保存")
    assert "已保存，改动 1 项" in said(running)
    assert values(quarter)[0] == 77.5
    assert quarter.rows() == [(1, 1, "provided", 77.5, False, "")]


def test_what_was_typed_and_not_saved_is_there_in_another_session(quarter, open_page):
    first = quarter.indicators()[0]
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    field(running, "text_input", f"value_{first}").set_value("八十")
    field(running, "text_area", f"evidence_{first}").set_value("写到一半")
    running.run()
    again = open_page(PAGE, quarter.assessor, project=FIRST)
    assert "未提交草稿，已为您恢复" in said(again)
    assert field(again, "text_input", f"value_{first}").value == "八十"
    assert field(again, "text_area", f"evidence_{first}").value == "写到一半"
    press(again, "保存")
    assert "“八十”不是数" in said(again)
    assert quarter.rows() == []
    assert field(again, "text_area", f"evidence_{first}").value == "写到一半"


def test_saving_and_submitting_asks_before_it_counts(quarter, open_page):
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    for indicator, value in zip(quarter.indicators(), BEST, strict=True):
        field(running, "text_input", f"value_{indicator}").set_value(str(value))
        field(running, "text_area", f"evidence_{indicator}").set_value("台账")
    field(running, "text_area", "method").set_value("查阅台账")
    press(running, "保存并提交")
    assert values(quarter) == list(BEST)
    assert "确认提交" in labels(running)
    assert not assessment_reads.overview(quarter.engine, quarter=QUARTER, by=quarter.assessor)["submitted_at"].any()


def test_a_correction_after_the_submission_asks_for_the_reason(quarter, open_page):
    quarter.record()
    quarter.submit()
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    first = quarter.indicators()[0]
    field(running, "text_input", f"value_{first}").set_value("80")
    press(running, "保存更正")
    assert "提交后更正要写明原因" in said(running)
    assert field(running, "text_input", f"value_{first}").value == "80"
    field(running, "text_input", "reason").set_value("抄错一行")
    press(running, "保存更正")
    assert values(quarter)[0] == 80


def test_what_another_device_stored_meanwhile_is_overwritten_only_knowingly(quarter, open_page):
    first = quarter.indicators()[0]
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    field(running, "text_input", f"value_{first}").set_value("80")
    field(running, "text_area", f"evidence_{first}").set_value("台账")
    running.run()
    quarter.record(values=quarter.values(70.0))
    st.cache_data.clear()
    press(running, "保存")
    assert "再点一次，就按这里填的存入" in said(running)
    assert values(quarter)[0] == 70
    press(running, "保存")
    assert values(quarter)[0] == 80


def test_late_missing_and_not_applicable_are_said_in_words(quarter, open_page):
    given = quarter.values(*BEST[:8], None)
    assessments.record(
        quarter.engine, quarter=QUARTER, number=FIRST, values=given, method="核查", by=quarter.assessor, at=NOW
    )
    days(quarter, date(2025, 11, 1), FAR)
    late = [assessments.Value(quarter.indicators()[9], "not_applicable", None, "没有核定标准")]
    quarter.record(values=late)
    shown = said(open_page(PAGE, quarter.coordinator))
    assert "逾期登记 1 项，未提供 1 项，不适用 1 项" in shown
    assert "逾期未提交（填了 10/10）" in shown
    assert "现在登记的标为逾期，“未提供”按 0 分" in shown


@pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.PUBLISHED])
def test_a_quarter_that_is_not_open_is_only_read(quarter, open_page, state):
    quarter.record()
    quarter.submit()
    quarter.move(state)
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    shown = said(running)
    assert ("还在筹备" if state is QuarterState.PREPARING else "已定稿发布") in shown
    assert not {"保存", "保存更正", "保存并提交"} & set(labels(running))
    assert not running.get("file_uploader")
    assert "群众意见采纳比例" in shown


# --- the coordinator ----------------------------------------------------------------------------


def test_a_coordinator_assigns_what_is_free(engine, open_page):
    quarter = Assessed(engine, assigned=False)
    running = open_page(PAGE, quarter.coordinator, part="assignment")
    running.toggle[0].set_value(True)
    running.run()
    press(running, "分派 2 个项目")
    assert "已把 2 个项目分派给" in said(running)
    found = assessment_reads.overview(engine, quarter=QUARTER, by=quarter.assessor)
    assert list(found["project"]) == [FIRST, SECOND]


def test_a_coordinator_takes_back_after_a_confirmation(quarter, open_page):
    running = open_page(PAGE, quarter.coordinator, part="assignment")
    running.multiselect[0].set_value([FIRST])
    running.run()
    press(running, "撤回 1 个项目…")
    assert len(assessment_reads.overview(quarter.engine, quarter=QUARTER, by=quarter.assessor)) == 2
    assert "确认撤回" in labels(running)


def test_a_coordinator_reads_no_value_before_the_submission(quarter, open_page):
    quarter.record(values=quarter.values(61.7371))
    for part in ("progress", "assignment", "objections", "values"):
        assert "61.7" not in said(open_page(PAGE, quarter.coordinator, part=part, project=FIRST))
    quarter.record()
    quarter.submit()
    assert "得分 100.0" in said(open_page(PAGE, quarter.coordinator, part="values", project=FIRST))


def test_a_coordinator_answers_an_objection(quarter, open_page):
    quarter.record()
    quarter.submit()
    made = object_to(quarter)
    running = open_page(PAGE, quarter.coordinator, part="objections")
    assert "数据少算一处" in said(running)
    press(running, "提交答复")
    assert "请先选结论" in said(running)
    field(running, "radio", "outcome").set_value("corrected")
    field(running, "text_area", "answer").set_value("已请第三方更正")
    press(running, "提交答复")
    assert "还没有登记新的数值" in said(running)
    field(running, "radio", "outcome").set_value("upheld")
    press(running, "提交答复")
    assert "已答复，单位会在待办里看到" in said(running)
    found = assessment_reads.objections(quarter.engine, quarter=QUARTER, by=quarter.coordinator).iloc[0]
    assert (found["id"], found["outcome"], found["answer"]) == (made, "upheld", "已请第三方更正")


def test_of_several_objections_one_is_answered_at_a_time(quarter, open_page):
    quarter.record()
    quarter.submit()
    for place in (0, 1):
        object_to(quarter, place)
    running = open_page(PAGE, quarter.coordinator, part="objections")
    assert labels(running).count("答复") == 2
    press(running, "答复")
    assert labels(running).count("提交答复") == 1


def object_to(quarter: Assessed, place: int = 0) -> int:
    asked = {"quarter": QUARTER, "number": FIRST, "indicator_id": quarter.indicators()[place]}
    return assessments.object(quarter.engine, **asked, content="数据少算一处", by=quarter.handler, at=NOW)


# --- a department -------------------------------------------------------------------------------


def test_a_department_sees_its_own_projects_and_checks_values(quarter, open_page):
    quarter.project(3, department="education")
    quarter.record()
    shown = said(open_page(OWN, quarter.handler, project=FIRST))
    assert "还没有提交" in shown
    assert "项目3" not in shown
    quarter.submit()
    running = open_page(OWN, quarter.handler, project=FIRST)
    assert "得分 100.0" in said(running)
    press(running, "已核对，没有异议")
    assert "已确认" in said(running)
    assert quarter.to_dos(quarter.handler) == []


def test_a_department_without_projects_is_told_so(quarter, open_page):
    teacher = quarter.other_handler()
    shown = said(open_page(OWN, teacher, project=FIRST))
    assert "没有贵单位主责或配合的参评项目" in shown
    assert "项目1" not in shown


def test_a_department_objects_and_what_it_typed_survives_a_refusal(quarter, open_page):
    quarter.record()
    quarter.submit()
    running = open_page(OWN, quarter.handler, project=FIRST)
    field(running, "text_area", "content").set_value("不对")
    press(running, "提交异议")
    assert "至少写 5 个字" in said(running)
    assert field(running, "text_area", "content").value == "不对"
    field(running, "selectbox", "about").set_value(quarter.indicators()[2])
    field(running, "text_area", "content").set_value("节点台账第 5 项没有计入")
    press(running, "提交异议")
    shown = said(running)
    assert "异议已提交" in shown
    assert "节点台账第 5 项没有计入" in shown


def test_after_the_last_day_no_objection_is_offered(quarter, open_page):
    quarter.record()
    quarter.submit()
    days(quarter, FAR, date(2025, 12, 1))
    running = open_page(OWN, quarter.handler, project=FIRST)
    assert said(running).count("异议期到 2025-12-01 为止，已过") == 2  # over the list, and where one would object
    assert "提交异议" not in labels(running)


def test_a_department_writes_its_self_assessment(quarter, open_page):
    running = open_page(OWN, quarter.handler, project=FIRST, part="self")
    field(running, "number_input", "score").set_value(92.5)
    field(running, "text_area", "content").set_value("全部节点按期完成，群众满意")
    press(running, "提交自评")
    shown = said(running)
    assert "自评已提交" in shown
    assert "92.5 分" in shown


def test_a_department_sees_results_and_comments_once_published(quarter, open_page):
    evaluation_words.comment(quarter.engine, quarter=QUARTER, number=FIRST, content="抓得实", by=quarter.leader, at=NOW)
    quarter.record()
    quarter.submit()
    assert "抓得实" not in said(open_page(OWN, quarter.handler, project=FIRST, part="self"))
    quarter.move(QuarterState.PUBLISHED)
    running = open_page(OWN, quarter.handler, project=FIRST)
    assert {"综合得分", "等级", "名次"} <= {metric.label for metric in running.metric}
    shown = said(running)
    assert "100.0" in shown
    assert "缺群众评议、专家评审：没有综合得分" in shown
    running = open_page(OWN, quarter.handler, project=FIRST, part="self")
    assert "抓得实" in said(running)
    assert "提交自评" not in labels(running)


# --- 自评 beside 点评 ---------------------------------------------------------------------------


def test_a_leader_reads_the_self_assessment_and_comments_beside_it(quarter, open_page):
    evaluation_words.self_assess(
        quarter.engine,
        quarter=QUARTER,
        number=FIRST,
        score=93,
        content="全部节点按期完成，群众满意",
        by=quarter.handler,
        at=NOW,
    )
    page = "pages/evaluation/project_evaluation.py"
    running = open_page(page, quarter.leader, quarter=QUARTER, project=FIRST, part="words")
    assert "全部节点按期完成，群众满意" in said(running)
    field(running, "text_area", "content").set_value("要复制推广")
    field(running, "selectbox", "grade").set_value("excellent")
    press(running, "提交点评")
    assert "要复制推广" in said(running)
    found = evaluation_words.words(quarter.engine, quarter=QUARTER, by=quarter.leader).comments
    assert list(found["grade"]) == ["excellent"]
    watching = open_page(page, quarter.coordinator, quarter=QUARTER, project=FIRST, part="words")
    assert "要复制推广" in said(watching)
    assert "提交点评" not in labels(watching)


# --- 依据文件 -----------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))


def attach_evidence(quarter: Assessed) -> None:
    part = assessment_evidence.readable_part(quarter.engine, quarter=QUARTER, number=FIRST, by=quarter.assessor)
    place = {"kind": SubjectKind.PROJECT, "number": FIRST, "part": part, "file_name": "验收台账.pdf"}
    attachments.attach(quarter.engine, **place, content=samples.PDF, by=quarter.assessor, at=NOW)


def test_an_assessor_keeps_files_beside_the_values_and_takes_them_away(quarter, open_page, files):
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    shown = said(running)
    assert "提交前只有您能看到" in shown
    assert "还没有附件" in shown
    attach_evidence(quarter)
    running = open_page(PAGE, quarter.assessor, project=FIRST)
    assert "验收台账.pdf" in said(running)
    uploads = [each for each in running.get("file_uploader") if each.label == "上传文件或照片"]
    assert len(uploads) == 1
    press(running, "移除")
    assert "移除的人可以恢复" in said(running)


def test_the_files_are_listed_where_the_assessment_is_read(quarter, open_page, files):
    attach_evidence(quarter)
    quarter.record()
    derived = "pages/evaluation/project_evaluation.py"
    assert "验收台账.pdf" not in said(open_page(PAGE, quarter.coordinator, part="values", project=FIRST))
    quarter.submit()
    for path, person, part in (
        (PAGE, quarter.coordinator, "values"),
        (OWN, quarter.handler, "third_party"),
        (derived, quarter.leader, "third_party"),
    ):
        running = open_page(path, person, quarter=QUARTER, project=FIRST, part=part)
        assert "验收台账.pdf" in said(running)
        assert "移除" not in labels(running)
        assert not running.get("file_uploader")


def test_who_may_not_open_the_files_is_told_whom_they_are_for(quarter, open_page, files):
    quarter.support(FIRST, "education")
    attach_evidence(quarter)
    quarter.record()
    quarter.submit()
    told = "依据文件只对评估机构、评估专员、领导和项目主责单位开放"
    shown = [said(open_page(OWN, quarter.other_handler(), project=FIRST, part="third_party"))]
    quarter.move(QuarterState.PUBLISHED)
    officer = quarter.people[Role.OFFICER]
    derived = "pages/evaluation/project_evaluation.py"
    shown.append(said(open_page(derived, officer, quarter=QUARTER, project=FIRST, part="third_party")))
    for page in shown:
        assert told in page
        assert "验收台账" not in page


def test_a_demonstration_is_told_by_its_own_day(quarter, open_page):
    """Values until 2025-12-20, objections until 2025-12-28, the demonstration stands on 2025-11-30."""
    days(quarter, date(2025, 12, 20), date(2025, 12, 28))
    with writing(quarter.engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))
    quarter.record(at=clock.now())
    quarter.submit(at=clock.now())
    shown = said(open_page(PAGE, quarter.assessor, project=FIRST))
    assert "填报截止 2025-12-20（含），还有 20 天" in shown
    assert "逾期" not in shown.replace("逾期登记", "")
    running = open_page(OWN, quarter.handler, project=FIRST)
    assert "逾期提交" not in said(running)
    field(running, "text_area", "content").set_value("节点台账第 5 项没有计入")
    press(running, "提交异议")
    assert "异议已提交" in said(running)
    to_do = said(open_page("pages/casework/to_do.py", quarter.assessor))
    assert "12月20日截止" in to_do
    assert "已过期" not in to_do


# --- who has which page, and how much it asks ---------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXPERT], ids=lambda role: role.value)
def test_who_has_which_page(quarter, open_page, role):
    for path, allowed in ((PAGE, {Role.ASSESSOR, Role.COORDINATOR}), (OWN, {Role.HANDLER})):
        if role in allowed:
            assert not open_page(path, quarter.people[role]).exception
        else:
            with pytest.raises(Exception, match="Could not find a navigation page"):
                open_page(path, quarter.people[role])


def test_the_number_of_statements_does_not_grow_with_the_projects(quarter, open_page, of_the_page):
    counts, pages_engine = [], connect(quarter.engine.url.render_as_string(hide_password=False))
    for more in (0, 8):
        for place in range(more):
            quarter.hand_over(quarter.project(10 + place), at=NOW + timedelta(minutes=place))
        for path, person in ((PAGE, quarter.assessor), (PAGE, quarter.coordinator), (OWN, quarter.handler)):
            with counted_statements(pages_engine) as statements:
                open_page(path, person)
            counts.append(of_the_page(statements))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 20
