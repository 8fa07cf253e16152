"""A project with all that its experts read: citizens' words, an idea, answers, targets, steps, progress, evidence."""

from datetime import date, datetime

from sqlalchemy import update

from actions import attachments
from data_access import dictionaries, schema
from data_access.engine import writing
from glossary import Role, SubjectKind
from permissions import Person
from tests import attachment_files, subject_factories
from tests.actions.expert_factories import Workplace
from tests.evaluation_factories import NOW

PHONE, MASKED = "13812345678", "138****5678"
MANAGER = Person(account_id=0, username="manager", name="沈若兰", role=Role.PROJECT_MANAGER)
RECEIVED = datetime(2025, 5, 6, 1, 0)


def fill(work: Workplace, number: str) -> dict[str, str]:
    """Give a project its file; returns name of an attachment → its token.

    Of five suggestions the first two may be read: the third is confidential, the fourth a 举报, the fifth taken out.
    """
    idea_id = subject_factories.idea(work.engine, "JDZ-2025-0009", title="老旧小区加装电梯")
    with writing(work.engine) as connection:
        dictionaries.fill_channels(connection)
        for place, more in enumerate(({}, {}, {"confidential": True}, {"nature": "report"}, {}), start=1):
            _suggestion(connection, place, **more)
            source = {"idea_id": idea_id, "suggestion_id": place, "added_at": NOW, "added_by_name": "分办员"}
            source |= {"removed_at": NOW} if place == 5 else {}
            connection.execute(schema.idea_source.insert().values(source))
        _idea(connection, idea_id)
        project = update(schema.project).where(schema.project.c.number == number)
        connection.execute(project.values(idea_id=idea_id, effect=f"群众来电 {PHONE} 致谢"))
        progress = _plan(connection, work.id_of(number))
    return {
        name: _attach(number, name, part, content, work)
        for name, part, content in (
            ("验收.pdf", "", attachment_files.PDF),
            ("现场.jpg", f"progress:{progress}", attachment_files.photo()),
            ("专家论证.pdf", "review:1", attachment_files.PDF + b"%"),
        )
    }


def _suggestion(connection, place: int, **more: object) -> None:
    row = {"id": place, "number": f"2025-{place:06d}", "state": "accepted", "nature": "suggestion_proper"}
    row |= {"channel_code": "wechat", "content_hash": f"{place:064d}", "received_at": RECEIVED}
    row |= {"received_on": date(2025, 5, place), "received_minute": 0, "township_code": "north"}
    connection.execute(schema.suggestion.insert().values(row | more))
    text = {"suggestion_id": place, "title": f"建议 {place}", "content": f"六楼老人下楼难，请回电 {PHONE}。"}
    connection.execute(schema.suggestion_text.insert().values(text))


def _idea(connection, idea_id: int) -> None:
    text = {
        "title": "老旧小区加装电梯",
        "problem": f"没有电梯（{PHONE}）",
        "proposal": "按单元自愿",
        "benefit": "惠及千户",
    }
    row = {"idea_id": idea_id, "sequence": 1, "set_aside": False, "township_codes": [], "at": NOW, "by_name": "沈若兰"}
    connection.execute(schema.idea_version.insert().values(row | text))
    answer = {"idea_id": idea_id, "department_code": "housing", "at": NOW, "by_name": "住建局经办人"}
    for sequence, said in enumerate(("第一稿", "可以办"), start=1):
        what = {"sequence": sequence, "answer": said, "plan": f"分三批实施，联系 {PHONE}"}
        connection.execute(schema.idea_answer.insert().values(answer | what))


def _plan(connection, project_id: int) -> int:
    target = {"project_id": project_id, "name": "加装", "unit": "部", "baseline": 0.0, "target": 20.0}
    target_id = connection.execute(schema.project_target.insert().values(target)).inserted_primary_key[0]
    step = {"subject_kind": SubjectKind.PROJECT, "subject_id": project_id, "title": "开工", "due_on": date(2025, 9, 1)}
    connection.execute(schema.milestone.insert().values(**step, done_on=date(2025, 8, 30), note=f"监理 {PHONE}"))
    made = 0
    for sequence, said in enumerate(("初报", f"已装 12 部，咨询 {PHONE}"), start=1):
        row = {"project_id": project_id, "quarter": "2025Q3", "sequence": sequence, "content": said, "at": NOW}
        row |= {"spent_yuan": 60_000, "by_name": "住建局经办人"}
        made = connection.execute(schema.project_progress.insert().values(row)).inserted_primary_key[0]
        value = {"progress_id": made, "target_id": target_id, "value": 12.0}
        connection.execute(schema.project_target_value.insert().values(value))
    return made


def _attach(number: str, name: str, part: str, content: bytes, work: Workplace) -> str:
    what = {"kind": SubjectKind.PROJECT, "number": number, "file_name": name, "part": part, "content": content}
    return attachments.attach(work.engine, **what, by=MANAGER, at=NOW).token
