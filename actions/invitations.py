"""破题: partners are invited to an idea, their opinions and the meetings with them go on record."""

from datetime import date, datetime

from actions.idea_rules import ASKING
from actions.idea_words import IdeaRefused, limited
from actions.ideas import held
from actions.invitation_ends import await_answer, ended
from data_access import ideas, invitations
from data_access.engine import Connection, Engine, writing
from data_access.ideas import Idea
from data_access.installation import day_now
from data_access.invitations import Waiting
from data_access.journal import Entry
from data_access.masking import masked
from glossary import InvitationState, Stance, WorkStep
from permissions import Person
from working_time import local

__all__ = ["close_invitation", "invite", "record_meeting", "record_opinion"]

LONGEST_TEXT, LONGEST_MINUTES, LONGEST_REASON = 5000, 20_000, 200
MOST_AT_ONCE = 50


def invite(
    engine: Engine,
    *,
    number: str,
    partner_ids: tuple[int, ...],
    question: str,
    due_on: date | None = None,
    by: Person,
    at: datetime,
) -> list[int]:
    """Ask partners about an idea; all of them or none. Returns the invitations' ids.

    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    question = limited(question, LONGEST_TEXT, "请教的问题")
    if not question:
        raise IdeaRefused("请写明请教什么，没有发出邀请。")
    if not 1 <= len(set(partner_ids)) <= MOST_AT_ONCE:
        raise IdeaRefused(f"请选 1 至 {MOST_AT_ONCE} 位，没有发出邀请。")
    with writing(engine) as connection:
        idea, today = _open_idea(connection, number, by, "邀请社会力量"), day_now(connection, at)
        if due_on is not None and due_on < today:
            raise IdeaRefused("反馈期限不能早于今天，没有发出邀请。")
        names = _invitable(connection, idea, partner_ids, today)
        new = []
        for partner_id in names:
            asked = {"idea_id": idea.id, "partner_id": partner_id, "question": question, "due_on": due_on}
            invitation_id = invitations.insert(connection, **asked, by=by, at=at)
            waiting = Waiting(invitation_id, partner_id, idea.id, names[partner_id], due_on)
            await_answer(connection, idea, waiting, at=at)
            new.append(invitation_id)
        told = masked(question)[:200]
        entry = Entry(WorkStep.INVITED, reason=told, details={"partner": "、".join(names.values())})
        ideas.note(connection, idea.id, entry, by=by, at=at)
    return new


def _invitable(connection: Connection, idea: Idea, partner_ids: tuple[int, ...], today: date) -> dict[int, str]:
    usable = invitations.partner_names(connection, tuple(set(partner_ids)), on=today)
    if len(usable) < len(set(partner_ids)):
        raise IdeaRefused("选中的人里有已停用或不在任期内的，没有发出邀请。请刷新名单后再选。")
    twice = set(usable) & set(invitations.open_partners(connection, idea_id=idea.id))
    if twice:
        named = "、".join(usable[each] for each in sorted(twice))
        raise IdeaRefused(f"{named} 已在邀请中、还没有反馈，没有重复邀请。")
    return usable


def _open_idea(connection: Connection, number: str, by: Person, doing: str) -> Idea:
    idea = held(connection, number=number, by=by, doing=doing)
    if idea.state not in ASKING:
        raise IdeaRefused(f"{number} 现在是“{idea.state.label}”，不能{doing}。没有存入任何内容。")
    return idea


def close_invitation(
    engine: Engine, *, number: str, invitation_id: int, state: InvitationState, reason: str, by: Person, at: datetime
) -> None:
    """婉拒 or 撤回, with the reason, whatever state the idea is in by now; the partner can be invited again.

    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    reason = limited(reason, LONGEST_REASON, "原因")
    if not reason:
        raise IdeaRefused("请写明原因，没有改动任何内容。")
    if state not in (InvitationState.DECLINED, InvitationState.WITHDRAWN):
        raise IdeaRefused("反馈要登记意见，不能只改状态。没有改动任何内容。")
    with writing(engine) as connection:
        idea = held(connection, number=number, by=by, doing="处理邀请")
        found = invitations.find_open(connection, idea_id=idea.id, invitation_id=invitation_id)
        if found is None:
            raise IdeaRefused("这份邀请已经结束，没有改动任何内容。请刷新后再看。")
        _close(connection, idea, found, state, reason, by, at)


def _close(
    connection: Connection, idea: Idea, found: Waiting, state: InvitationState, reason: str, by: Person, at: datetime
) -> None:
    ended(connection, [found], state, reason, by=by, at=at)
    details = {"partner": found.name, "state": state.value}
    entry = Entry(WorkStep.INVITATION_CLOSED, reason=masked(reason), details=details)
    ideas.note(connection, idea.id, entry, by=by, at=at)


def record_opinion(
    engine: Engine,
    *,
    number: str,
    partner_id: int,
    stance: Stance,
    content: str,
    given_on: date,
    invitation_id: int | None = None,
    by: Person,
    at: datetime,
) -> int:
    """What a partner said, asked or not; an open invitation of theirs is answered with it. Returns the opinion's id.

    `invitation_id`: which one, where an idea and one merged into it both asked. The opinion belongs to the idea that
    asked. Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    content = limited(content, LONGEST_TEXT, "意见")
    if not content:
        raise IdeaRefused("请写下意见，没有存入任何内容。")
    if given_on > local(at).date():
        raise IdeaRefused("提出意见的日期不能晚于今天，没有存入任何内容。")
    with writing(engine) as connection:
        idea = _open_idea(connection, number, by, "登记意见")
        name = invitations.partner_names(connection, (partner_id,)).get(partner_id)
        if name is None:
            raise IdeaRefused("名册里没有这个人，没有存入任何内容。请刷新后再选。")
        asked = {"partner_id": partner_id, "invitation_id": invitation_id}
        found = invitations.find_open(connection, idea_id=idea.id, **asked)
        if found is None and invitation_id is not None:
            raise IdeaRefused("这份邀请已经结束，意见没有存入。请刷新后，作为另一条意见登记。")
        said = {"stance": stance, "content": content, "given_on": given_on, "invitation_id": found and found.id}
        where = {"idea_id": found.idea_id if found else idea.id, "partner_id": partner_id}
        opinion_id = invitations.insert_opinion(connection, **where, **said, by=by, at=at)
        if found is not None:
            _close(connection, idea, found, InvitationState.ANSWERED, "", by, at)
        details = {"partner": name, "opinion": opinion_id, "stance": stance.value}
        ideas.note(connection, idea.id, Entry(WorkStep.OPINION_RECORDED, details=details), by=by, at=at)
    return opinion_id


def record_meeting(
    engine: Engine,
    *,
    number: str,
    held_on: date,
    place: str,
    topic: str,
    minutes: str,
    partner_ids: tuple[int, ...] = (),
    others: str = "",
    by: Person,
    at: datetime,
) -> int:
    """A meeting with its minutes and who was there. Returns its id.

    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    texts = {"place": limited(place, 120, "地点"), "topic": limited(topic, 200, "议题")}
    texts |= {"minutes": limited(minutes, LONGEST_MINUTES, "纪要"), "others": limited(others, 400, "其他参加人")}
    missing = [label for name, label in (("topic", "议题"), ("minutes", "纪要")) if not texts[name]]
    if missing:
        raise IdeaRefused(f"请填写{'和'.join(missing)}，没有存入任何内容。")
    if held_on > local(at).date():
        raise IdeaRefused("会议日期不能晚于今天，没有存入任何内容。")
    with writing(engine) as connection:
        idea = _open_idea(connection, number, by, "登记会议")
        names = invitations.partner_names(connection, tuple(set(partner_ids)))
        if len(names) < len(set(partner_ids)):
            raise IdeaRefused("名册里没有选中的某个人，没有存入任何内容。请刷新后再选。")
        where = {"idea_id": idea.id, "partner_ids": tuple(names), "held_on": held_on}
        meeting_id = invitations.insert_meeting(connection, **where, **texts, by=by, at=at)
        details = {"meeting": meeting_id, "partner": "、".join(names.values())}
        entry = Entry(WorkStep.MEETING_RECORDED, reason=masked(texts["topic"]), details=details)
        ideas.note(connection, idea.id, entry, by=by, at=at)
    return meeting_id
