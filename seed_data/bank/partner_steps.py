"""破题 in the making: invitations, opinions, meetings and comments as the actions leave them."""

from datetime import date, datetime

from data_access.journal import Entry
from glossary import InvitationState, PartnerKind, Role, SubjectKind, WorkStep
from seed_data.bank.acts import Invited, Said
from seed_data.bank.book import Book
from seed_data.bank.idea_steps import PAGE, WrittenIdea
from seed_data.bank.partners import Roster
from seed_data.bank.people import BY_ROLE
from seed_data.journal import By
from working_time import local

COMMENTED = {
    SubjectKind.IDEA: ("pages/ideas/idea.py", "idea"),
    SubjectKind.PROJECT: ("pages/ideas/project.py", "project"),
}


class Partners:
    """Whom one idea asked, and who has spoken."""

    def __init__(self, idea: WrittenIdea, roster: Roster) -> None:
        self.idea, self.book, self.roster = idea, idea.book, roster
        self._waiting: list[tuple[PartnerKind, dict, dict]] = []  # kind, partner, invitation
        self._spoke: list[dict] = []

    def invite(self, act: Invited, due_on: date, by: By, at: datetime) -> None:
        """邀请."""
        kind, question = act.kind, act.question
        chosen = sorted(self._fitting(kind, act.count, act.who, at), key=lambda row: row["id"])
        for partner in chosen:
            asked = {"idea_id": self.idea.row["id"], "partner_id": partner["id"], "state": InvitationState.INVITED}
            who = {"question": question, "due_on": due_on, "invited_at": at, "invited_by_name": by[1]}
            row = self.book.add("invitation", **asked, **who, closed_at=None, closed_reason="")
            what = f"待反馈：{partner['name']}对“{self.idea.row['title']}”的意见"
            query, about = f"idea={self.idea.number}&part=partners", f"invitation:{row['id']}"
            self.book.ask(what, PAGE, query, about, at=at, role=Role.PROJECT_MANAGER, due_on=due_on)
            self._waiting.append((kind, partner, row))
        details = {"partner": "、".join(partner["name"] for partner in chosen)}
        self.idea.note(Entry(WorkStep.INVITED, reason=question[:200], details=details), by, at)

    def decline(self, kind: PartnerKind, reason: str, by: By, at: datetime) -> None:
        """婉拒."""
        partner, row = self._answering(kind)
        self._close(partner, row, InvitationState.DECLINED, reason, by, at)

    def say(self, act: Said, by: By, at: datetime) -> None:
        """登记意见."""
        partner, row = self._answering(act.kind)
        if partner is None:
            (partner,) = self._fitting(act.kind, 1, act.who, at)
        said = {"stance": act.stance, "content": act.content, "given_on": local(at).date(), "recorded_at": at}
        where = {"idea_id": self.idea.row["id"], "partner_id": partner["id"], "invitation_id": row and row["id"]}
        opinion = self.book.add("opinion", **where, **said, recorded_by_name=by[1])
        if row is not None:
            self._close(partner, row, InvitationState.ANSWERED, "", by, at)
        details = {"partner": partner["name"], "opinion": opinion["id"], "stance": act.stance.value}
        self.idea.note(Entry(WorkStep.OPINION_RECORDED, details=details), by, at)
        self._spoke.append(partner)

    def meet(self, place: str, topic: str, minutes: str, others: str, by: By, at: datetime) -> None:
        """登记会议, with everybody who gave an opinion."""
        about = {"held_on": local(at).date(), "place": place, "topic": topic, "minutes": minutes, "others": others}
        row = self.book.add(
            "meeting", idea_id=self.idea.row["id"], **about, recorded_at=at, recorded_by_name=by[1]
        )  # fmt: skip
        there = {partner["id"]: partner["name"] for partner in sorted(self._spoke, key=lambda each: each["id"])}
        for partner_id in there:
            self.book.put("meeting_partner", meeting_id=row["id"], partner_id=partner_id)
        details = {"meeting": row["id"], "partner": "、".join(there.values())}
        self.idea.note(Entry(WorkStep.MEETING_RECORDED, reason=topic, details=details), by, at)

    def withdraw_rest(self, reason: str, by: By, at: datetime) -> None:
        """撤回 what nobody has answered."""
        for _, partner, row in self._waiting:
            self._close(partner, row, InvitationState.WITHDRAWN, reason, by, at)
        self._waiting.clear()

    def _fitting(self, kind: PartnerKind, count: int, who: str, at: datetime) -> list[dict]:
        known = {partner["id"] for _, partner, _ in self._waiting} | {partner["id"] for partner in self._spoke}
        where = {"category": self.idea.text.category_code, "townships": self.idea.text.township_codes}
        return self.roster.fitting(kind, **where, on=local(at).date(), but=known, count=count, who=who)

    def _answering(self, kind: PartnerKind) -> tuple[dict, dict] | tuple[None, None]:
        for position, (each, partner, row) in enumerate(self._waiting):
            if each is kind:
                del self._waiting[position]
                return partner, row
        return None, None

    def _close(
        self, partner: dict, row: dict, state: InvitationState, reason: str, by: By, at: datetime
    ) -> None:  # fmt: skip
        row |= {"state": state, "closed_at": at, "closed_reason": reason}
        self.book.done(f"invitation:{row['id']}", by=by, at=at)
        details = {"partner": partner["name"], "state": state.value}
        self.idea.note(Entry(WorkStep.INVITATION_CLOSED, reason=reason, details=details), by, at)


def comment(book: Book, kind: SubjectKind, subject: dict, by: Role, content: str, calls: tuple[Role, ...], at) -> None:
    """评论 of a demonstration account; whoever it calls finds it on their list."""
    account_id, name = BY_ROLE[by]
    for earlier in book.rows["comment"]:
        if (earlier["subject_kind"], earlier["subject_id"]) == (kind.value, subject["id"]):
            # Whoever writes has answered what waited for them in the thread.
            book.done(f"comment:{earlier['id']}:account:{account_id}", by=BY_ROLE[by], at=at)
    called = [BY_ROLE[role][0] for role in calls]
    row = book.add(
        "comment", subject_kind=kind.value, subject_id=subject["id"], content=content, mentions=called, at=at,
        by_account_id=account_id, by_name=name, withdrawn_at=None,
    )  # fmt: skip
    page, parameter = COMMENTED[kind]
    what = f"{name}请您看{kind.label} {subject['number']} 的评论：{subject['title']}"
    for each in called:
        about = f"comment:{row['id']}:account:{each}"
        book.ask(what, page, f"{parameter}={subject['number']}", about, at=at, account_id=each)
