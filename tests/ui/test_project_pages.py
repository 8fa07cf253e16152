"""The pages of projects and of the policy reserve: each role, empty and full, by link, with fixed statements."""

from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import milestones, policies, project_targets, projects, sign_in
from actions.milestones import Milestone
from actions.project_targets import Target
from actions.projects import ProjectFields
from data_access import calendar
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import ProjectState, ReviewConclusion, Role, SubjectKind
from tests.actions.project_factories import NOW, TODAY, Office
from tests.factories import PASSWORD
from ui import clock, navigation
from ui.session import TOKEN
from ui.text import escaped

ROOT = Path(__file__).resolve().parents[2]
IDEA, NUMBER = "JDZ-2025-0001", "XM-2025-0001"
PAGES = {
    "projects": ("民声转化项目", navigation.WITH_HANDLERS),
    "project": ("转化项目", navigation.WITH_HANDLERS),
    "reserve": ("政策点子储备库", navigation.IDEA_READERS),
}
LIKE_MARKDOWN = "电梯 *一期* [看](http://a.example) $x$"


@pytest.fixture
def office(engine, tmp_path, monkeypatch) -> Office:
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
    return Office(engine)


@pytest.fixture
def open_page(engine, office, monkeypatch):
    """open_page(name, role, **query) is the page as somebody of this role sees it; its reads are made anew."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)

    def run(name: str, role: Role = Role.PROJECT_MANAGER, username: str | None = None, **query: str) -> AppTest:
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": username or role.value, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        for parameter, value in query.items():
            running.query_params[parameter] = value
        st.cache_data.clear()
        return running.switch_page(f"pages/ideas/{name}.py").run()

    yield run
    connect(address).dispose()


def texts(running) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "success", "error", "text")
    return "\n".join(str(element.value) for kind in kinds for element in running.get(kind))


def labels(running) -> list[str]:
    return [button.label for button in running.button]


def filled(office: Office, state: ProjectState = ProjectState.IMPLEMENTING) -> None:
    office.idea()
    office.establish(title=LIKE_MARKDOWN)
    office.advance(NUMBER, state)
    office.report(NUMBER)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what they read is tested on both
@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_its_menu_has_empty_and_full(office, open_page, name, role):
    title, readers = PAGES[name]
    path = f"pages/ideas/{name}.py"
    assert (path in navigation.paths_for(office.people[role])) is (role in readers)
    if role not in readers:
        return
    empty = open_page(name, role)
    assert not empty.exception
    assert empty.title[0].value == title
    filled(office)
    full = open_page(name, role, **({"project": NUMBER} if name == "project" else {}))
    assert not full.exception


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_opened_without_its_parameter_keeps_what_else_is_in_the_address(open_page, name):
    running = open_page(name, period="month")
    assert running.title[0].value == PAGES[name][0]
    assert running.query_params["period"] in ("month", ["month"])


def test_an_unknown_number_says_so_under_the_pages_own_heading(open_page):
    running = open_page("project", project="XM-1999-9999")
    assert running.title[0].value == "转化项目"
    assert "XM\\-1999\\-9999" in texts(running)


def test_a_handler_does_not_open_another_departments_project(office, open_page):
    office.idea(lead="education")
    office.establish()
    running = open_page("project", Role.HANDLER, project=NUMBER)
    assert "不对您的身份开放" in texts(running)
    assert running.title[0].value == "转化项目"


@pytest.mark.parametrize("part", ["overview", "plan", "review", "talk", "history"])
def test_every_part_opens_by_link_and_shows_words_as_they_were_typed(office, open_page, part):
    filled(office, ProjectState.EFFECTIVE)
    fields = ProjectFields(LIKE_MARKDOWN, TODAY, "加装 20 部电梯", budget_yuan=0, effect="装上了")
    office.act(projects.change, NUMBER, fields=fields)
    running = open_page("project", project=NUMBER, part=part)
    assert not running.exception
    assert running.title[0].value == escaped(LIKE_MARKDOWN)


def test_the_next_step_says_what_is_lacking_and_its_button_waits(office, open_page):
    office.idea()
    office.establish()
    running = open_page("project", project=NUMBER)
    assert "到“评审”还需要：写明建设内容；填写预算（不需要经费的填 0）；至少一项目标；至少一个节点。" in texts(running)
    assert running.button(key=f"project_head.{NUMBER}.on").disabled
    office.ready(NUMBER)
    running = open_page("project", project=NUMBER)
    assert not running.button(key=f"project_head.{NUMBER}.on").disabled


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICER, Role.COORDINATOR, Role.HANDLER])
def test_who_only_reads_finds_no_buttons_that_change_the_project(office, open_page, role):
    filled(office)
    pages = [open_page("project", role, project=NUMBER, part=part) for part in ("overview", "plan", "review")]
    found = {label for running in pages for label in labels(running)}
    managing = {"进入完成", "退回评审", "撤项", "修改项目信息", "调整承办单位", "增加目标", "增加节点", "修改", "移除"}
    assert not found & managing
    assert ("报季度进展" in found) is (role is Role.HANDLER)
    assert ("登记完成" in found) is (role is Role.HANDLER)


def test_coordinators_finish_the_review_on_its_page(office, open_page):
    office.idea()
    office.establish()
    office.advance(NUMBER, ProjectState.UNDER_REVIEW)
    assert "登记结论" not in labels(open_page("project", project=NUMBER, part="review"))
    running = open_page("project", Role.COORDINATOR, project=NUMBER, part="review")
    send = next(button for button in running.button if button.label == "登记结论")
    send.click().run()
    assert "请选择结论" in texts(running)
    next(radio for radio in running.radio if radio.label == "结论").set_value(ReviewConclusion.PASSED)
    next(button for button in running.button if button.label == "登记结论").click().run()
    assert "评审结论已登记：通过。" in texts(running)
    assert "登记结论" not in labels(open_page("project", Role.LEADER, project=NUMBER, part="review"))


def writing_form(running):
    running.button(key="project_writing.change").click().run()
    assert not running.exception
    return running


def box(running, label: str):
    boxes = (*running.text_input, *running.text_area, *running.number_input)
    return next(each for each in boxes if each.label == label)


def test_a_change_on_the_page_is_stored_and_said(office, open_page):
    office.idea()
    office.establish()
    running = writing_form(open_page("project", project=NUMBER))
    box(running, "建设内容").input("建 20 部电梯").run()
    box(running, "预算（元）").set_value(0).run()
    running.button(key="project_writing.save").click().run()
    assert "修改已保存。" in texts(running)
    row = office.row(NUMBER)
    assert (row.summary, row.budget_yuan, row.version) == ("建 20 部电梯", 0, 2)


def test_what_others_changed_elsewhere_meanwhile_stays(office, open_page):
    office.idea()
    office.establish()
    running = writing_form(open_page("project", project=NUMBER))
    box(running, "建设内容").input("建 20 部电梯").run()
    fields = ProjectFields("加装电梯一期", TODAY, budget_yuan=7)
    office.act(projects.change, NUMBER, fields=fields)
    running.button(key="project_writing.save").click().run()
    row = office.row(NUMBER)
    assert (row.summary, row.budget_yuan) == ("建 20 部电梯", 7)


def test_who_changed_the_same_later_sees_the_others_words_before_storing(office, open_page):
    office.idea()
    office.establish()
    running = writing_form(open_page("project", project=NUMBER))
    box(running, "项目名称").input("乙的名称").run()
    office.act(projects.change, NUMBER, fields=ProjectFields("甲的名称", TODAY))
    running.button(key="project_writing.save").click().run()
    assert "您写的时候别人也改了：项目名称现在是“甲的名称”" in texts(running)
    assert office.row(NUMBER).title == "甲的名称"
    assert box(running, "项目名称").value == "乙的名称"
    running.button(key="project_writing.save").click().run()
    assert office.row(NUMBER).title == "乙的名称"


def test_a_report_on_the_page_is_stored_with_its_values(office, open_page):
    filled(office)
    running = open_page("project", Role.HANDLER, project=NUMBER, part="plan")
    running.button(key="project_writing.report").click().run()
    box(running, "进展情况").input("全面开工").run()
    box(running, "加装（部）").set_value(6.5).run()
    running.button(key="project_writing.send").click().run()
    assert "进展已记入" in texts(running)
    assert "加装 6\\.5 部" in texts(running)


def test_filters_live_in_the_address(office, open_page):
    filled(office)
    office.establish(title="另一个项目")
    both = open_page("projects")
    assert len(both.dataframe[0].value) == 2
    one = open_page("projects", state="established")
    assert one.dataframe[0].value["名称"].tolist() == ["另一个项目"]
    none = open_page("projects", q="没有这样的项目")
    assert "没有符合条件的项目" in texts(none)
    assert [metric.value for metric in both.metric][:3] == ["1 个", "0 个", "1 个"]


def test_what_is_late_is_counted_and_can_be_listed_alone(office, open_page):
    office.idea()
    office.establish()
    what = Milestone("选址", date(2025, 1, 1), "housing")
    office.act(milestones.set_milestone, NUMBER, kind=SubjectKind.PROJECT, what=what)
    office.establish(title="没有逾期的项目")
    running = open_page("projects", late="1")
    assert ":orange-badge[逾期 1]" in texts(running)
    assert running.dataframe[0].value["编号"].tolist() == [NUMBER]


def test_rates_show_their_base_and_nothing_where_there_is_none(office, open_page):
    empty = open_page("reserve", Role.LEADER)
    assert [metric.value for metric in empty.metric] == ["—"] * 4
    office.idea()
    office.link()
    running = open_page("reserve", Role.LEADER)
    assert [metric.value for metric in running.metric] == ["100.0 %", "100.0 %", "100.0 %", "0.0 %"]
    assert "1 / 1 个" in texts(running)
    assert "枣政办〔2025〕7号" in texts(running)
    assert not {"列入储备", "登记政策采用", "撤销登记"} & set(labels(running))


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_sends_the_same_few_statements_however_many_rows(office, open_page, name):
    filled(office)
    policies.reserve(office.engine, number=IDEA, version=office.idea_row().version, by=office.manager, at=NOW)
    query = {"project": NUMBER, "part": "plan"} if name == "project" else {}
    few = statements(office, lambda: open_page(name, **query))
    for turn in range(12):
        office.establish()
        office.act(project_targets.set_target, NUMBER, what=Target(f"目标{turn}", "部", 0, 20))
        what = Milestone(f"节点{turn}", TODAY, "housing")
        office.act(milestones.set_milestone, NUMBER, kind=SubjectKind.PROJECT, what=what)
        office.report(NUMBER)
        office.link(no=turn)
    assert statements(office, lambda: open_page(name, **query)) == few
    assert few <= 25


def statements(office: Office, opening) -> int:
    """Those of the last run: each run begins by asking who is signed in."""
    with counted_statements(connect(office.engine.url.render_as_string(hide_password=False))) as sent:
        assert not opening().exception
    starts = [position for position, sql in enumerate(sent) if sql.startswith("SELECT sign_in_session")]
    return len(sent) - starts[-1]
