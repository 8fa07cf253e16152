"""Ideas as rows with their moves, sources and what took them up, for figures that are worked by hand."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from data_access import dictionaries, journal, schema
from data_access.engine import Engine, writing
from data_access.journal import Entry
from glossary import DepartmentPart, IdeaOrigin, IdeaState, SubjectKind, WorkStep
from permissions import SYSTEM

RAISED = datetime(2025, 3, 3, 2, 0)  # Monday 10:00 in 枣阳
TOWNSHIPS = {"nancheng": "南城街道", "wudian": "吴店镇"}
DEPARTMENTS = {"housing": "住建局", "finance": "财政局"}
CATEGORIES = {"housing": ("住房", None), "housing.lifts": ("电梯", "housing"), "traffic": ("交通", None)}


@dataclass
class Idea:
    """What one row is to hold; `moves` are (state, instant), the first one the raising in 征集."""

    moves: tuple[tuple[IdeaState, datetime], ...] = ((IdeaState.COLLECTED, RAISED),)
    title: str = "老旧小区加装电梯"
    problem: str = "六层老楼没有电梯，老人下不了楼。"
    proposal: str = "按单元自愿、政府补助一部分。"
    effect: str = ""
    origin: IdeaOrigin = IdeaOrigin.CITIZENS
    category_code: str | None = "housing.lifts"
    townships: tuple[str, ...] = ("nancheng",)
    lead: str | None = "housing"
    supporting: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()  # ids of suggestions
    policies: tuple[str, ...] = ()  # titles
    projects: tuple[tuple[str, str], ...] = ()  # title, state
    merged_into: int | None = None
    fields: dict = field(default_factory=dict)


def moves(*steps: tuple[IdeaState, datetime]) -> tuple[tuple[IdeaState, datetime], ...]:
    """征集 at RAISED, then these."""
    return ((IdeaState.COLLECTED, RAISED), *steps)


def city(engine: Engine) -> None:
    """The dictionaries the ideas name."""
    with writing(engine) as connection:
        dictionaries.fill_channels(connection)
        for table, names in ((schema.township, TOWNSHIPS), (schema.department, DEPARTMENTS)):
            for position, (code, name) in enumerate(names.items()):
                connection.execute(table.insert().values(code=code, name=name, position=position, active=True))
        for code, (name, parent) in CATEGORIES.items():
            row = {"code": code, "name": name, "parent_code": parent, "position": 1, "active": True}
            connection.execute(schema.category.insert().values(row))


def suggestions(engine: Engine, persons: tuple[str | None, ...]) -> None:
    """Suggestions 1, 2 … each by the person of this key; None: nobody knows by whom."""
    with writing(engine) as connection:
        for position, person in enumerate(persons, start=1):
            row = {"id": position, "number": f"2025-{position:06d}", "state": "accepted", "channel_code": "wechat"}
            row |= {"nature": "suggestion_proper", "content_hash": f"{position:064d}", "received_at": RAISED}
            row |= {"received_on": RAISED.date(), "received_minute": 0, "accepted_on": RAISED.date()}
            connection.execute(schema.suggestion.insert().values(row))
            connection.execute(schema.personal_data.insert().values(suggestion_id=position, person_key=person))


def store(engine: Engine, *ideas: Idea) -> list[int]:
    """Numbered JDZ-2025-0001 … on; returns their ids."""
    with writing(engine) as connection:
        return [_store(connection, each) for each in ideas]


def _store(connection: Connection, what: Idea) -> int:
    table = schema.idea
    (state, since), (_, raised) = what.moves[-1], what.moves[0]
    count = len(connection.execute(table.select()).all()) + 1
    banked = [at for step, at in what.moves if step is IdeaState.BANKED]
    row = {"number": f"JDZ-2025-{count:04d}", "text_sequence": 1, "state": state.value, "state_since": since}
    row |= {"origin": what.origin.value, "title": what.title, "category_code": what.category_code}
    row |= {"effect": what.effect, "created_at": raised, "created_by_name": "测试", "merged_into_id": what.merged_into}
    row |= {"banked_on": banked[0].date() if banked else None, **what.fields}
    idea_id = connection.execute(table.insert().values(row)).inserted_primary_key[0]
    main = table.update().where(table.c.id == idea_id)
    connection.execute(main.values(main_id=what.merged_into or idea_id))
    _text(connection, idea_id, what, raised)
    _hang(connection, idea_id, what, raised)
    before = None
    for step, at in what.moves:
        entry = Entry(WorkStep.MOVED if before else WorkStep.CREATED, before, step)
        journal.append(connection, kind=SubjectKind.IDEA, subject_id=idea_id, entry=entry, by=SYSTEM, at=at)
        before = step
    return idea_id


def _text(connection: Connection, idea_id: int, what: Idea, at: datetime) -> None:
    row = {"idea_id": idea_id, "sequence": 1, "set_aside": False, "title": what.title, "problem": what.problem}
    row |= {"proposal": what.proposal, "benefit": "", "township_codes": list(what.townships), "at": at}
    connection.execute(schema.idea_version.insert().values(**row, category_code=what.category_code, by_name="测试"))


def _hang(connection: Connection, idea_id: int, what: Idea, at: datetime) -> None:
    """Townships, departments, sources, policies and projects."""
    mine = {"idea_id": idea_id}
    parts = {code: DepartmentPart.SUPPORTING for code in what.supporting}
    parts |= {what.lead: DepartmentPart.LEAD} if what.lead else {}
    for code in what.townships:
        connection.execute(schema.idea_township.insert().values(**mine, township_code=code))
    for code, part in parts.items():
        connection.execute(schema.idea_department.insert().values(**mine, department_code=code, part=part.value))
    for suggestion_id in what.sources:
        row = {"suggestion_id": suggestion_id, "added_at": at, "added_by_name": "测试"}
        connection.execute(schema.idea_source.insert().values(**mine, **row))
    for title in what.policies:
        row = {
            "title": title,
            "document_number": "枣政办〔2025〕7号",
            "issued_on": date(2025, 8, 1),
            "taken": "补贴标准",
        }
        row |= {"department_code": "housing", "linked_at": at, "linked_by_name": "测试"}
        connection.execute(schema.policy_link.insert().values(**mine, **row))
    for place, (title, state) in enumerate(what.projects):
        row = {"number": f"XM-{idea_id}-{place}", "title": title, "state": state, "state_since": at, "summary": ""}
        row |= {"established_on": date(2025, 8, 4), "created_at": at, "created_by_name": "测试"}
        connection.execute(schema.project.insert().values(**mine, **row))
