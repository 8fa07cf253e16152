"""Tells the story of one idea, act by act."""

from datetime import date, datetime
from functools import singledispatchmethod

from data_access.idea_texts import IdeaText
from data_access.journal import Entry
from data_access.policy_links import PolicyDocument
from glossary import BESIDE_THE_WAY, Conversion, IdeaOrigin, IdeaState, ProjectState, Role, WorkStep
from seed_data.bank import acts, milestone_steps
from seed_data.bank.acts import Act, Story
from seed_data.bank.idea_steps import WrittenIdea
from seed_data.bank.pace import Pace, Tale
from seed_data.bank.partner_steps import Partners, comment
from seed_data.bank.people import LEADER, MANAGERS, OFFICER, handler_of
from seed_data.bank.project_steps import WrittenProject
from seed_data.bank.project_tale import told as project_told
from seed_data.bank.teller import Teller
from seed_data.journal import By

RAISED_BY = {Role.LEADER: LEADER, Role.OFFICER: OFFICER, Role.PROJECT_MANAGER: MANAGERS[0]}
IN_EFFECT = (ProjectState.EFFECTIVE, ProjectState.ARCHIVED)


def told(story: Story, teller: Teller, number: int) -> Tale:
    """The idea from its first words to where it stands."""
    pace = Pace(teller.days, date.fromisoformat(story.starts), number)
    at = pace.after(0)
    yield at
    hand = _Hand(story, teller, number, pace, at)
    teller.ideas[story.key] = hand.idea
    for act in story.acts:
        at = pace.on(act.on) if act.on else pace.after(act.days)
        yield at
        while isinstance(act, acts.TookEffect) and not hand.is_in_effect():
            at = pace.after(2)
            yield at
        hand.play(act, hand.manager, at)


class _Hand:
    """One idea in one hand: plays its acts."""

    def __init__(self, story: Story, teller: Teller, number: int, pace: Pace, at: datetime) -> None:
        self.story, self.teller, self.number, self.pace = story, teller, number, pace
        self.manager = MANAGERS[number % len(MANAGERS)]
        self.shown = {"problem": 1, "proposal": 0, "benefit": False, "cost_yuan": None, "title": story.first_title}
        self.projects: list[WrittenProject] = []
        self.stones: dict[str, dict] = {}
        self.saves = 0
        raised_by = RAISED_BY[story.raised_by]
        by = self.manager if story.raised_by is Role.PROJECT_MANAGER else raised_by
        origin = IdeaOrigin.LEADER if story.raised_by is Role.LEADER else IdeaOrigin.CITIZENS
        taken = self._take(story.wish, story.sources, story.townships, at) if story.wish else []
        started = {"text": self._text(), "origin": origin, "taken": taken, "by": by, "at": at}
        self.idea = WrittenIdea(teller.book, teller.sources, **started)
        self.partners = Partners(self.idea, teller.roster)

    def _take(self, wish: str, count: int, townships: tuple[str, ...], at: datetime) -> list:
        said = {"townships": townships, "count": count}
        return self.teller.sources.take(wish, **said, by=at, became=self._became())

    def _became(self) -> set[Conversion]:
        found = set()
        for act in self.story.acts:
            found |= {Conversion.PROJECT} if isinstance(act, acts.Established) else set()
            found |= {Conversion.POLICY} if isinstance(act, acts.PolicyLinked) else set()
        return found

    def _text(self) -> IdeaText:
        story, shown = self.story, self.shown
        return IdeaText(
            title=shown["title"] or story.title,
            problem="\n".join(story.problem[: shown["problem"]]),
            proposal="\n".join(story.proposal[: shown["proposal"]]),
            benefit=story.benefit if shown["benefit"] else "",
            cost_yuan=shown["cost_yuan"],
            category_code=story.category,
            township_codes=tuple(sorted(story.townships)),
        )

    def is_in_effect(self) -> bool:
        """Whether 见效 is open to it."""
        return self.idea.in_effect or any(project.state in IN_EFFECT for project in self.projects)

    @singledispatchmethod
    def play(self, act: Act, by: By, at: datetime) -> None:
        """One act at an instant."""
        raise TypeError(act)

    @play.register
    def _(self, act: acts.Revised, by: By, at: datetime) -> None:
        new = {"problem": act.problem, "proposal": act.proposal, "cost_yuan": act.cost_yuan, "title": act.title}
        self.shown |= {name: value for name, value in new.items() if value not in (None, "")}
        self.shown["benefit"] |= act.benefit
        self.saves += 1
        author = MANAGERS[(self.number + self.saves) % len(MANAGERS)]
        self.idea.save_text(self._text(), act.reason, author, at)

    @play.register
    def _(self, act: acts.SetAside, by: By, at: datetime) -> None:
        author = MANAGERS[(self.number + self.saves + 1) % len(MANAGERS)]
        self.idea.set_aside(act.reason, author, at, benefit=act.benefit, cost_yuan=act.cost_yuan)

    @play.register
    def _(self, act: acts.MovedTo, by: By, at: datetime) -> None:
        if act.state is IdeaState.BANKED or act.state in BESIDE_THE_WAY:
            self.partners.withdraw_rest("论证已结束，不再等候反馈", by, at)
        self.idea.move(act.state, by, at, reason=act.reason, answer=act.answer, effect=act.effect)

    @play.register
    def _(self, act: acts.TookEffect, by: By, at: datetime) -> None:
        self.idea.move(IdeaState.EFFECTIVE, by, at, effect=act.effect)

    @play.register
    def _(self, act: acts.Judged, by: By, at: datetime) -> None:
        self.idea.decide_gate(act.refused, act.note, by, at)

    @play.register
    def _(self, act: acts.TakenUp, by: By, at: datetime) -> None:
        townships = () if act.anywhere else self.story.townships
        self.idea.add_sources(self._take(act.wish, act.count, townships, at), OFFICER, at)

    @play.register
    def _(self, act: acts.Given, by: By, at: datetime) -> None:
        self.idea.set_departments(act.lead, act.supporting, by, at)

    @play.register
    def _(self, act: acts.Invited, by: By, at: datetime) -> None:
        self.partners.invite(act, self.pace.due(act.due_in), by, at)

    @play.register
    def _(self, act: acts.Said, by: By, at: datetime) -> None:
        self.partners.say(act, by, at)

    @play.register
    def _(self, act: acts.Declined, by: By, at: datetime) -> None:
        self.partners.decline(act.kind, act.reason, by, at)

    @play.register
    def _(self, act: acts.Met, by: By, at: datetime) -> None:
        self.partners.meet(act.place, act.topic, act.minutes, act.others, by, at)

    @play.register
    def _(self, act: acts.Answered, by: By, at: datetime) -> None:
        self.idea.answer(act.department, act.answer, act.plan, handler_of(act.department), at)

    @play.register
    def _(self, act: acts.Planned, by: By, at: datetime) -> None:
        due_on, what = date.fromisoformat(act.due), (act.department, act.note)
        self.stones[act.title] = milestone_steps.plan(self.idea, act.title, due_on, *what, by, at)

    @play.register
    def _(self, act: acts.Reached, by: By, at: datetime) -> None:
        row = self.stones[act.title]
        who = by if row["department_code"] is None else handler_of(row["department_code"])
        milestone_steps.reach(self.idea, row, self.pace.due(0), who, at)

    @play.register
    def _(self, act: acts.Reserved, by: By, at: datetime) -> None:
        self.idea.reserve(by, at)

    @play.register
    def _(self, act: acts.PolicyLinked, by: By, at: datetime) -> None:
        issued_on = date.fromisoformat(act.issued)
        document = PolicyDocument(act.title, act.document_number, issued_on, act.department, act.taken)
        self.idea.link_policy(document, by, at)

    @play.register
    def _(self, act: acts.Established, by: By, at: datetime) -> None:
        idea, townships = self.idea, self.story.townships
        where = {"category": self.story.category, "township": townships[0] if len(townships) == 1 else None}
        source = {"source": {"idea": idea.number}, "idea_id": idea.row["id"], "suggestion_id": None}
        project = WrittenProject(self.teller.book, act.plan, **source, **where, by=by, at=at)
        self.projects.append(project)
        idea.taken_up(Entry(WorkStep.PROJECT_CREATED, details={"project": project.number}), by, at)
        pace = Pace(self.teller.days, at, self.number + 3 * len(self.projects))
        self.teller.schedule.begin(project_told(project, pace, by, idea))

    @play.register
    def _(self, act: acts.Commented, by: By, at: datetime) -> None:
        comment(self.teller.book, self.idea.kind, self.idea.row, act.by, act.content, act.calls, at)

    @play.register
    def _(self, act: acts.MergedInto, by: By, at: datetime) -> None:
        self.idea.merge_into(self.teller.ideas[act.key], act.reason, by, at)
