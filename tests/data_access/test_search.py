"""检索: what is found, in which order, and what nobody of a role may ever find."""

import pytest
from alembic import command
from sqlalchemy import delete, update

from data_access import schema, search, search_index
from data_access.engine import _alembic, migrate, version, writing
from data_access.idea_texts import IdeaText
from data_access.statements import counted_statements
from glossary import Role
from permissions import NotPermitted
from tests import factories, subject_factories
from tests.actions import idea_factories

OFFICER = factories.person()


@pytest.fixture
def city(engine):
    return idea_factories.city(engine, suggestions=0)


def told(engine, *texts: tuple[str, str], **fields: object) -> None:
    """Suggestions 2025-000001 … with these titles and contents, in the index."""
    with writing(engine) as connection:
        first = len(connection.execute(schema.suggestion.select()).all()) + 1
        for position, (title, content) in enumerate(texts, start=first):
            idea_factories.suggestion(connection, position, **fields)
            chosen = update(schema.suggestion_text).where(schema.suggestion_text.c.suggestion_id == position)
            connection.execute(chosen.values(title=title, content=content))
    sum(search_index.catch_up(engine))


def found(engine, query: str, reader=OFFICER, **page: int) -> list[str]:
    """The last two signs of the numbers found, best first."""
    page = {"limit": 50, **page}
    return [each[-2:] for each in search.find_suggestions(engine, reader=reader, query=query, **page).frame["number"]]


EXPECTED = {
    "停车": ["01", "02"],
    "停车难": ["01"],
    "小区停车": [],  # a phrase does not reach over a comma
    '"小区停车"': [],
    "“小区，停车”": ["01"],
    "小区 停车": ["01", "02"],
    "停车 充电": ["02"],
    "充电 路灯": [],
    "A7县": ["03"],
    "ａ７县": ["03"],
    "Ａ７": ["03"],
    "a": [],  # words are found whole
    "2路": ["04"],
    "12路": ["03"],
    "wifi": ["04"],
    "ＷｉＦｉ": ["04"],
    "13800138000": ["04"],
    "枣": ["04"],
    "灯": ["03"],
    "枣 停车": [],
    "停车位": [],
    "位停": [],
    "": [],
    "，。！": [],
    '"': [],
    "停车'); DROP TABLE suggestion; --": [],
    "停车 OR 路灯": [],
    "停*车%_\\": [],
    "\x00停车\ud800": ["01", "02"],
    "AND NOT NEAR(": [],
}


def test_words_phrases_and_odd_signs(city):
    told(
        city,
        ("小区，停车难", "下班后没有位子。"),
        ("充电桩", "小区里停车的地方没有充电桩，汽车开不出去。"),
        ("Ａ７县路灯", "12路车站旁不亮"),
        ("公交", "2路车没有WiFi，请打13800138000，枣"),
    )
    assert {query: found(city, query) for query in EXPECTED} == EXPECTED


def test_a_single_sign_is_found_through_the_index_like_everything_else(city):
    told(city, ("路灯", "不亮"), ("停车", "灯光太亮"), ("其他", "没有"))
    with counted_statements(city) as statements:
        assert found(city, "灯") == ["01", "02"]
    assert any("MATCH" in each or "search_pair_numbers" in each for each in statements)
    assert found(city, "灯 亮") == ["01", "02"]
    assert found(city, "灯 停车") == ["02"]


def test_an_index_made_before_single_signs_were_kept_is_made_anew(city):
    """On SQLite by the server's thread, and search says how many are missing; on PostgreSQL in the migration."""
    told(city, ("路灯", "不亮"), ("停车", "灯光太亮"))
    command.stamp(_alembic(city), "0007")
    migrate(city)
    assert search_index.pending_count(city) == (2 if city.dialect.name == "sqlite" else 0)
    assert sum(search_index.catch_up(city)) == (2 if city.dialect.name == "sqlite" else 0)
    assert (found(city, "灯"), found(city, "停车")) == (["01", "02"], ["02"])


def test_hits_in_the_title_come_first_then_dense_texts_then_the_last_stored(city):
    told(
        city,
        ("其他", "停车" + "。别的话" * 100),
        ("停车", "没有别的"),
        ("其他", "停车停车停车"),
        ("其他", "停车，别的话"),
        ("其他", "停车，别的话"),
    )
    assert found(city, "停车") == ["02", "03", "05", "04", "01"]


def test_rank_adds_title_and_share_of_hits_per_phrase(city):
    told(city, ("停车", "停车" + "一" * 330 + "，a"))  # in canonical form 1,000 bytes: 1 / (1 + 1)
    frame = search.find_suggestions(city, reader=OFFICER, query="停车", limit=1).frame
    assert frame["rank"].tolist() == [2.5]


def test_pages_follow_each_other_and_the_total_stays(city):
    told(city, *[("停车", "难")] * 5)
    assert found(city, "停车", limit=2, offset=2) == ["03", "02"]
    assert found(city, "停车", limit=2, offset=4) == ["01"]
    assert found(city, "停车", limit=2, offset=6) == []
    assert search.find_suggestions(city, reader=OFFICER, query="停车", limit=2, offset=4).total == 5


def test_of_very_many_hits_the_last_stored_are_ranked_and_the_total_is_a_lower_bound(city, monkeypatch):
    told(city, *[("停车", "难")] * 4)
    monkeypatch.setattr(search, "MOST_RANKED", 3)
    answer = search.find_suggestions(city, reader=OFFICER, query="停车", limit=10)
    assert (answer.total, answer.is_exact) == (3, False)
    assert answer.frame["number"].tolist() == ["2025-000004", "2025-000003", "2025-000002"]
    monkeypatch.setattr(search, "MOST_RANKED", 4)
    answer = search.find_suggestions(city, reader=OFFICER, query="停车", limit=10)
    assert (answer.total, answer.is_exact) == (4, True)


def test_who_writes_a_number_finds_the_suggestion_of_that_number_first(city):
    told(city, ("路灯坏了", "见 2025-000003"), ("路灯", "不亮"), ("另一件", "本件编号 2025-000003，还没有人看"))
    for query in ("2025-000003", " ２０２５－０００００３ "):
        assert found(city, query) == ["03", "01"]
    assert found(city, "2025-000002") == ["02"]
    assert found(city, "2025-000002 路灯") == []  # with other words it is one of the words
    assert found(city, "2025-00000") == []


def test_a_number_finds_nothing_that_its_reader_may_not_find(city):
    told(city, ("甲", "子"), department_code="housing")
    told(city, ("乙", "丑"), confidential=True)
    told(city, ("丙", "寅"), nature="report")
    assert [found(city, f"2025-00000{position}") for position in (1, 2, 3)] == [["01"], [], []]
    handler = {code: factories.person(Role.HANDLER, department_code=code) for code in ("housing", "finance")}
    assert found(city, "2025-000001", handler["housing"]) == ["01"]
    assert found(city, "2025-000001", handler["finance"]) == []


def test_a_number_is_found_before_its_words_are_indexed(city):
    with writing(city) as connection:
        idea_factories.suggestion(connection, 1)
    assert found(city, "2025-000001") == ["01"]


def test_what_comes_back_is_as_written_with_numbers_masked(city):
    told(city, ("停车\n难", "电话13812345678，身份证42068319800101123X"), department_code="housing")
    [row] = search.find_suggestions(city, reader=OFFICER, query="停车", limit=1).frame.to_dict("records")
    assert row["title"] == "停车\n难"
    assert row["text"] == "电话138****5678，身份证420***********123X"
    assert (row["number"], row["department_code"], row["state"]) == ("2025-000001", "housing", "accepted")


@pytest.mark.parametrize("role", [Role.LEADER, Role.HANDLER, Role.PROJECT_MANAGER])
@pytest.mark.parametrize(
    "query", ["13812345678", "电话13812345678", "138 1234 5678", "138.1234.5678", "１３８１２３４５６７８"]
)
def test_nobody_but_the_office_looks_for_a_phone_number(sqlite_engine, role, query):
    with pytest.raises(search.PersonalNumberAsked, match="个人信息"):
        found(sqlite_engine, query, factories.person(role, department_code="housing"))
    assert found(sqlite_engine, query) == []


# --- what may never be found --------------------------------------------------------------------

READERS = [Role.LEADER, Role.OFFICER, Role.HANDLER, Role.PROJECT_MANAGER]


def test_reports_and_confidential_ones_are_never_found(city):
    told(city, ("停车", "难"), department_code="housing", confidential=True)
    told(city, ("停车", "难"), department_code="housing", nature="report")
    told(city, ("停车", "难"), department_code="housing", nature=None)
    for role in READERS:
        assert found(city, "停车", factories.person(role, department_code="housing")) == ["03"]


def test_one_that_becomes_confidential_is_gone_at_once(city):
    told(city, ("停车", "难"))
    with writing(city) as connection:
        connection.execute(update(schema.suggestion).values(confidential=True))
    assert found(city, "停车") == []


def test_a_handler_finds_the_own_departments_only(city):
    told(city, ("停车", "难"), department_code="housing")
    told(city, ("停车", "难"), department_code="finance")
    told(city, ("停车", "难"))
    assert found(city, "停车", factories.person(Role.HANDLER, department_code="housing")) == ["01"]
    assert found(city, "停车", factories.person(Role.HANDLER)) == []
    for role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER):
        assert found(city, "停车", factories.person(role)) == ["03", "02", "01"]


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
def test_other_roles_may_not_search_suggestions(sqlite_engine, role):
    with pytest.raises(NotPermitted):
        found(sqlite_engine, "停车", factories.person(role))


# --- the index keeps up -------------------------------------------------------------------------


def test_what_is_not_indexed_yet_is_counted_until_it_is(city):
    told(city, ("停车", "难"))
    with writing(city) as connection:
        idea_factories.suggestion(connection, 2)
    answer = search.find_suggestions(city, reader=OFFICER, query="电梯", limit=5)
    assert (answer.total, answer.pending) == (0, 1)
    sum(search_index.catch_up(city))
    answer = search.find_suggestions(city, reader=OFFICER, query="电梯", limit=5)
    assert (answer.total, answer.pending) == (1, 0)


def test_one_that_is_deleted_is_gone_and_its_id_used_again_finds_the_new_text(city):
    told(city, ("停车", "难"), ("路灯", "不亮"))
    with writing(city) as connection:
        connection.execute(delete(schema.suggestion).where(schema.suggestion.c.id == 2))
    assert found(city, "路灯") == []
    told(city, ("电梯", "老旧"))  # takes number 2 again
    assert (found(city, "路灯"), found(city, "电梯"), found(city, "停车")) == ([], ["02"], ["01"])
    with city.connect() as connection:
        documents = connection.execute(schema.search_suggestion.select()).all()
    assert sorted(row.suggestion_id for row in documents) == [1, 2]


def test_catching_up_takes_as_many_transactions_as_it_needs(city, monkeypatch):
    monkeypatch.setattr(search_index, "AT_ONCE", 2)
    told(city, *[("停车", "难")] * 5)
    with writing(city) as connection:
        connection.execute(delete(schema.suggestion).where(schema.suggestion.c.id > 2))
    told(city, ("停车", "难"))
    assert found(city, "停车") == ["03", "02", "01"]
    with city.connect() as connection:
        assert search_index.pending(connection) == 0
        assert len(connection.execute(schema.search_suggestion.select()).all()) == 3
        if city.dialect.name == "sqlite":  # nothing of the deleted is left in FTS5 either
            rows = connection.exec_driver_sql("SELECT count(*) FROM search_pairs WHERE search_pairs MATCH '停车'")
            assert rows.scalar_one() == 3
            assert connection.exec_driver_sql("SELECT count(*) FROM search_gone").scalar_one() == 0


def test_indexing_leaves_cached_figures_as_they_are(city):
    with writing(city) as connection:
        idea_factories.suggestion(connection, 1)
    before = version(city, "data_version")
    assert list(search_index.catch_up(city)) == [1]
    assert version(city, "data_version") == before


def test_indexing_stops_at_its_limit(city, monkeypatch):
    monkeypatch.setattr(search_index, "AT_ONCE", 2)
    with writing(city) as connection:
        for position in range(1, 6):
            idea_factories.suggestion(connection, position)
    assert list(search_index.catch_up(city, limit=3)) == [2, 2]
    assert list(search_index.catch_up(city)) == [1]


def test_on_postgresql_one_process_at_a_time_adds_and_a_locked_suggestion_waits(postgres_engine):
    idea_factories.city(postgres_engine, suggestions=3)
    suggestion = schema.suggestion
    with postgres_engine.connect() as other:
        other.execute(suggestion.select().where(suggestion.c.id == 2).with_for_update())
        assert list(search_index.catch_up(postgres_engine)) == [2]
    with postgres_engine.connect() as other:
        assert search_index._is_mine(other)
        assert list(search_index.catch_up(postgres_engine)) == []
    assert list(search_index.catch_up(postgres_engine)) == [1]


def test_the_number_of_statements_does_not_grow_with_what_is_found(city):
    told(city, *[("停车", "难")] * 3)
    counts = []
    for _ in range(2):
        with counted_statements(city) as statements:
            found(city, "停车")
        counts.append(len(statements))
        told(city, *[("停车", "难")] * 20)
    assert counts == [3, 3]


# --- ideas --------------------------------------------------------------------------------------


def idea(engine, title: str, problem: str = "", proposal: str = "", benefit: str = "") -> str:
    """An idea in the search index; returns its number."""
    text = IdeaText(title=title, problem=problem, proposal=proposal, benefit=benefit)
    number = idea_factories.idea(engine, text=text, sources=())
    with writing(engine) as connection:
        idea_id = connection.execute(schema.idea.select().where(schema.idea.c.number == number)).one().id
        search.index_idea(connection, idea_id=idea_id, title=title, text=f"{problem}\n{proposal}\n{benefit}")
    return number


def ideas(engine, query: str, reader=None, **page: int) -> list[str]:
    page = {"limit": 50, **page}
    return list(search.find_ideas(engine, reader=reader or idea_factories.MANAGER, query=query, **page).frame["number"])


def test_ideas_are_found_by_title_problem_proposal_and_benefit(city):
    lifts = idea(city, "加装电梯", problem="老人下不了楼", proposal="政府补助", benefit="方便Ａ7小区")
    school = idea(city, "课后托管", problem="家长接不了孩子", proposal="学校加装电梯")
    assert ideas(city, "电梯") == [lifts, school]
    assert ideas(city, "电梯", limit=1, offset=1) == [school]
    assert ideas(city, "补助 a7") == [lifts]
    assert ideas(city, "梯 课后") == [school]
    assert ideas(city, "，") == []
    frame = search.find_ideas(city, reader=idea_factories.MANAGER, query="托管", limit=5).frame
    assert frame["text"].tolist() == ["家长接不了孩子\n学校加装电梯\n"]
    assert frame["title"].tolist() == ["课后托管"]


def test_the_words_of_an_idea_follow_its_text(city):
    number = idea(city, "加装电梯")
    with writing(city) as connection:
        idea_id = idea_factories.row(city, number).id
        search.index_idea(connection, idea_id=idea_id, title="增设路灯", text="")
    assert (ideas(city, "电梯"), ideas(city, "路灯")) == ([], [number])
    with writing(city) as connection:
        search.forget_idea(connection, idea_id=idea_id)
    assert ideas(city, "路灯") == []


def test_an_idea_merged_into_another_is_not_found(city):
    first, second = idea(city, "加装电梯"), idea(city, "加装电梯")
    ids = [idea_factories.row(city, number).id for number in (first, second)]
    subject_factories.merge(city, ids[0], into=ids[1])
    assert ideas(city, "电梯") == [second]


def test_who_writes_the_number_of_an_idea_finds_it_first_or_the_one_it_was_merged_into(city):
    lifts = idea(city, "加装电梯")
    cites = idea(city, "补助办法", problem=f"接续 {lifts}")
    assert ideas(city, lifts) == ideas(city, f" {lifts.lower()}") == [lifts, cites]
    assert ideas(city, cites.replace("J", "Ｊ")) == [cites]
    subject_factories.merge(city, idea_factories.row(city, lifts).id, into=idea_factories.row(city, cites).id)
    assert ideas(city, lifts) == [cites]
    assert ideas(city, lifts, factories.person(Role.HANDLER, department_code="finance")) == []


def test_a_handler_finds_ideas_the_own_department_takes_part_in(city):
    first, _second = idea(city, "加装电梯"), idea(city, "加装电梯")
    idea_factories.lead(city, first, "housing")
    assert ideas(city, "电梯", factories.person(Role.HANDLER, department_code="housing")) == [first]
    assert ideas(city, "电梯", factories.person(Role.HANDLER, department_code="finance")) == []
    assert ideas(city, "电梯", factories.person(Role.HANDLER)) == []


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.EXPERT, Role.ASSESSOR, Role.ADMINISTRATOR])
def test_other_roles_may_not_search_ideas(sqlite_engine, role):
    with pytest.raises(NotPermitted):
        ideas(sqlite_engine, "电梯", factories.person(role))
