"""Fills the evaluations: rules, the register of experts, four quarters of 2025; the first three are then published."""

from datetime import datetime

from data_access import evaluation_rules, schema
from data_access.bulk import insert_rows
from data_access.engine import Connection
from data_access.evaluation_defaults import WEIGHTS
from glossary import Role
from seed_data.bank.book import Book as Bank
from seed_data.bank.people import COORDINATOR, LEADER
from seed_data.days import Days
from seed_data.evaluation import assessment_tale, rating_tale, review_tale, voices
from seed_data.evaluation.book import Book
from seed_data.evaluation.quarter import Rules, SeededQuarter, ask_for_approval
from seed_data.evaluation.roster import JUDGES, Judge
from seed_data.evaluation.subjects import subjects
from seed_data.evaluation.terms import APPROVED, DRAWN_UP, REGISTERED, TERMS, Clock, Term

SECOND = {"citizens": 45.0, "experts": 30.0, "third_party": 25.0}
DRAWN_UP_WHY = "2025 年二季度试行后，群众参与面扩大，拟提高群众评议的分量。"
DOCUMENT = "枣民声办〔2025〕17 号"
# The version from which the second set of weights is used, and the project vetoed in the third quarter.
SECOND_FROM, VETOED = 3, ("XM-2025-0022", "2025-10-17")


def fill_evaluations(connection: Connection, days: Days, bank: Bank, *, secret: bytes, seed: int) -> None:
    """Everything of the 三评, inside the transaction that stored the bank and the accounts."""
    book, clock = Book(), Clock(days)
    _register(connection, clock.at(REGISTERED, 60))
    every, rules = subjects(bank), _rules(connection)
    recused: set[tuple[int, int]] = set()
    for term in TERMS:
        if term.number == SECOND_FROM:
            _draw_up_weights(book, clock)
        quarter = _quarter(book, clock, term, rules[term.number >= SECOND_FROM], every, recused)
        review_tale.tell(quarter, seed)
        rating_tale.tell(quarter, secret, seed)
        assessment_tale.tell(quarter, seed)
        if term.number == SECOND_FROM:
            number, day = VETOED
            book.later(clock.at(day, 90), lambda at, q=quarter, n=number: q.set_veto(n, voices.VETO, at))
        book.run()
        recused |= {(seat.judge.account_id, seat.subject.id) for seat in quarter.seats if seat.is_recused}
    book.store(connection)


def _quarter(book: Book, clock: Clock, term: Term, rules: Rules, every, recused) -> SeededQuarter:
    quarter = SeededQuarter(book, clock, term, rules, every)
    quarter.seat_experts(recused)
    unapproved = _words(WEIGHTS) if term.number < SECOND_FROM else ""
    book.later(clock.at(term.starts, 30), lambda at: quarter.start(at, weights_to_approve=unapproved))
    return quarter


def _rules(connection: Connection) -> tuple[Rules, Rules]:
    """The default rules, and the same with the second set of weights, which follows the first."""
    criteria = tuple(evaluation_rules.criteria(connection, 1)["id"].tolist())
    indicators = tuple(evaluation_rules.indicators(connection, 1)["id"].tolist())
    return Rules(1, 1, 1, criteria, indicators), Rules(2, 1, 1, criteria, indicators)


def _draw_up_weights(book: Book, clock: Clock) -> None:
    """Another version of the weights, which a leader approves before it is used."""
    drawn_up, approved = clock.at(DRAWN_UP, 120), clock.at(APPROVED, 180)
    row = book.put("weight_version", id=2, **SECOND, note=DRAWN_UP_WHY, at=drawn_up, by_name=COORDINATOR[1])
    ask_for_approval(book, 2, _words(SECOND), at=drawn_up)
    row |= {"approved_by_name": LEADER[1], "approved_at": approved, "approved_with": DOCUMENT}
    book.done("weights:2", by=LEADER, at=approved)


def _words(weights: dict[str, float]) -> str:
    return f"群众 {weights['citizens']:g}、专家 {weights['experts']:g}、第三方 {weights['third_party']:g}"


def account_rows(password_hash: str, at: datetime) -> list[dict]:
    """Accounts of the experts beside the demonstration account, with the same password; not offered for trying."""
    return [
        {
            "id": judge.account_id, "username": judge.username, "name": judge.name, "role": Role.EXPERT.value,
            "department_code": None, "collector_id": None, "password_hash": password_hash,
            "must_change_password": False, "demonstration": False, "created_at": at,
        }
        for judge in JUDGES[1:]
    ]  # fmt: skip


def account_history_rows(at: datetime) -> list[dict]:
    """That these accounts were made."""
    made = {"at": at, "by_name": "系统", "what": "created", "details": {"role": Role.EXPERT.value}}
    return [{"account_id": judge.account_id, **made} for judge in JUDGES[1:]]


def _register(connection: Connection, at: datetime) -> None:
    """The register of experts, and who entered what."""
    entries = [
        {"account_id": each.account_id, "unit": each.unit, "department_code": each.department_code, "field": each.field}
        for each in JUDGES
    ]
    insert_rows(connection, schema.expert, entries)
    jobs = [
        {"account_id": each.account_id, "department_code": code, "left_on": datetime.fromisoformat(day).date()}
        for each in JUDGES
        for code, day in each.employments
    ]
    insert_rows(connection, schema.expert_employment, jobs)
    who = {"at": at, "by_name": COORDINATOR[1], "by_account_id": COORDINATOR[0], "what": "expert_profile"}
    noted = [{"account_id": each.account_id, **who, "details": _changes(each)} for each in JUDGES]
    insert_rows(connection, schema.account_history, noted)


def _changes(judge: Judge) -> dict:
    jobs = "、".join(f"{code} {day}" for code, day in judge.employments)
    fields = {"unit": judge.unit, "department_code": judge.department_code, "field": judge.field, "employments": jobs}
    return {name: [None, value] for name, value in fields.items() if value}
