"""政策点子储备库: ideas kept for policy, and the policy documents that took ideas up."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from actions import idea_conversion
from actions.idea_words import IdeaRefused, limited
from actions.ideas import held
from data_access import dictionaries, ideas, policy_links
from data_access.engine import Connection, Engine, writing
from data_access.ideas import Idea, NoSuchIdea, StaleIdea
from data_access.journal import Entry
from data_access.policy_links import PolicyDocument
from glossary import ADOPTED_IDEA_STATES, IdeaState, WorkStep
from permissions import Person
from working_time import local

__all__ = [
    "NoSuchIdea",
    "PolicyDocument",
    "PolicyRefused",
    "StaleIdea",
    "link_policy",
    "release",
    "reserve",
    "unlink_policy",
]

RESERVABLE = (IdeaState.APPRAISED, *ADOPTED_IDEA_STATES, IdeaState.RETAINED)
LONGEST_TITLE, LONGEST_NUMBER, LONGEST_TAKEN, LONGEST_REASON = 200, 80, 20_000, 200


class PolicyRefused(IdeaRefused):
    """Reserve and documents stay as they are; the message is a sentence for the screen."""


@dataclass(frozen=True)
class IdeaAfter:
    """The idea after an action on it."""

    number: str
    version: int
    state: IdeaState


def reserve(engine: Engine, *, number: str, version: int, by: Person, at: datetime) -> int:
    """列入政策储备: an idea from 论证 on, or 留存参考, is kept for policy. Returns its version.

    Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused, PolicyRefused.
    """
    with writing(engine) as connection:
        idea = held(connection, number=number, version=version, by=by, doing="列入政策储备")
        if idea.state not in RESERVABLE:
            raise PolicyRefused(f"{number} 现在是“{idea.state.label}”，论证以后或留存参考的才能列入储备。没有改动。")
        if idea.reserved_on is not None:
            raise PolicyRefused(f"{number} 已于 {idea.reserved_on:%Y-%m-%d} 列入储备，没有改动。")
        ideas.note(connection, idea.id, Entry(WorkStep.RESERVED), by=by, at=at)
        return ideas.change(connection, idea, reserved_on=local(at).date())


def release(engine: Engine, *, number: str, version: int, reason: str, by: Person, at: datetime) -> int:
    """移出政策储备, with a reason. Returns the idea's version.

    Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused, PolicyRefused.
    """
    reason = _needed(reason, LONGEST_REASON, "移出原因")
    with writing(engine) as connection:
        idea = held(connection, number=number, version=version, by=by, doing="移出政策储备")
        if idea.reserved_on is None:
            raise PolicyRefused(f"{number} 不在储备库里，没有改动。请刷新后再看。")
        details = {"reserved_on": [idea.reserved_on.isoformat(), None]}
        ideas.note(connection, idea.id, Entry(WorkStep.RELEASED, reason=reason, details=details), by=by, at=at)
        return ideas.change(connection, idea, reserved_on=None)


def link_policy(
    engine: Engine,
    *,
    number: str,
    version: int,
    document: PolicyDocument,
    lead: str | None = None,
    by: Person,
    at: datetime,
) -> IdeaAfter:
    """政策采用: a document took the idea up; an idea in 入库 moves to 转化 with it.

    An idea without a lead department gets `lead`. Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused,
    PolicyRefused.
    """
    with writing(engine) as connection:
        idea = held(connection, number=number, version=version, by=by, doing="登记政策采用")
        if idea.state not in ADOPTED_IDEA_STATES:
            raise PolicyRefused(f"{number} 现在是“{idea.state.label}”，入库以后才能登记政策采用。没有存入任何内容。")
        document = _checked(connection, idea, document, at)
        _see_to_lead(connection, idea, lead, by, at)
        policy_id = policy_links.insert(connection, idea.id, document, by=by, at=at)
        entry = Entry(WorkStep.POLICY_LINKED, details={"policy": policy_id, **_plain(document)})
        new_version = idea_conversion.taken_up(connection, idea, entry, by=by, at=at)
    after = IdeaState.CONVERTED if idea.state is IdeaState.BANKED else idea.state
    return IdeaAfter(number, new_version, after)


def unlink_policy(
    engine: Engine, *, number: str, version: int, policy_id: int, reason: str, by: Person, at: datetime
) -> int:
    """A document linked by mistake; an idea in 转化 that has no other project or policy goes back to 入库.

    Returns the idea's version. Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused, PolicyRefused.
    """
    reason = _needed(reason, LONGEST_REASON, "撤销原因")
    with writing(engine) as connection:
        idea = held(connection, number=number, version=version, by=by, doing="撤销政策采用")
        if idea.state is IdeaState.EFFECTIVE:
            raise PolicyRefused(f"{number} 已见效，请先把它退回“转化”，再撤销政策采用。没有改动。")
        document = policy_links.live(connection, idea_id=idea.id, policy_id=policy_id)
        if document is None:
            raise PolicyRefused(f"{number} 没有登记这份文件，或已撤销，没有改动。请刷新后再看。")
        policy_links.remove(connection, policy_id, reason=reason, by=by, at=at)
        details = {"policy": policy_id, "title": document.title, "document_number": document.document_number}
        entry = Entry(WorkStep.POLICY_UNLINKED, reason=reason, details=details)
        return idea_conversion.let_go(connection, idea, entry, by=by, at=at)


def _see_to_lead(connection: Connection, idea: Idea, lead: str | None, by: Person, at: datetime) -> None:
    if idea_conversion.lead_of(connection, idea) is not None:
        return
    if lead is None:
        raise PolicyRefused(f"{idea.number} 还没有主责单位，请选定主责单位。没有存入任何内容。")
    _check_department(connection, lead, "主责单位")
    idea_conversion.name_lead(connection, idea, lead, by=by, at=at)


def _checked(connection: Connection, idea: Idea, document: PolicyDocument, at: datetime) -> PolicyDocument:
    document = replace(
        document,
        title=_needed(document.title, LONGEST_TITLE, "文件标题"),
        document_number=_needed(document.document_number, LONGEST_NUMBER, "文号"),
        taken=_needed(document.taken, LONGEST_TAKEN, "采用的内容"),
    )
    if document.issued_on > local(at).date():
        raise PolicyRefused("印发日期不能晚于今天，没有存入任何内容。")
    _check_department(connection, document.department_code, "印发单位")
    if policy_links.is_known(connection, idea_id=idea.id, document_number=document.document_number):
        raise PolicyRefused(f"{idea.number} 已登记过文号“{document.document_number}”，没有重复存入。")
    return document


def _check_department(connection: Connection, code: str, what: str) -> None:
    if code not in dictionaries.active_codes(connection, "department"):
        raise PolicyRefused(f"{what}不在字典里或已停用，没有存入任何内容。")


def _needed(text: str, longest: int, what: str) -> str:
    text = limited(text, longest, what)
    if not text:
        raise PolicyRefused(f"请填写{what}，没有存入任何内容。")
    return text


def _plain(document: PolicyDocument) -> dict:
    values = vars(document)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
