"""Fills an empty, migrated database with the demonstration data; the same seed gives the same data everywhere."""

import os
from datetime import datetime, timedelta

import numpy as np

from actions import publications
from data_access import schema
from data_access.bulk import insert_rows
from data_access.calendar import fill_calendar, read_calendar
from data_access.dictionaries import fill_channels
from data_access.engine import Connection, Engine, writing
from data_access.evaluation_quarters import every_quarter
from data_access.evaluation_rules import fill_rules
from data_access.rating_keys import SECRET, VARIABLE, rating_secret
from data_access.settings import DEFAULTS, fill_settings
from glossary import Role
from permissions import Person
from seed_data.actors import DEMONSTRATION_PASSWORD, Actors, account_history_rows, account_rows
from seed_data.bank.fill import fill_bank
from seed_data.bank.people import LEADER
from seed_data.bank.sources import Candidate, candidate, is_candidate
from seed_data.calibration import calibrate
from seed_data.cases import lives
from seed_data.days import AS_OF, Days
from seed_data.evaluation import fill as evaluation
from seed_data.evaluation.terms import REGISTERED, TERMS, Clock
from seed_data.organisation import category_rows, collectors, department_names
from seed_data.places import stations, township_rows
from seed_data.plan import plan
from seed_data.rows import Rows

SEED = 20251130
LOADED_AT = datetime.combine(AS_OF, datetime.min.time()) + timedelta(hours=10)  # 18:00 in Asia/Shanghai
RULES_AT = datetime(2025, 1, 6, 1, 0)
AT_ONCE = 4000  # cases in memory at a time
# Whoever rated is made up; with a key of its own in the environment a database is no copy of another.
RATING_SECRET = "6d696e7368656e672064656d6f6e7374726174696f6e206461746120323032351"[:64]


def load_demonstration(engine: Engine, *, seed: int = SEED) -> None:
    """Store dictionaries, calendar, settings, accounts, 40,000 suggestions and the idea bank, all or nothing."""
    with writing(engine) as connection:
        _fill_dictionaries(connection)
        fill_calendar(connection)
        fill_settings(connection, at=LOADED_AT)
        fill_rules(connection, at=RULES_AT)
        _fill_accounts(connection)
        days = Days(read_calendar(connection), sign_limit=DEFAULTS["sign_limit"])
        found = _fill_suggestions(connection, days, np.random.default_rng(seed))
        bank = fill_bank(connection, days, found)
        secret = _rating_secret(connection)
        evaluation.fill_evaluations(connection, days, bank, secret=secret, seed=seed)
        noted = {
            "demonstration": "1",
            "as_of": AS_OF.isoformat(),
            "demonstration_password": DEMONSTRATION_PASSWORD,
        }
        insert_rows(connection, schema.installation, [{"key": key, "value": text} for key, text in noted.items()])
    _publish(engine, days)


def _fill_dictionaries(connection: Connection) -> None:
    fill_channels(connection)
    departments = [
        {"code": code, "name": name, "position": position}
        for position, (code, name) in enumerate(department_names().items(), start=1)
    ]
    insert_rows(connection, schema.township, township_rows())
    insert_rows(connection, schema.department, departments)
    insert_rows(connection, schema.category, category_rows())
    insert_rows(connection, schema.station, stations())
    insert_rows(connection, schema.collector, collectors())


def _fill_accounts(connection: Connection) -> None:
    accounts, at = account_rows(LOADED_AT), datetime.fromisoformat(REGISTERED)
    experts = evaluation.account_rows(accounts[0]["password_hash"], at)
    insert_rows(connection, schema.account, accounts)
    insert_rows(connection, schema.account, experts)
    insert_rows(connection, schema.account_history, account_history_rows(LOADED_AT))
    insert_rows(connection, schema.account_history, evaluation.account_history_rows(at))


def _rating_secret(connection: Connection) -> bytes:
    """The key of those who rated: always the same, unless the environment has one."""
    if not os.environ.get(VARIABLE):
        insert_rows(connection, schema.installation, [{"key": SECRET, "value": RATING_SECRET}])
    return rating_secret(connection)


def _publish(engine: Engine, days: Days) -> None:
    """The leader seals the quarters that are over, as anybody would."""
    clock, versions = Clock(days), {each.quarter: each.version for each in every_quarter(engine)}
    leader = Person(LEADER[0], "leader", LEADER[1], Role.LEADER)
    for term in TERMS:
        if term.published:
            at = clock.at(term.published, 90)
            publications.publish(engine, quarter=term.quarter, version=versions[term.quarter], by=leader, at=at)


def _fill_suggestions(connection: Connection, days: Days, generator: np.random.Generator) -> list[Candidate]:
    """All suggestions; returns those an idea or a project may grow from."""
    cases = plan(days, generator)
    calibrate(cases, days, generator)
    actors, rows, found = Actors(), Rows(), []
    for case, life, number in lives(cases, days, actors):
        rows.add(case, life, actors, number)
        if is_candidate(case, life):
            found.append(candidate(life, rows.suggestion[-1], rows.suggestion_text[-1]["title"]))
        if len(rows.suggestion) == AT_ONCE:
            _store(connection, rows)
            rows = Rows()
    _store(connection, rows)
    return found


def _store(connection: Connection, rows: Rows) -> None:
    for name, found in vars(rows).items():
        insert_rows(connection, getattr(schema, name), found)
