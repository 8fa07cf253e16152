"""Everything the seeded evaluations show, done once with the real actions, so that both can be compared."""

from datetime import date, datetime, timedelta

from actions import (
    assessments,
    evaluation_rules,
    evaluation_words,
    expert_reviews,
    panels,
    publications,
    quarter_projects,
    quarter_start,
    quarters,
    rating_checks,
    rating_files,
    ratings,
    rounds,
)
from actions.assessments import Value
from data_access.engine import Engine
from glossary import (
    FollowUpResult,
    Grade,
    ObjectionOutcome,
    RatingSource,
    RatingStage,
    Relation,
    Role,
    ValueKind,
)
from permissions import Person
from tests.actions.rating_books import book

QUARTER = "2026Q1"
NOW = datetime(2026, 1, 12, 2, 0)
DUE = date(2026, 2, 27)
LEADER = Person(1, "leader", "邵文渊", Role.LEADER)
OFFICER = Person(2, "officer", "程思远", Role.OFFICER)
COORDINATOR = Person(6, "coordinator", "秦书怡", Role.COORDINATOR)
ASSESSOR = Person(8, "assessor", "顾清和", Role.ASSESSOR)
HANDLER = Person(3, "handler", "赵立春", Role.HANDLER, department_code="urban_management")
# Experts without any interest in the projects: one steps back, one abstains.
EXPERTS = [
    Person(account, f"expert{account - 8:02d}", name, Role.EXPERT)
    for account, name in ((10, "梁启文"), (11, "阮静怡"), (12, "卓远航"), (14, "尹素素"), (16, "甘雨霏"))
]
FIRST, SECOND = "XM-2025-0016", "XM-2025-0009"  # both of 城管, in effect or under way
HANDLING, VERY = RatingStage.HANDLING, FollowUpResult.VERY_SATISFIED


class Acting:
    """One database in which somebody does everything; each step a minute after the one before."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self._at = engine, NOW

    def now(self, by: Person = COORDINATOR) -> dict:
        self._at += timedelta(minutes=1)
        return {"by": by, "at": self._at}

    def held(self, by: Person = COORDINATOR) -> dict:
        """Quarter, its version as it is now, and who acts when."""
        query = f"SELECT version FROM evaluation_quarter WHERE quarter = '{QUARTER}'"
        return {"quarter": QUARTER, "version": self.one(query), **self.now(by)}

    def one(self, query: str):
        with self.engine.connect() as connection:
            return connection.exec_driver_sql(query).scalar_one()

    def all(self, query: str) -> list:
        with self.engine.connect() as connection:
            return list(connection.exec_driver_sql(query).scalars())

    def seat(self, expert: Person, number: str) -> int:
        return self.one(
            "SELECT a.id FROM review_assignment a JOIN project p ON p.id = a.project_id JOIN evaluation_quarter q "
            f"ON q.id = a.quarter_id WHERE quarter = '{QUARTER}' AND number = '{number}' "
            f"AND account_id = {expert.account_id}"
        )


def do_everything(engine: Engine) -> None:
    acting = Acting(engine)
    _prepared(acting)
    _reviewed(acting)
    _again(acting)
    _rated(acting)
    _assessed(acting)
    own = {"number": FIRST, "content": "本季度完成了主要任务，达到要求。", **acting.now(HANDLER)}
    evaluation_words.self_assess(engine, quarter=QUARTER, score=90.0, **own)
    for grade in (Grade.GOOD, None):
        said = {"number": FIRST, "grade": grade, "content": "进度不错。", **acting.now(LEADER)}
        evaluation_words.comment(engine, quarter=QUARTER, **said)
    quarter_projects.set_veto(engine, number=SECOND, reason="被通报", **acting.held())
    publications.publish(engine, **acting.held(LEADER))
    publications.reopen(engine, reason="补评", **acting.held(LEADER))
    rounds.open_round(engine, quarter=QUARTER, due_on=DUE, projects=[FIRST], reason="补评", **acting.now())


def _prepared(acting: Acting) -> None:
    engine = acting.engine
    for citizens, is_approved in ((50.0, False), (55.0, True)):
        weights = {"citizens": citizens, "experts": 25.0, "third_party": 75.0 - citizens, "note": "试行"}
        made = evaluation_rules.add_weights(engine, **weights, **acting.now())
        if is_approved:
            evaluation_rules.approve_weights(engine, version=made, document="1 号", **acting.now(LEADER))
        else:
            days = {"ratings_until": DUE, "assessment_due_on": DUE, "objection_until": DUE}
            quarters.create(engine, quarter=QUARTER, **days, **acting.now())
    quarter_projects.choose_projects(engine, numbers=[FIRST, SECOND], **acting.held())
    panel = panels.add_panel(engine, quarter=QUARTER, name="第一组", **acting.now())
    people = {"experts": [each.account_id for each in EXPERTS], "projects": [FIRST, SECOND]}
    panels.assign_panel(engine, quarter=QUARTER, panel=panel, **people, **acting.now())
    assessors = {"numbers": [FIRST, SECOND], "account_id": ASSESSOR.account_id}
    assessments.assign(engine, quarter=QUARTER, **assessors, **acting.now())
    quarter_start.start(engine, **acting.held())


def _give(acting: Acting, expert: Person, number: str, mark: float, **more: object) -> None:
    criteria = acting.all("SELECT id FROM criterion ORDER BY position")
    given = {"marks": dict.fromkeys(criteria, mark), "comment": "可以", **more}
    seat = acting.seat(expert, number)
    turn = acting.one("SELECT max(number) FROM review_round JOIN evaluation_quarter q ON q.id = quarter_id "
                      f"WHERE quarter = '{QUARTER}'")  # fmt: skip
    expert_reviews.submit(acting.engine, assignment_id=seat, round=turn, **given, **acting.now(expert))


def _reviewed(acting: Acting) -> None:
    engine, quarter = acting.engine, {"quarter": QUARTER}
    rounds.open_round(engine, **quarter, due_on=DUE, **acting.now())
    for expert in EXPERTS:
        declared = {"assignment_id": acting.seat(expert, FIRST), "relation": Relation.NONE}
        expert_reviews.declare(engine, **declared, **acting.now(expert))
    for place, expert in enumerate(EXPERTS[:4]):
        _give(acting, expert, FIRST, 70.0 + 6 * place, from_file=place == 0)
    abstained = {"assignment_id": acting.seat(EXPERTS[4], FIRST), "round": 1, "reason": "不熟悉"}
    expert_reviews.abstain(engine, **abstained, **acting.now(EXPERTS[4]))
    seat = acting.seat(EXPERTS[0], SECOND)
    paid = {"assignment_id": seat, "relation": Relation.PAID, "note": "合作"}
    expert_reviews.declare(engine, **paid, **acting.now(EXPERTS[0]))
    back = {"assignment_id": acting.seat(EXPERTS[0], FIRST), "reason": "填错"}
    rounds.return_review(engine, **quarter, **back, **acting.now())
    _give(acting, EXPERTS[0], FIRST, 71.0)
    rounds.remind(engine, **quarter, round=1, **acting.now())
    rounds.close_round(engine, **quarter, round=1, **acting.now())
    found = {"assignment_id": acting.seat(EXPERTS[3], FIRST), "relation": Relation.PAID, "note": "受聘"}
    panels.recuse(engine, **quarter, **found, **acting.now())
    review = acting.one(f"SELECT max(id) FROM expert_review WHERE assignment_id = {acting.seat(EXPERTS[1], FIRST)}")
    asked = rounds.ask_reason(engine, **quarter, review_id=review, question="为什么低？", **acting.now())
    expert_reviews.answer_question(engine, question_id=asked, answer="去看过", **acting.now(EXPERTS[1]))
    waiting = acting.one(f"SELECT max(id) FROM expert_review WHERE assignment_id = {acting.seat(EXPERTS[2], FIRST)}")
    rounds.ask_reason(engine, **quarter, review_id=waiting, question="为什么高？", **acting.now())


def _again(acting: Acting) -> None:
    rounds.open_round(acting.engine, quarter=QUARTER, due_on=DUE, **acting.now())
    _give(acting, EXPERTS[0], FIRST, 75.0, change_reason="看了意见")
    rounds.close_round(acting.engine, quarter=QUARTER, round=2, **acting.now())


def _rated(acting: Acting) -> None:
    engine, place = acting.engine, {"quarter": QUARTER, "number": FIRST, "stage": HANDLING}
    ratings.count_invited(engine, **place, invited=40, **acting.now(OFFICER))
    told = {"who": "14000000001", "level": VERY, "source": RatingSource.PHONE, "rated_on": date(2026, 1, 11)}
    suggestion = acting.one("SELECT number FROM suggestion LIMIT 1")
    ratings.record(engine, **place, **told, suggestion_number=suggestion, remark="好", **acting.now(OFFICER))
    told |= {"source": RatingSource.VISIT}
    slip = ratings.record(engine, **place, **told, **acting.now(OFFICER))
    ratings.withdraw(engine, quarter=QUARTER, rating_id=slip, reason="登记错了", **acting.now(OFFICER))
    rows = [_row(person, "设备一", RatingSource.TRACKING_PAGE) for person in range(5)]
    rows += [{**_row(9, "", RatingSource.IMPORTED), "seconds": None, "device": None}]
    rows += [{**_row(8, "", RatingSource.SMS), "device": None, "remark": "好"}]
    file = {"content": book(rows), "file_name": "评议.xlsx"}
    read = rating_files.read_file(engine, quarter=QUARTER, **file, **acting.now(OFFICER))
    assert not read.problems
    rating_files.apply(engine, file=read, **acting.now(OFFICER))
    held = acting.all("SELECT id FROM citizen_rating WHERE held AND quarter_id = (SELECT max(id) FROM "
                      "evaluation_quarter) ORDER BY id")  # fmt: skip
    assert len(held) == 5
    rating_checks.confirm(engine, quarter=QUARTER, rating_ids=held[:3], reason="核实过", **acting.now(OFFICER))
    rating_checks.release(engine, quarter=QUARTER, rating_ids=held[3:], reason="家人", **acting.now(OFFICER))


def _row(person: int, device: str, source: RatingSource) -> dict:
    return {
        "number": FIRST,
        "stage": HANDLING.label,
        "person": f"1400000010{person}",
        "level": VERY.label,
        "rated_at": f"2026-01-1{person % 2} 1{person}:30",
        "source": source.label,
        "device": device,
        "seconds": 2.0 if person == 0 else 20.0,
    }


def _values(acting: Acting) -> list[Value]:
    indicators = acting.all("SELECT id FROM indicator ORDER BY position")
    values = [Value(each, ValueKind.PROVIDED, 90.0, "台账") for each in indicators]
    values[0] = Value(indicators[0], ValueKind.NOT_APPLICABLE, None, "不涉及")
    values[1] = Value(indicators[1], ValueKind.NOT_PROVIDED, None, "没有提供")
    return values


def _assessed(acting: Acting) -> None:
    engine, values = acting.engine, _values(acting)
    one = {"quarter": QUARTER, "number": FIRST}
    assessments.record(engine, quarter=QUARTER, number=SECOND, values=values[:4], method="", **acting.now(ASSESSOR))
    assessments.record(engine, **one, values=values, method="现场核查", **acting.now(ASSESSOR))
    assessments.submit(engine, **one, **acting.now(ASSESSOR))
    for place, outcome in ((3, ObjectionOutcome.UPHELD), (4, ObjectionOutcome.CORRECTED), (5, None)):
        indicator = values[place].indicator_id
        about = {**one, "indicator_id": indicator, "content": "口径不一致，请复核"}
        made = assessments.object(engine, **about, **acting.now(HANDLER))
        if outcome is ObjectionOutcome.CORRECTED:
            new = Value(indicator, ValueKind.PROVIDED, 95.0, "台账", "复核")
            assessments.record(engine, **one, values=[new], method="现场核查", **acting.now(ASSESSOR))
        if outcome:
            answer = {"objection_id": made, "outcome": outcome, "answer": "已复核"}
            assessments.answer_objection(engine, **answer, **acting.now())
            assessments.confirm(engine, **one, **acting.now(HANDLER))
