"""An idea, a project, and one person of every role, as the tests of what hangs on them need it."""

from sqlalchemy import update

from data_access import schema
from data_access.engine import Engine, writing
from glossary import DepartmentPart, IdeaOrigin, IdeaState, ProjectState, Role, SubjectKind
from permissions import Person
from tests import factories
from tests.factories import NOW

IDEA, PROJECT = "JDZ-2025-0001", "XM-2025-0001"
NUMBERS = {SubjectKind.IDEA: IDEA, SubjectKind.PROJECT: PROJECT}
STRANGER = "other_handler"  # a handler whose department takes no part


def idea(engine: Engine, number: str = IDEA, *, departments: tuple[str, ...] = (), title: str = "加装电梯") -> int:
    """An idea just collected; `departments` take part. Returns its id."""
    row = {"number": number, "text_sequence": 1, "state": IdeaState.COLLECTED, "state_since": NOW, "title": title}
    row |= {"origin": IdeaOrigin.CITIZENS, "created_at": NOW, "created_by_name": "测试"}
    with writing(engine) as connection:
        idea_id = connection.execute(schema.idea.insert().values(row)).inserted_primary_key[0]
        connection.execute(update(schema.idea).where(schema.idea.c.id == idea_id).values(main_id=idea_id))
        for code in departments:
            part = {"idea_id": idea_id, "department_code": code, "part": DepartmentPart.SUPPORTING}
            connection.execute(schema.idea_department.insert().values(part))
    return idea_id


def project(engine: Engine, number: str = PROJECT, *, departments: tuple[str, ...] = (), title: str = "电梯") -> int:
    """A project just established; `departments` take part. Returns its id."""
    row = {"number": number, "state": ProjectState.ESTABLISHED, "state_since": NOW, "title": title, "summary": ""}
    row |= {"established_on": NOW.date(), "created_at": NOW, "created_by_name": "测试"}
    with writing(engine) as connection:
        project_id = connection.execute(schema.project.insert().values(row)).inserted_primary_key[0]
        for code in departments:
            part = {"project_id": project_id, "department_code": code, "part": DepartmentPart.SUPPORTING}
            connection.execute(schema.project_department.insert().values(part))
    return project_id


def merge(engine: Engine, idea_id: int, *, into: int) -> None:
    """The second idea stands for the first."""
    with writing(engine) as connection:
        chosen = update(schema.idea).where(schema.idea.c.id == idea_id)
        connection.execute(chosen.values(main_id=into, merged_into_id=into))


def everyone(engine: Engine) -> dict[str, Person]:
    """One idea and one project that 住建局 takes part in; username → person, one per role (the handler is of 住建局)
    and `STRANGER`, a handler of 水利局.
    """
    housing = factories.department(engine)
    water = factories.department(engine, code="water", name="水利局")
    idea(engine, departments=(housing,))
    project(engine, departments=(housing,))
    people = {}
    for role in Role:
        belongs = {"department_code": housing} if role is Role.HANDLER else {}
        people[str(role.value)] = factories.account(engine, role=role, **belongs).person()
    other = factories.account(engine, role=Role.HANDLER, username=STRANGER, name="水利局经办人", department_code=water)
    return people | {STRANGER: other.person()}
