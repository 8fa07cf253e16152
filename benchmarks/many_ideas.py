"""Many ideas quickly, with versions, history, sources, opinions, invitations; and a large roster of partners."""

from datetime import date, datetime, timedelta

from data_access import schema
from data_access.bulk import insert_rows
from data_access.engine import Engine, writing
from data_access.journal import Entry, entry_row
from data_access.search_tokens import canonical
from glossary import IdeaState, SubjectKind, WorkStep

START = datetime(2025, 1, 6, 1, 0)
STATES = list(IdeaState)
MATTERS = ("老旧小区加装电梯", "幸福食堂进社区", "课后延时服务", "沿河慢行步道", "灌溉渠系清淤", "夜间公交延时")
PROBLEM = "群众多次反映，涉及面广，现有办法不能解决。" * 20
NOTED = {"by_account_id": None, "by_name": "基准"}


def fill(engine: Engine, ideas: int, versions: int, partners: int, first: int = 1, suggestions: int = 40) -> None:
    """`ideas` with `versions` texts each, numbered from `first`, and `partners`; sources are the first `suggestions`.

    The database already holds the dictionaries and suggestions of `synthetic.fill`.
    """
    numbers = range(first, first + ideas)
    with writing(engine) as connection:
        insert_rows(connection, schema.partner, [_partner(each) for each in range(first, first + partners)])
        skills = [{"partner_id": each, "category_code": f"c{each % 10}"} for each in range(first, first + partners)]
        insert_rows(connection, schema.partner_skill, skills)
        insert_rows(connection, schema.idea, [_idea(each, versions) for each in numbers])
        for each in numbers:
            insert_rows(connection, schema.idea_version, [_version(each, at) for at in range(1, versions + 1)])
            insert_rows(connection, schema.work_history, _history(each, versions))
        insert_rows(connection, schema.search_idea, [_found(each) for each in numbers])
        insert_rows(connection, schema.idea_township, [_of(each, township_code=f"t{each % 17}") for each in numbers])
        parts = [_of(each, department_code=f"d{each % 34}", part="lead") for each in numbers]
        insert_rows(connection, schema.idea_department, parts)
        sources = [_source(each, again, suggestions) for each in numbers for again in (0, 1, 2)]
        insert_rows(connection, schema.idea_source, sources)
        insert_rows(connection, schema.opinion, [_opinion(each, first + each % partners) for each in numbers])
        insert_rows(connection, schema.invitation, [_invitation(each, first + each * 7 % partners) for each in numbers])


def _of(number: int, **columns: object) -> dict:
    return {"idea_id": number, **columns}


def _idea(number: int, versions: int) -> dict:
    state = STATES[number % len(STATES)]
    return {
        "id": number,
        "number": f"JDZ-2025-{number:05d}",
        "text_sequence": versions,
        "state": state.value,
        "state_since": START + timedelta(days=number % 300),
        "origin": "citizens",
        "title": f"{MATTERS[number % len(MATTERS)]} {number}",
        "category_code": f"l{number % 60}",
        "cost_yuan": number * 1000,
        "gate": "passed",
        "main_id": number,
        "created_at": START,
        "created_by_name": "基准",
    }


def _version(number: int, sequence: int) -> dict:
    return {
        "idea_id": number,
        "sequence": sequence,
        "based_on": sequence - 1 or None,
        "set_aside": False,
        "title": f"{MATTERS[number % len(MATTERS)]} {number}",
        "problem": PROBLEM,
        "proposal": f"第 {sequence} 稿",
        "benefit": "",
        "cost_yuan": number * 1000,
        "category_code": f"l{number % 60}",
        "township_codes": [f"t{number % 17}"],
        "at": START + timedelta(hours=sequence),
        "by_name": "基准",
    }


def _history(number: int, versions: int) -> list[dict]:
    rows, previous = [], ""
    for sequence in range(1, versions + 1):
        entry = Entry(WorkStep.TEXT_SAVED, details={"text": sequence, "changed": ["proposal"]})
        at = START + timedelta(hours=sequence)
        rows.append(entry_row(SubjectKind.IDEA, number, sequence, previous, entry, **NOTED, at=at))
        previous = rows[-1]["hash"]
    return rows


def _found(number: int) -> dict:
    title = f"{MATTERS[number % len(MATTERS)]} {number}"
    return {"idea_id": number, "title": canonical(title), "content": canonical(PROBLEM)}


def _source(number: int, again: int, suggestions: int) -> dict:
    return {
        "idea_id": number,
        "suggestion_id": (number * 3 + again) % suggestions + 1,
        "added_at": START,
        "added_by_name": "基准",
    }


def _partner(number: int) -> dict:
    return {
        "id": number,
        "number": f"GC-{number:05d}",
        "kind": ("observer", "planner", "institution", "volunteer")[number % 4],
        "name": f"观察员{number}",
        "township_code": f"t{number % 17}",
        "created_at": START,
    }


def _opinion(number: int, partner_id: int) -> dict:
    said = {"stance": "support", "content": "可行", "given_on": date(2025, 11, 1), "recorded_at": START}
    return {"idea_id": number, "partner_id": partner_id, **said, "recorded_by_name": "基准"}


def _invitation(number: int, partner_id: int) -> dict:
    asked = {"state": "invited", "question": "如何分摊？", "invited_at": START, "invited_by_name": "基准"}
    return {"idea_id": number, "partner_id": partner_id, **asked}
