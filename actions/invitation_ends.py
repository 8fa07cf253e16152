"""What becomes of open invitations when their idea stops asking, and when it asks again."""

from collections.abc import Sequence
from datetime import datetime

from actions.idea_rules import ASKING
from actions.idea_words import PAGE
from actions.to_do import ToDo, add_to_do, finish_to_dos
from data_access import ideas, invitations
from data_access.engine import Connection
from data_access.ideas import Idea
from data_access.installation import day_now
from data_access.invitations import Waiting
from data_access.journal import Entry
from glossary import IdeaState, InvitationState, Role, WorkStep
from permissions import Person

__all__ = ["await_answer", "end_all", "ended", "follow"]


def invitation_subject(invitation_id: int) -> str:
    """The to-do that an invitation waits for its answer."""
    return f"invitation:{invitation_id}"


def await_answer(connection: Connection, idea: Idea, each: Waiting, *, at: datetime) -> None:
    """Put the answer of a partner on the managers' list."""
    what = f"待反馈：{each.name}对“{idea.title}”的意见"[:200]
    page = {"page": PAGE, "query": f"idea={idea.number}&part=partners", "role": Role.PROJECT_MANAGER}
    add_to_do(connection, ToDo(what=what, subject=invitation_subject(each.id), due_on=each.due_on, **page), at=at)


def ended(
    connection: Connection, found: Sequence[Waiting], state: InvitationState, reason: str, *, by: Person, at: datetime
) -> None:
    """Close them with what became of them, and take them off the list; the caller notes it in the history."""
    invitations.close(connection, [each.id for each in found], state=state, reason=reason, at=at)
    for each in found:
        finish_to_dos(connection, subject=invitation_subject(each.id), by_name=by.name, at=at)


def follow(connection: Connection, idea: Idea, to: IdeaState, *, by: Person, at: datetime) -> None:
    """An idea that stops asking ends what it waits for; one that asks again waits again for what is still in time."""
    if idea.state in ASKING and to not in ASKING:
        end_all(connection, idea, f"金点子转为“{to.label}”", by=by, at=at)
    elif idea.state not in ASKING and to in ASKING:
        reopen(connection, idea, by=by, at=at)


def end_all(connection: Connection, idea: Idea, reason: str, *, by: Person, at: datetime) -> None:
    """End every open invitation of an idea and what was merged into it.

    Whoever let the last day pass did not answer, and that stays in their response rate; the others are asked no longer.
    """
    today, found = day_now(connection, at), invitations.waiting(connection, idea_id=idea.id)
    late = [each for each in found if each.due_on is not None and each.due_on < today]
    in_time = [each for each in found if each not in late]
    for state, these in ((InvitationState.LAPSED, late), (InvitationState.ENDED, in_time)):
        if these:
            ended(connection, these, state, reason, by=by, at=at)
            _note(connection, idea, WorkStep.INVITATION_CLOSED, these, state, reason, by=by, at=at)


def reopen(connection: Connection, idea: Idea, *, by: Person, at: datetime) -> None:
    """Wait again for those who were asked no longer, if their last day has not passed and nobody asked them since."""
    today, asked = day_now(connection, at), invitations.open_partners(connection, idea_id=idea.id)
    found = [
        each
        for each in invitations.waiting(connection, idea_id=idea.id, state=InvitationState.ENDED)
        if each.partner_id not in asked and (each.due_on is None or each.due_on >= today)
    ]
    if not found:
        return
    invitations.reopen(connection, [each.id for each in found])
    for each in found:
        await_answer(connection, idea, each, at=at)
    reason = "金点子重新征求意见，期限未过的邀请继续有效"
    _note(connection, idea, WorkStep.INVITATION_REOPENED, found, InvitationState.INVITED, reason, by=by, at=at)


def _note(connection, idea: Idea, step: WorkStep, found, state: InvitationState, reason: str, *, by, at) -> None:
    details = {"partner": "、".join(each.name for each in found), "state": state.value}
    ideas.note(connection, idea.id, Entry(step, reason=reason, details=details), by=by, at=at)
