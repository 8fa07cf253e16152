"""A city with dictionaries and suggestions, and ideas brought along their way by the real actions."""

from datetime import date, datetime

from sqlalchemy import select

from actions import idea_answers, idea_texts, ideas
from actions.idea_texts import IdeaText
from data_access import calendar, dictionaries, history, schema
from data_access.engine import Engine, writing
from data_access.history import Change
from glossary import GateQuestion, IdeaState, Role, Stance, State, Step
from permissions import SYSTEM, Person
from tests import factories

NOW = datetime(2025, 6, 3, 2, 0)
MANAGER = Person(account_id=0, username="manager", name="沈若兰", role=Role.PROJECT_MANAGER)
TEXT = IdeaText(
    title="老旧小区加装电梯",
    problem="六层老楼没有电梯，老人下不了楼。",
    proposal="按单元自愿、政府补助一部分。",
    category_code="housing.lifts",
    township_codes=("nancheng",),
)
YES = dict.fromkeys(GateQuestion, True)


def city(engine: Engine, suggestions: int = 5) -> Engine:
    """Dictionaries and suggestions 2025-000001 … of 意见建议, received in May 2025."""
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
        insert = {
            schema.township: [("nancheng", "南城街道"), ("wudian", "吴店镇")],
            schema.department: [("housing", "住建局"), ("finance", "财政局")],
        }
        for table, entries in insert.items():
            rows = [
                {"code": code, "name": name, "position": at, "active": True} for at, (code, name) in enumerate(entries)
            ]
            connection.execute(table.insert(), rows)
        category = {"position": 1, "active": True}
        for code, name, parent in (("housing", "住房", None), ("housing.lifts", "电梯", "housing")):
            connection.execute(schema.category.insert().values(code=code, name=name, parent_code=parent, **category))
        for position in range(1, suggestions + 1):
            suggestion(connection, position)
    return engine


def suggestion(connection, position: int, **fields: object) -> str:
    """One accepted suggestion with a text and a first history row; returns its number."""
    row = {
        "id": position,
        "number": f"2025-{position:06d}",
        "state": "accepted",
        "nature": "suggestion_proper",
        "channel_code": "wechat",
        "category_code": "housing.lifts",
        "township_code": "nancheng",
        "tier": "study",
        "content_hash": f"{position:064d}",
        "received_at": datetime(2025, 5, 6, 1, 0),
        "received_on": date(2025, 5, 6),
        "received_minute": 0,
        "accepted_on": date(2025, 5, 6),
    }
    connection.execute(schema.suggestion.insert().values({**row, **fields}))
    text = {"suggestion_id": position, "title": f"建议加装电梯 {position}", "content": "六楼老人下楼难，建议加装电梯。"}
    connection.execute(schema.suggestion_text.insert().values(text))
    change = Change(Step.REGISTERED, None, State.ACCEPTED)
    history.append(connection, suggestion_id=position, change=change, by=SYSTEM, at=NOW)
    return str(row["number"])


def idea(
    engine: Engine, state: IdeaState = IdeaState.COLLECTED, text: IdeaText = TEXT, sources=("2025-000001",)
) -> str:
    """An idea brought to 征集, 梳理, 论证 or 入库 by the actions; returns its number."""
    number = ideas.create(engine, text=text, suggestion_numbers=sources, by=MANAGER, at=NOW)
    path = [IdeaState.COLLECTED, IdeaState.REFINED, IdeaState.APPRAISED, IdeaState.BANKED]
    for step in path[1 : path.index(state) + 1]:
        if step is IdeaState.APPRAISED:
            gate(engine, number)
        if step is IdeaState.BANKED:
            opinion(engine, number)
        move(engine, number, step)
    return number


def row(engine: Engine, number: str):
    """The idea's row."""
    with engine.connect() as connection:
        return connection.execute(schema.idea.select().where(schema.idea.c.number == number)).one()


def move(engine: Engine, number: str, to: IdeaState, **words: str):
    """The move, by the manager, on the newest version."""
    return ideas.move(engine, number=number, version=row(engine, number).version, to=to, **words, by=MANAGER, at=NOW)


def gate(engine: Engine, number: str, **answers: bool):
    """The gate, passed unless an answer says otherwise."""
    given = YES | {GateQuestion(name): answer for name, answer in answers.items()}
    asked = {"number": number, "version": row(engine, number).version, "answers": given}
    return ideas.decide_gate(engine, **asked, note="" if all(given.values()) else "理由", by=MANAGER, at=NOW)


def lead(engine: Engine, number: str, department: str | None = "housing") -> None:
    """The lead department."""
    asked = {"number": number, "version": row(engine, number).version, "lead": department, "supporting": ()}
    idea_answers.set_departments(engine, **asked, by=MANAGER, at=NOW)


def opinion(engine: Engine, number: str) -> None:
    """An opinion on record, of a planner made for it."""
    with writing(engine) as connection:
        count = len(connection.execute(select(schema.partner.c.id)).all()) + 1
        partner = {"number": f"GH-{count:04d}", "kind": "planner", "name": f"规划师{count}", "created_at": NOW}
        partner_id = connection.execute(schema.partner.insert().values(partner)).inserted_primary_key[0]
        idea_id = connection.execute(select(schema.idea.c.id).where(schema.idea.c.number == number)).scalar_one()
        given = {"idea_id": idea_id, "partner_id": partner_id, "stance": Stance.SUPPORT.value}
        what = {"content": "可行", "given_on": NOW.date(), "recorded_at": NOW, "recorded_by_name": "沈若兰"}
        connection.execute(schema.opinion.insert().values(**given, **what))


def write(engine: Engine, number: str, text: IdeaText, based_on: int | None = None, **more: object):
    """Save a text on top of a sequence, by default the one in force."""
    sequence = row(engine, number).text_sequence if based_on is None else based_on
    return idea_texts.save_text(engine, number=number, based_on=sequence, text=text, by=MANAGER, at=NOW, **more)


def person(role: Role, **fields: object) -> Person:
    """Somebody of a role without an account behind."""
    return factories.person(role, account_id=0, **fields)
