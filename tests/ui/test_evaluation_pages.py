"""季度三评, 项目三评 and 定稿发布: each role, empty and full, by link, hidden rounds, and fixed statements."""

import pytest
from sqlalchemy import select

from actions import publications
from data_access import evaluation_quarters, schema
from data_access.engine import connect, reading, writing
from data_access.snapshots import Snapshot
from data_access.statements import counted_statements
from glossary import QuarterState, Role
from tests.evaluation_factories import NOW, QUARTER, Evaluation
from tests.ui.evaluation_pages import LIKE_MARKDOWN, NO_EXPERTS, NO_THIRD_PARTY, NOTHING, WHOLE, filled, object_to
from ui import navigation
from ui.evaluation import evaluation_project

PAGES = {
    "quarter": "pages/evaluation/quarter.py",
    "project": "pages/evaluation/project_evaluation.py",
    "publication": "pages/evaluation/publication.py",
}
READERS = (Role.LEADER, Role.COORDINATOR, Role.OFFICER, Role.PROJECT_MANAGER)
LATER_READERS = (Role.OFFICER, Role.PROJECT_MANAGER)
OUTSIDE = [role for role in Role if role not in READERS]
QUARTER_PARTS = ("results", "ranks", "weights", "findings", "groups", "changes", "definitions")
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def texts(running) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "success", "error", "text", "code")
    return "\n".join(str(element.value) for kind in kinds for element in running.get(kind))


def frames(running) -> str:
    return "\n".join(element.value.to_string() for element in running.dataframe)


def metrics(running) -> dict[str, str]:
    return {metric.label: metric.value for metric in running.metric}


def version(made: Evaluation) -> int:
    with reading(made.engine) as connection:
        return evaluation_quarters.find(connection, QUARTER).version


def publish(made: Evaluation, **given) -> Snapshot:
    return publications.publish(made.engine, quarter=QUARTER, version=version(made), by=made.leader, at=NOW, **given)


@on_sqlite
@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("page", ["quarter", "project"])
def test_without_any_quarter_a_reader_is_told_so(engine, open_page, role, page):
    running = open_page(PAGES[page], role)
    assert not running.exception
    assert "还没有" in texts(running) or "请从“季度三评”里打开一个项目" in texts(running)


@on_sqlite
@pytest.mark.parametrize("role", OUTSIDE)
@pytest.mark.parametrize("page", list(PAGES))
def test_everybody_else_has_no_such_page(engine, page, role):
    person = Evaluation(engine, projects=0, experts=1)
    someone = person.experts[0] if role is Role.EXPERT else person.people[role]
    assert PAGES[page] not in navigation.paths_for(someone)


@on_sqlite
@pytest.mark.parametrize("part", QUARTER_PARTS)
@pytest.mark.parametrize("role", [Role.LEADER, Role.COORDINATOR])
def test_every_part_of_the_quarter_opens(engine, open_page, role, part):
    filled(engine)
    running = open_page(PAGES["quarter"], role, quarter=QUARTER, part=part)
    assert not running.exception
    assert running.title[0].value == "季度三评"
    assert metrics(running)["参评项目"] == "7 个"


@on_sqlite
def test_the_head_counts_what_is_complete_provisional_and_missing(engine, open_page):
    filled(engine)
    running = open_page(PAGES["quarter"])
    shown = metrics(running)
    assert (shown["三项来源齐全"], shown["待补"]) == ("4 个", "2 个")
    assert "群众评议 1 个、专家评审 2 个、第三方评估 2 个项目" in texts(running)
    table = running.dataframe[0].value.set_index("编号")
    assert table.loc[WHOLE, "名次"].startswith("1（")
    assert (table.loc[NO_EXPERTS, "等级"], table.loc[NO_EXPERTS, "名次"]) == ("—", "—")
    assert table.loc[NO_EXPERTS, "综合得分"] > 0
    assert table["综合得分"].isna()[NOTHING]
    assert "待补" in table.loc[NO_THIRD_PARTY, "标记"]


@on_sqlite
def test_a_veto_stands_beside_the_score_and_changes_none(engine, open_page):
    made = filled(engine)
    member = schema.evaluation_project
    with writing(engine) as connection:
        here = member.c.project_id == made.id_of(WHOLE)
        connection.execute(member.update().where(here).values(veto_reason="发生安全事故", veto_by_name="领导"))
    table = open_page(PAGES["quarter"]).dataframe[0].value.set_index("编号")
    assert table.loc[WHOLE, "名次"].startswith("1（")
    assert "一票否决" in table.loc[WHOLE, "标记"]
    assert "一票否决：发生安全事故" in texts(open_page(PAGES["project"], quarter=QUARTER, project=WHOLE))
    assert "发生安全事故" in texts(open_page(PAGES["quarter"], part="findings"))


@on_sqlite
@pytest.mark.parametrize("part", list(evaluation_project.PARTS))
@pytest.mark.parametrize("number", [WHOLE, NO_EXPERTS, NO_THIRD_PARTY, NOTHING])
def test_every_number_of_a_project_opens_its_derivation(engine, open_page, number, part):
    made = filled(engine)
    if number == WHOLE:
        object_to(made, number)
    running = open_page(PAGES["project"], quarter=QUARTER, project=number, part=part)
    assert not running.exception
    assert metrics(running)["综合得分"] == "—" if number == NOTHING else metrics(running)["综合得分"] != "—"


@on_sqlite
def test_the_composite_is_worked_out_from_its_sources(engine, open_page):
    filled(engine)
    # experts 88 … 92 without the lowest and the highest: 89, 90, 91 → 90
    shown = texts(open_page(PAGES["project"], quarter=QUARTER, project=WHOLE))
    assert "| 专家评审 | 90.000 |" in shown
    assert "÷ 100 = **" in shown


@on_sqlite
def test_marks_are_unsigned_and_say_which_were_left_out(engine, open_page):
    made = filled(engine)
    running = open_page(PAGES["project"], quarter=QUARTER, project=WHOLE, part="experts")
    marks = running.dataframe[1].value
    assert sorted(marks["评委"]) == [f"评委{place}" for place in range(1, 6)]
    assert sorted(marks["取值时"]) == ["去掉最低", "去掉最高", "计入", "计入", "计入"]
    everything = texts(running) + frames(running)
    assert not any(expert.username in everything or expert.name in everything for expert in made.experts)
    assert "补充维护资金" in everything


@on_sqlite
def test_single_ratings_are_unsigned_and_held_ones_give_their_reason(engine, open_page):
    filled(engine)
    rating, hold = schema.citizen_rating, schema.rating_hold
    with writing(engine) as connection:
        query = select(rating.c.id).where(rating.c.person_key == "0-5")
        row = {"rating_id": connection.execute(query).scalar_one(), "held": True, "reasons": "device,too_fast"}
        connection.execute(hold.insert().values(**row, at=NOW, by_name="系统"))
    running = open_page(PAGES["project"], quarter=QUARTER, project=WHOLE, part="citizens")
    ratings = running.dataframe[-1].value
    assert len(ratings) == 6
    assert ratings["state"].tolist().count("计入") == 5
    assert "隔离：同一设备评价过多、作答不足3秒" in ratings["state"].tolist()
    assert "0-5" not in frames(running) + texts(running)


@on_sqlite
@pytest.mark.parametrize("role", [Role.LEADER, Role.COORDINATOR])
@pytest.mark.parametrize("part", ["chain", "experts"])
def test_nothing_of_an_open_round_is_shown_to_anybody(engine, open_page, role, part):
    made = filled(engine)
    before = open_page(PAGES["project"], role, quarter=QUARTER, project=WHOLE, part=part)
    made.open_round(2, due_on=NOW.date())
    with reading(engine) as connection:
        seat = schema.review_assignment
        query = select(seat.c.id).where(seat.c.project_id == made.id_of(WHOLE)).order_by(seat.c.id)
        seats = list(connection.execute(query).scalars())
    for place, assignment in enumerate(seats):
        made.review(assignment, 11.7 + place, round=2, comment="第二轮的秘密意见")
    after = open_page(PAGES["project"], role, quarter=QUARTER, project=WHOLE, part=part)
    assert "秘密意见" not in texts(after) + frames(after)
    assert "11.7" not in texts(after) + frames(after)
    assert metrics(before) == metrics(after)
    if part == "experts":
        assert "第 2 轮正在评分" in texts(after)


@on_sqlite
@pytest.mark.parametrize("role", LATER_READERS)
@pytest.mark.parametrize("page", ["quarter", "project"])
def test_officers_and_project_managers_wait_for_the_publication(engine, open_page, role, page):
    made = filled(engine)
    address = {"quarter": QUARTER, "project": WHOLE} if page == "project" else {"quarter": QUARTER}
    waiting = open_page(PAGES[page], role, **address)
    assert "2025Q4 三评还没有定稿发布" in texts(waiting).replace("\\", "")
    assert not waiting.metric
    assert not waiting.dataframe
    publish(made)
    assert metrics(open_page(PAGES[page], role, **address))


@on_sqlite
@pytest.mark.parametrize("role", LATER_READERS)
def test_a_published_figure_does_not_vanish_while_it_is_corrected(engine, open_page, role):
    made = filled(engine)
    made.self_assess(WHOLE, 90.0)
    publish(made)
    before = metrics(open_page(PAGES["quarter"], role, quarter=QUARTER))
    of_one = metrics(open_page(PAGES["project"], role, quarter=QUARTER, project=WHOLE))
    publications.reopen(engine, quarter=QUARTER, version=version(made), reason="漏登", by=made.leader, at=NOW)
    made.invite(NOTHING, 40)
    made.assess(NO_THIRD_PARTY, [50.0] * 10)
    running = open_page(PAGES["quarter"], role, quarter=QUARTER)
    assert "正在更正" in texts(running)
    assert "下面仍是第 1 次定稿" in texts(running)
    assert metrics(running) == before
    for part in ("chain", "history", "citizens", "experts", "third_party"):
        project = open_page(PAGES["project"], role, quarter=QUARTER, project=WHOLE, part=part)
        assert not project.exception
        assert "下面仍是第 1 次定稿" in texts(project)
        assert metrics(project) == of_one
        assert ("再次定稿后在这里查看" in texts(project)) == (part not in ("chain", "history"))


def another_quarter(made: Evaluation, quarter: str) -> None:
    """A second quarter with one project, open."""
    table, members = schema.evaluation_quarter, schema.evaluation_project
    with writing(made.engine) as connection:
        row = dict(connection.execute(select(table).where(table.c.quarter == QUARTER)).mappings().one())
        member = dict(connection.execute(select(members)).mappings().first())
        row |= {"id": row["id"] + 1, "quarter": quarter, "state": QuarterState.OPEN}
        connection.execute(table.insert().values(row))
        kept = {name: value for name, value in member.items() if name != "id"}
        connection.execute(members.insert().values(kept | {"quarter_id": row["id"]}))


@on_sqlite
def test_a_leader_begins_with_the_last_published_quarter_and_is_told_of_the_running_one(engine, open_page):
    made = filled(engine)
    publish(made)
    another_quarter(made, "2026Q1")
    running = open_page(PAGES["quarter"])
    assert running.selectbox(key="quarter.quarter").value == QUARTER
    told = "2026年一季度正在评估：1 个项目中，群众评议 0 个，专家评审 0 个，第三方评估 0 个已有得分。"
    assert told in texts(running)
    running.button(key="quarter.quarter.running").click().run()
    assert running.selectbox(key="quarter.quarter").value == "2026Q1"
    assert "正在评估：" not in texts(running)


@on_sqlite
@pytest.mark.parametrize(("role", "opened"), [(Role.COORDINATOR, "2026Q1"), (Role.OFFICER, QUARTER)])
def test_coordinators_begin_with_the_running_quarter_officers_with_what_they_may_read(engine, open_page, role, opened):
    made = filled(engine)
    publish(made)
    another_quarter(made, "2026Q1")
    running = open_page(PAGES["quarter"], role)
    assert running.selectbox(key="quarter.quarter").value == opened
    assert "正在评估：" not in texts(running)


@on_sqlite
@pytest.mark.parametrize("role", LATER_READERS)
def test_words_of_experts_are_for_those_who_work_on_the_quarter(engine, open_page, role):
    made = filled(engine)
    publish(made)
    running = open_page(PAGES["project"], role, quarter=QUARTER, project=WHOLE, part="experts")
    assert len(running.dataframe[1].value) == 5
    assert "补充维护资金" not in texts(running) + frames(running)


@on_sqlite
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, "请从“季度三评”里打开一个项目"),
        ({"quarter": "1999Q1", "project": WHOLE}, "没有 1999Q1 的三评"),
        ({"quarter": QUARTER, "project": "XM-1999-0001"}, "XM-1999-0001 不在 2025Q4 的参评项目中"),
        ({"quarter": "[x](http://a)*", "project": LIKE_MARKDOWN}, "没有"),
    ],
)
def test_a_guessed_address_leads_back(engine, open_page, address, said):
    filled(engine)
    running = open_page(PAGES["project"], **address)
    assert not running.exception
    assert running.title[0].value == "项目三评"
    assert said in texts(running).replace("\\", "")


@on_sqlite
def test_small_groups_are_listed_and_never_compared(engine, open_page):
    made = filled(engine)
    part = schema.project_department
    with writing(engine) as connection:
        here = part.c.project_id == made.id_of(WHOLE)
        connection.execute(part.update().where(here).values(department_code="education"))
    running = open_page(PAGES["quarter"], part="groups")
    assert running.dataframe[0].value["group"].tolist() == ["住建局"]
    assert ":gray[教育局：齐全 1 个，参评 1 个]" in texts(running)


@on_sqlite
def test_the_leader_publishes_only_by_typing_the_quarter(engine, open_page):
    filled(engine)
    running = open_page(PAGES["publication"])
    running.text_input[0].input("2025Q3")
    press(running, "定稿发布").run()
    assert "输入的季度与 2025Q4 不一致，没有定稿" in texts(running)
    running.text_input[0].input("2025q4")
    press(running, "定稿发布").run()
    assert not running.exception
    assert "2025年四季度三评已定稿发布" in texts(running)
    with reading(engine) as connection:
        sealed = connection.execute(select(schema.evaluation_snapshot.c.sha256)).scalar_one()
    assert sealed in texts(running)
    press(running, "核验").run()
    assert "由封存的输入重算，结果逐位一致" in texts(running)


def press(running, label: str):
    return next(button for button in running.button if button.label == label).click()


@on_sqlite
def test_an_open_round_bars_publishing_and_the_list_says_so(engine, open_page):
    made = filled(engine)
    made.open_round(2)
    object_to(made, WHOLE)
    running = open_page(PAGES["publication"])
    shown = texts(running)
    assert ":red-badge[不能定稿] **专家评审轮次**" in shown
    assert ":orange-badge[请留意] **单位异议**" in shown
    assert ":orange-badge[请留意] **隔离的评议 6**" in shown
    assert next(button for button in running.button if button.label == "定稿发布").disabled


@on_sqlite
def test_a_coordinator_reads_the_checks_and_publishes_nothing(engine, open_page):
    made = filled(engine)
    running = open_page(PAGES["publication"], Role.COORDINATOR)
    assert "定稿发布由领导操作" in texts(running)
    assert not [button for button in running.button if button.label in ("定稿发布", "开启更正")]
    publish(made)
    after = open_page(PAGES["publication"], Role.COORDINATOR)
    assert not [button for button in after.button if button.label == "开启更正"]
    assert [button for button in after.button if button.label == "核验"]


@on_sqlite
def test_a_restatement_shows_what_changed_and_why(engine, open_page):
    made = filled(engine)
    publish(made)
    publications.reopen(engine, quarter=QUARTER, version=version(made), reason="漏登", by=made.leader, at=NOW)
    assert "正在更正" in texts(open_page(PAGES["publication"]))
    made.invite(NOTHING, 40)
    made.assess(NO_THIRD_PARTY, [50.0] * 10)
    publish(made, reason="补交第三方评估")
    running = open_page(PAGES["publication"])
    shown = running.dataframe[0].value
    assert "更正原因：补交第三方评估" in texts(running)
    changed = shown[shown["project"] == NO_THIRD_PARTY].set_index("what")
    assert (changed.loc["状态", "before"], changed.loc["状态", "after"]) == ("待补", "齐全")


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_sends_the_same_few_statements_however_many_projects(engine, open_page, of_the_page, page):
    filled(engine)
    address = {"quarter": QUARTER, "project": WHOLE, "part": "experts"} if page == "project" else {}
    with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as sent:
        assert not open_page(PAGES[page], **address).exception
    few = of_the_page(sent)
    more(engine)
    with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as sent:
        assert not open_page(PAGES[page], **address).exception
    assert of_the_page(sent) == few
    assert few <= 32


def more(engine) -> None:
    """Twelve more projects in the quarter."""
    with writing(engine) as connection:
        quarter = evaluation_quarters.find(connection, QUARTER)
        assert quarter.state is QuarterState.OPEN
        project, member = schema.project, schema.evaluation_project
        row = dict(connection.execute(select(project).where(project.c.number == WHOLE)).mappings().one())
        for place in range(12):
            made = connection.execute(
                project.insert().values({**row, "id": 900 + place, "number": f"XM-2025-01{place:02}"})
            )
            values = {"quarter_id": quarter.id, "project_id": made.inserted_primary_key[0], "reached_stage": "feedback"}
            connection.execute(member.insert().values(**values, added_at=NOW, added_by_name="评估专员"))
