"""评估组织: each role, before the first quarter and after; what a coordinator may press in each state; the grids."""

import json
from itertools import count
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import evaluation_rules, quarter_start, sign_in
from data_access import evaluation_quarters, rule_versions, schema
from data_access import evaluation_rules as stored_rules
from data_access.engine import connect, reading, writing
from data_access.statements import counted_statements
from glossary import QuarterState, Role
from tests import factories
from tests.actions.quarter_factories import DEFAULT_CRITERIA, DEFAULT_INDICATORS, Preparation
from tests.evaluation_factories import NOW, QUARTER
from tests.factories import PASSWORD
from ui import clock, navigation
from ui.quarter_setup import quarter_setup_cells as cells
from ui.quarter_setup.quarter_setup_head import to_begin
from ui.session import TOKEN

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/evaluation/quarter_setup.py"
PARTS = ("overview", "projects", "rules", "experts", "history")
READERS = {Role.LEADER, Role.COORDINATOR}
MOST_STATEMENTS = 16


@pytest.fixture
def open_page(engine, monkeypatch):
    """open_page(path, role, **query) opens the page by its address, as a link does, as somebody new of this role."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    people = count()

    def run(path: str, role: Role, **query: str) -> AppTest:
        person = factories.account(engine, role=role, username=f"{role.value}{next(people)}")
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        for name, value in query.items():
            running.query_params[name] = value
        st.cache_data.clear()
        return running.switch_page(path).run()

    yield run
    connect(address).dispose()


@pytest.fixture
def made(engine) -> Preparation:
    return Preparation(engine)


def texts(page) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "success", "error", "text")
    return "\n".join(str(element.value) for kind in kinds for element in page.get(kind))


def labels(page) -> list[str]:
    return [button.label for button in page.button]


def press(page, label: str):
    return next(button for button in page.button if button.label == label).click().run()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestWhoOpensIt:
    @pytest.mark.parametrize("role", list(Role))
    def test_only_coordinators_and_leaders_find_it(self, made, role):
        person = made.experts[0] if role is Role.EXPERT else made.people[role]
        assert (PAGE in navigation.paths_for(person)) is (role in READERS)

    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize("role", sorted(READERS))
    def test_every_part_opens(self, made, open_page, role, part):
        made.seat()
        page = open_page(PAGE, role, quarter=QUARTER, part=part)
        assert not page.exception
        assert page.title[0].value == "评估组织"

    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize("role", sorted(READERS))
    def test_there_is_something_before_the_first_quarter(self, engine, open_page, role, part):
        page = open_page(PAGE, role, part=part)
        assert not page.exception
        assert ("新建季度" in labels(page)) is (role is Role.COORDINATOR and part not in ("rules", "experts"))

    @pytest.mark.parametrize("state", list(QuarterState))
    @pytest.mark.parametrize("part", PARTS)
    def test_a_leader_is_offered_nothing_but_approval(self, engine, open_page, part, state):
        Preparation(engine, state=state)
        page = open_page(PAGE, Role.LEADER, quarter=QUARTER, part=part)
        assert not page.exception
        assert set(labels(page)) - {"退出登录"} <= {"确认权重"}
        assert ("确认权重" in labels(page)) is (part == "rules")


class TestTheQuarter:
    def test_unknown_is_said_and_the_newest_shown(self, made, open_page):
        page = open_page(PAGE, Role.COORDINATOR, quarter="2019Q9<b>")
        assert "没有 2019Q9" in texts(page)
        assert "可以开启评估" in texts(page)

    @pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
    @pytest.mark.parametrize(
        ("state", "offered"),
        [
            (QuarterState.PREPARING, ["开启评估"]),
            (QuarterState.OPEN, ["调整截止日期", "退回筹备"]),
            (QuarterState.PUBLISHED, []),
        ],
    )
    def test_offers_what_its_state_allows(self, engine, open_page, state, offered):
        Preparation(engine, state=state)
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER)
        steps = [label for label in labels(page) if label in ("开启评估", "调整截止日期", "退回筹备")]
        assert steps == offered

    def test_without_projects_says_what_is_lacking_and_does_not_start(self, sqlite_engine, engine, open_page):
        made = Preparation(engine, projects=0)
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER)
        assert "至少要有一个参评项目" in texts(page)
        assert next(button for button in page.button if button.label == "开启评估").disabled
        assert made.quarter().state is QuarterState.PREPARING

    def test_that_received_something_says_why_it_does_not_go_back(self, engine, open_page):
        made = Preparation(engine, state=QuarterState.OPEN)
        made.open_round()
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER)
        assert "已有专家评审轮次 1，不能退回筹备" in texts(page)
        assert next(button for button in page.button if button.label == "退回筹备").disabled

    def test_is_started_only_after_a_confirmation_that_says_what_becomes_fixed(self, made, open_page):
        page = press(open_page(PAGE, Role.COORDINATOR, quarter=QUARTER), "开启评估")
        assert "都不再改动" in texts(page)
        assert "权重还待市里确认" in texts(page)
        assert "确认开启" in labels(page)
        assert made.quarter().state is QuarterState.PREPARING

    def test_takes_a_fixed_number_of_statements(self, engine, open_page, of_the_page):
        few = Preparation(engine, projects=2, experts=1)
        counts = []
        for more in (range(10, 40), ()):
            for part in PARTS:
                with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as statements:
                    open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part=part)
                counts.append(of_the_page(statements))
            for place in more:
                few.project(place)
        assert counts[: len(PARTS)] == counts[len(PARTS) :]
        assert max(counts) <= MOST_STATEMENTS


class TestProjects:
    def test_due_ones_are_ticked_and_added(self, made, open_page):
        new = made.project(9, evaluated=False)
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part="projects")
        assert "加入所选（1 个）" in labels(page)
        page = press(page, "加入所选（1 个）")
        assert not page.exception
        assert made.stages()[new] == "assignment"
        assert "已加入 1 个项目" in texts(page)

    def test_are_only_shown_once_started(self, engine, open_page):
        made = Preparation(engine, state=QuarterState.OPEN)
        made.project(9, evaluated=False)
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part="projects")
        assert "可以加入的项目" not in texts(page)

    @pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
    def test_vetoed_say_why(self, made, open_page):
        from actions import quarter_projects

        made.do(quarter_projects.set_veto, number=made.projects[0], reason="发生 *事故*")
        page = open_page(PAGE, Role.LEADER, quarter=QUARTER, part="projects")
        assert "发生 *事故*" in list(page.dataframe[0].value["一票否决"])
        assert "其中一票否决 1 个" in texts(open_page(PAGE, Role.LEADER, quarter=QUARTER))


class TestRules:
    def test_are_chosen_by_the_coordinator_and_noted(self, made, open_page):
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part="rules")
        next(field for field in page.number_input if field.label == "满意").set_value(85.0)
        page = press(page, "保存本季度规则")
        assert made.quarter().level_points["satisfied"] == 85.0
        told = texts(open_page(PAGE, Role.LEADER, quarter=QUARTER, part="history"))
        assert "满意 80 → 85 分" in told

    def test_of_another_kind_are_read_and_compared_with_the_version_before(self, made, open_page):
        changed = [*DEFAULT_CRITERIA]
        changed[0], changed[1] = (
            type(changed[0])(**{**vars(changed[0]), "weight": 10.0}),
            type(changed[1])(**{**vars(changed[1]), "weight": 20.0}),
        )
        given = {"name": "2026年", "criteria": changed, "note": "加重真实性"}
        evaluation_rules.add_criteria(made.engine, **given, by=made.coordinator, at=NOW)
        told = texts(open_page(PAGE, Role.LEADER, quarter=QUARTER, part="rules", rule="criteria"))
        assert "“公共性”：权重 15 → 10" in told
        assert "“真实与依据”：权重 15 → 20" in told
        assert "加重真实性" in told

    @pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
    def test_a_leader_is_not_given_the_form_by_a_guessed_address(self, made, open_page):
        page = open_page(PAGE, Role.LEADER, quarter=QUARTER, part="rules", rule="criteria", edit="criteria-1")
        assert "新的评审标准" not in texts(page)

    @pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
    @pytest.mark.parametrize("edit", ["criteria-9", "weights-1", "x", "criteria-"])
    def test_an_address_of_no_version_opens_no_form(self, made, open_page, edit):
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part="rules", edit=edit)
        assert not page.exception
        assert "各版规则" in texts(page)

    @pytest.mark.parametrize("kind", ["criteria", "indicators"])
    def test_a_new_version_is_written_in_the_grid_and_its_faults_are_said(self, made, open_page, kind):
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part="rules", rule=kind, edit=f"{kind}-1")
        assert "权重合计 100，可以保存" in texts(page)
        grid = f"quarter_setup.{kind}.grid.rules-{kind}-1.0"
        page.session_state[grid] = edits({0: {"权重": 14.0 if kind == "criteria" else 7.0}})
        page = press(page.run(), "保存为新的一版")
        assert "各项权重合计 99，应为 100" in texts(page)
        assert len(getattr(read(made), kind)) == 1
        page.session_state[grid] = edits({0: {"名称": "新名称"}})
        page.text_input[0].set_value("2026年")
        next(field for field in page.text_input if field.label.startswith("修改说明")).set_value("按市里意见")
        page = press(page, "保存为新的一版")
        assert not page.exception
        assert "已保存为第 2 版" in texts(page)
        assert list(getattr(read(made), kind)["name"])[0] == "2026年"
        with reading(made.engine) as connection:
            rows = getattr(stored_rules, kind)(connection, 2)
        assert rows["name"].iloc[0] == "新名称"
        assert len(rows) == len(DEFAULT_CRITERIA if kind == "criteria" else DEFAULT_INDICATORS)

    def test_what_was_typed_in_the_grid_is_there_again_another_day(self, made, open_page):
        address = {"quarter": QUARTER, "part": "rules", "rule": "criteria", "edit": "criteria-1"}
        page = open_page(PAGE, Role.COORDINATOR, **address)
        page.session_state["quarter_setup.criteria.grid.rules-criteria-1.0"] = edits({1: {"权重": 20.0}})
        page.run()
        kept = made.rows(schema.draft)
        assert [json.loads(row)[3] for row in kept[0].fields["rows"]][:2] == [15.0, 20.0]

    def test_weights_wait_until_a_leader_approves_with_a_document(self, made, open_page):
        page = open_page(PAGE, Role.LEADER, quarter=QUARTER, part="rules")
        assert "待市里确认" in texts(page)
        page = press(page, "确认权重")
        assert "确认依据（必填）" in [field.label for field in page.text_input]
        given = {"version": 1, "document": "枣社工〔2025〕9号"}
        evaluation_rules.approve_weights(made.engine, **given, by=made.leader, at=NOW)
        page = open_page(PAGE, Role.LEADER, quarter=QUARTER, part="rules")
        assert "确认权重" not in labels(page)
        assert "依据 枣社工〔2025〕9号" in texts(page).replace("\\", "")


def edits(rows: dict) -> dict:
    return {"edited_rows": rows, "added_rows": [], "deleted_rows": []}


def read(made):
    return rule_versions.rules(made.engine, by=made.leader)


class TestHistory:
    def test_tells_each_step_in_words(self, made, open_page):
        from actions import quarter_projects

        made.seat()
        made.do(quarter_projects.remove_project, number=made.projects[0], reason="并入二期")
        made.do(quarter_projects.set_veto, number=made.projects[1], reason="事故")
        made.do(quarter_start.start)
        made.do(quarter_start.reopen_preparation, reason="漏了项目")
        told = texts(open_page(PAGE, Role.LEADER, quarter=QUARTER, part="history")).replace("\\", "")
        for said in (
            "移出 XM-2025-0001，同时撤回1 位专家的分派；原因：并入二期",
            "一票否决",
            "筹备 → 评估中",
            "评估中 → 筹备",
            "原因：漏了项目",
        ):
            assert said in told

    @pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
    def test_shows_no_words_of_experts(self, made, open_page):
        from data_access.journal import Entry
        from glossary import WorkStep

        with writing(made.engine) as connection:
            held = evaluation_quarters.find(connection, QUARTER, lock=True)
            for step in (WorkStep.REVIEW_ABSTAINED, WorkStep.REASON_GIVEN, WorkStep.REVIEW_RETURNED):
                entry = Entry(step, reason="只值 35 分", details={"round": 1, "mark": 35})
                evaluation_quarters.note(connection, held, entry, by=made.experts[0], at=NOW)
        told = texts(open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part="history"))
        assert "专家说明" in told
        assert "35" not in told


class TestExperts:
    @pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
    def test_without_an_entry_are_pointed_out(self, made, open_page):
        made.account(Role.EXPERT, "newcomer")
        page = open_page(PAGE, Role.COORDINATOR, quarter=QUARTER, part="experts")
        assert "有 1 位专家还没有登记单位" in texts(page)
        assert list(page.dataframe[0].value["状态"]).count("未登记") == 1


class TestQuartersToBegin:
    def test_the_one_after_the_newest_comes_first(self):
        from datetime import date

        today = date(2025, 11, 30)
        assert to_begin([], today)[:3] == ["2025Q4", "2026Q1", "2025Q3"]
        assert to_begin(["2025Q3"], today)[:3] == ["2025Q4", "2026Q1", "2025Q2"]
        assert to_begin(["2025Q4", "2025Q3"], today)[:2] == ["2026Q1", "2025Q2"]
        assert to_begin(["2026Q1", "2025Q4"], today)[0] == "2025Q3"


class TestCells:
    def test_rows_come_back_as_they_were(self):
        frame = cells.criteria_frame(DEFAULT_CRITERIA)
        again = cells.from_texts(cells.to_texts(frame), cells.CRITERIA_COLUMNS)
        assert cells.criteria_of(again, cells.bounds_of(DEFAULT_CRITERIA)) == DEFAULT_CRITERIA
        frame = cells.indicator_frame(DEFAULT_INDICATORS)
        again = cells.from_texts(cells.to_texts(frame), cells.INDICATOR_COLUMNS)
        assert cells.indicators_of(again) == DEFAULT_INDICATORS

    def test_order_is_what_the_first_column_says_and_empty_rows_are_left_out(self):
        frame = cells.criteria_frame(DEFAULT_CRITERIA)
        frame.loc[0, "序"] = 8.0
        frame.loc[7] = [9.0, *[None] * 8]
        found = cells.criteria_of(frame, cells.bounds_of(DEFAULT_CRITERIA))
        assert [each.name for each in found] == [each.name for each in [*DEFAULT_CRITERIA[1:], DEFAULT_CRITERIA[0]]]

    def test_a_row_without_its_kind_is_said(self):
        frame = cells.indicator_frame(DEFAULT_INDICATORS)
        frame.loc[0, "方面"] = None
        with pytest.raises(cells.Unreadable, match="“群众意见采纳比例”的方面没有选择"):
            cells.indicators_of(frame)

    def test_differences_name_what_came_went_and_changed(self):
        before, after = cells.criteria_frame(DEFAULT_CRITERIA), cells.criteria_frame(DEFAULT_CRITERIA[1:])
        after.loc[0, "评什么"] = "别的？"
        after.loc[6] = [7.0, "可持续", "能否长久？", 15.0, *["好"] * 5]
        assert cells.differences(before, after) == [
            "增加“可持续”，权重 15",
            "去掉“公共性”，原权重 15",
            "“真实与依据”：改写评什么",
        ]
        assert cells.differences(before, before) == []
