"""What every action on a project asks first: may this person, does the project move, is what was typed usable."""

from datetime import date, datetime

from actions import project_rules
from actions.idea_words import MOST_YUAN
from actions.project_rules import AT_REST, Facts
from data_access import dictionaries, project_facts, project_parts, projects
from data_access.engine import Connection
from data_access.project_parts import ProjectFields
from data_access.projects import Project
from permissions import Permission, Person, require
from working_time import local

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 200, 20_000, 200


class ProjectRefused(Exception):
    """The project stays as it is; the message is a sentence for the screen."""


class WrongProjectMove(ProjectRefused):
    """Not possible where the project stands now; the message says what is lacking."""


def held(
    connection: Connection,
    *,
    number: str,
    by: Person,
    doing: str,
    version: int | None = None,
    permission: Permission = Permission.MANAGE_PROJECTS,
    at_rest_too: bool = False,
) -> Project:
    """The project locked for a change, once the person may make it and it is neither archived nor withdrawn.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused.
    """
    require(by, permission, doing)
    project = projects.lock(connection, number=number, by=by, version=version)
    if project.state in AT_REST and not at_rest_too:
        raise ProjectRefused(f"{number} {_rests(project)}，不能{doing}，没有改动任何内容。需要时请先把它退回上一步。")
    return project


def _rests(project: Project) -> str:
    label = project.state.label
    return label if label.startswith("已") else f"已{label}"


def check_still_enough(connection: Connection, project: Project) -> None:
    """What a state needs may not be taken away while the project is in it; the transaction is then undone.

    Raises: ProjectRefused.
    """
    facts = Facts(**project_facts.read(connection, project.id))
    lacking = project_rules.lacking(project.state, facts)
    if lacking:
        raise ProjectRefused(f"处于“{project.state.label}”的项目不能缺少：{'；'.join(lacking)}。没有存入任何内容。")


def checked_fields(
    connection: Connection, fields: ProjectFields, *, before: ProjectFields | None = None, at: datetime
) -> ProjectFields:
    """The fields as they are stored. A code that `before` had may stay although it was set aside since.

    Raises: ProjectRefused.
    """
    for dictionary, name, what in (("category", "category_code", "分类"), ("township", "township_code", "镇办区")):
        code = getattr(fields, name)
        if code and code != (before and getattr(before, name)):
            check_codes(connection, dictionary, {code}, what)
    return ProjectFields(
        title=needed(fields.title, LONGEST_TITLE, "项目名称"),
        established_on=not_ahead(fields.established_on, "立项日期", at),
        summary=limited(fields.summary, LONGEST_TEXT, "建设内容"),
        category_code=fields.category_code or None,
        township_code=fields.township_code or None,
        budget_yuan=money(fields.budget_yuan, "预算"),
        effect=limited(fields.effect, LONGEST_TEXT, "成效"),
    )


def checked_departments(
    connection: Connection, project_id: int | None, *, lead: str | None, supporting: tuple[str, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """Lead, and supporting departments sorted and without the lead; those the project has may stay when set aside.

    Raises: ProjectRefused.
    """
    others = tuple(sorted(set(supporting) - {lead}))
    known = set() if project_id is None else set(project_parts.departments(connection, project_id))
    check_codes(connection, "department", {code for code in (lead, *others) if code} - known, "单位")
    return lead or None, others


def check_codes(connection: Connection, dictionary: str, codes: set[str], what: str) -> None:
    """Raises: ProjectRefused when a code is not in use."""
    unknown = codes - dictionaries.active_codes(connection, dictionary) if codes else set()
    if unknown:
        raise ProjectRefused(f"{what}“{'、'.join(sorted(unknown))}”不在字典里或已停用，没有存入任何内容。")


def limited(text: str, longest: int, what: str) -> str:
    """The text without blanks around it. Raises: ProjectRefused."""
    text = text.strip()
    if len(text) > longest:
        raise ProjectRefused(f"{what}不能超过 {longest:,} 个字（现有 {len(text):,} 个），没有存入任何内容。")
    return text


def needed(text: str, longest: int, what: str) -> str:
    """The same, and not empty. Raises: ProjectRefused."""
    text = limited(text, longest, what)
    if not text:
        raise ProjectRefused(f"请填写{what}，没有存入任何内容。")
    return text


def money(yuan: int | None, what: str) -> int | None:
    """Whole yuan within reason; None stays None. Raises: ProjectRefused."""
    if yuan is None:
        return None
    if not 0 <= yuan <= MOST_YUAN or yuan != int(yuan):
        raise ProjectRefused(f"{what}要写整数元，在 0 到一千亿元之间，没有存入任何内容。")
    return int(yuan)


def not_ahead(day: date, what: str, at: datetime) -> date:
    """A day up to today in 枣阳. Raises: ProjectRefused."""
    if day > local(at).date():
        raise ProjectRefused(f"{what}不能晚于今天，没有存入任何内容。")
    return day
