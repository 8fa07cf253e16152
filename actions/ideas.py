"""What a person does with one idea: raise it, write it, pass it through the gate, move it along its way."""

from dataclasses import dataclass, replace
from datetime import datetime

from actions import idea_rules, idea_waits, invitation_ends
from actions.idea_rules import MOVES, Facts
from actions.idea_words import PAGE, IdeaRefused, checked_text, limited
from actions.to_do import ToDo, add_to_do, finish_to_dos
from data_access import idea_creation, idea_facts, idea_gates, idea_sources, ideas
from data_access.engine import Connection, Engine, writing
from data_access.idea_texts import IdeaText
from data_access.ideas import Idea, NoSuchIdea, StaleIdea
from data_access.journal import Entry
from glossary import BESIDE_THE_WAY, Gate, GateQuestion, IdeaOrigin, IdeaState, Role, Step, WorkStep
from permissions import Permission, Person, require
from working_time import local

__all__ = [
    "IdeaRefused",
    "IdeaText",
    "NoSuchIdea",
    "StaleIdea",
    "WrongMove",
    "create",
    "decide_gate",
    "held",
    "move",
    "moved",
]

LONGEST_REASON = 200
LONGEST_ANSWER = 2000


class WrongMove(IdeaRefused):
    """Not possible where the idea stands now; the message says what is lacking."""


@dataclass(frozen=True)
class IdeaStanding:
    """Where an idea stands after an action."""

    number: str
    version: int
    state: IdeaState


def create(
    engine: Engine,
    *,
    text: IdeaText,
    suggestion_numbers: tuple[str, ...] = (),
    by: Person,
    at: datetime,
) -> str:
    """点题: raise an idea, from suggestions or, by a leader, as 领导点题; returns its number.

    Raises: NotPermitted, IdeaRefused.
    """
    origin = origin_for(by)
    with writing(engine) as connection:
        return created(connection, text=text, origin=origin, suggestion_numbers=suggestion_numbers, by=by, at=at)


def origin_for(by: Person) -> IdeaOrigin:
    """Whose topic an idea raised by this person is. Raises: NotPermitted."""
    if by.may(Permission.SET_TOPICS):
        return IdeaOrigin.LEADER
    if not by.may(Permission.MANAGE_IDEAS):
        require(by, Permission.PICK_TOPICS, "点题")
    return IdeaOrigin.CITIZENS


def created(
    connection: Connection,
    *,
    text: IdeaText,
    origin: IdeaOrigin,
    suggestion_numbers: tuple[str, ...],
    by: Person,
    at: datetime,
) -> str:
    """An idea in 征集 inside the caller's transaction; returns its number."""
    text = checked_text(connection, text)
    idea_id, number = idea_creation.insert(connection, text=text, origin=origin, by=by, at=at)
    details = {"origin": origin.value, "text": 1}
    ideas.note(connection, idea_id, Entry(WorkStep.CREATED, None, IdeaState.COLLECTED, details=details), by=by, at=at)
    take_up(connection, idea_id, number, suggestion_numbers, by=by, at=at)
    what = f"{origin.label}待梳理：{text.title}"[:200]
    page = {"page": PAGE, "query": f"idea={number}", "role": Role.PROJECT_MANAGER}
    add_to_do(connection, ToDo(what=what, subject=collected_subject(idea_id), **page), at=at)
    return number


def collected_subject(idea_id: int) -> str:
    """The to-do that an idea in 征集 waits for somebody."""
    return f"idea:{idea_id}:collected"


def take_up(
    connection: Connection, idea_id: int, number: str, suggestion_numbers: tuple[str, ...], *, by: Person, at: datetime
) -> list[str]:
    """Make suggestions sources of an idea the transaction holds; those that are already stay. Returns the new ones."""
    if not suggestion_numbers:
        return []
    found = idea_sources.lock_suggestions(connection, suggestion_numbers)
    missing = sorted(set(suggestion_numbers) - {each.number for each in found if each.is_open})
    if missing:
        raise IdeaRefused(f"{'、'.join(missing)} 不能列为来源：没有这个编号，或属于举报、保密件。没有存入任何内容。")
    # Its own ones only: what another brought along goes with that one when the two part again.
    known = idea_sources.own_ids(connection, idea_id=idea_id)
    new = [each for each in found if each.id not in known]
    for each in new:
        idea_sources.add(connection, idea_id=idea_id, suggestion_id=each.id, by=by, at=at)
        reason = f"列为金点子 {number} 的来源"
        idea_sources.note_on_suggestion(connection, each, step=Step.TAKEN_UP, reason=reason, by=by, at=at)
    if new:
        entry = Entry(WorkStep.SOURCE_ADDED, details={"suggestions": [each.number for each in new]})
        ideas.note(connection, idea_id, entry, by=by, at=at)
    return [each.number for each in new]


def held(
    connection: Connection, *, number: str, by: Person, doing: str, version: int | None = None,
    permission: Permission = Permission.MANAGE_IDEAS,
) -> Idea:  # fmt: skip
    """The idea locked for a change, once the person may make it and it is not merged away.

    Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused.
    """
    require(by, permission, doing)
    idea = ideas.lock(connection, number=number, by=by, version=version)
    if idea.merged_into_id is not None:
        raise IdeaRefused(f"{number} 已并入另一个金点子，不能再{doing}。需要时请先撤销并入。")
    return idea


def decide_gate(
    engine: Engine, *, number: str, version: int, answers: dict[GateQuestion, bool], note: str = "", by: Person,
    at: datetime,
) -> IdeaStanding:  # fmt: skip
    """门槛审查: four questions before anything is appraised; passed when every answer is yes.

    Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused, WrongMove.
    """
    note = limited(note, 400, "说明")
    if set(answers) != set(GateQuestion):
        raise IdeaRefused("四个问题都要回答，没有存入任何内容。")
    with writing(engine) as connection:
        idea = held(connection, number=number, version=version, by=by, doing="作门槛审查")
        if idea.state not in (IdeaState.COLLECTED, IdeaState.REFINED):
            raise WrongMove(f"{number} 已在“{idea.state.label}”，门槛审查只在征集和梳理时作。请先退回梳理。")
        gate = Gate.PASSED if all(answers.values()) else Gate.FAILED
        if gate is Gate.FAILED and not note:
            raise IdeaRefused("有一项为“否”，请写明理由；没有存入任何内容。")
        idea_gates.insert(connection, idea=idea, answers=answers, note=note, by=by, at=at)
        new_version = ideas.change(connection, idea, gate=gate.value)
        details = {"gate": gate.value, **{question.value: answer for question, answer in answers.items()}}
        entry = Entry(WorkStep.GATE_DECIDED, reason=note, details=details)
        ideas.note(connection, idea.id, entry, by=by, at=at)
    return IdeaStanding(number, new_version, idea.state)


def move(
    engine: Engine,
    *,
    number: str,
    version: int,
    to: IdeaState,
    reason: str = "",
    answer: str = "",
    effect: str = "",
    by: Person,
    at: datetime,
) -> IdeaStanding:
    """One step on the way, back, or beside it. Back and beside need a reason, 不采纳 an answer to the proposers.

    `effect`: what came of it, for 见效. Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused, WrongMove.
    """
    reason, answer = limited(reason, LONGEST_REASON, "原因"), limited(answer, LONGEST_ANSWER, "答复")
    effect = limited(effect, LONGEST_ANSWER, "成效")
    with writing(engine) as connection:
        idea = held(connection, number=number, version=version, by=by, doing="流转金点子")
        _check_words(idea, to, reason, answer)
        if idea.state is IdeaState.CONVERTED and to is IdeaState.BANKED:
            _check_unconverted(connection, idea)
        new_version = moved(connection, idea, to, reason=reason, answer=answer, effect=effect, by=by, at=at)
    return IdeaStanding(number, new_version, to)


def moved(
    connection: Connection,
    idea: Idea,
    to: IdeaState,
    *,
    reason: str = "",
    answer: str = "",
    effect: str = "",
    by: Person,
    at: datetime,
) -> int:
    """The move of an idea the transaction holds, with its checks; returns the new version.

    Raises: WrongMove.
    """
    if to not in MOVES[idea.state]:
        raise WrongMove(f"{idea.number} 现在是“{idea.state.label}”，不能直接到“{to.label}”。")
    facts = Facts(**idea_facts.read(connection, idea))
    lacking = idea_rules.lacking(to, replace(facts, effect=effect or facts.effect))
    if lacking:
        raise WrongMove(f"还不能到“{to.label}”，需要：{'；'.join(lacking)}。{idea.number} 没有改动。")
    values: dict = {"state": to.value, "state_since": at}
    if to is IdeaState.BANKED and idea.banked_on is None:
        values["banked_on"] = local(at).date()
    elif to is not IdeaState.BANKED and idea.state is IdeaState.BANKED and idea_rules.is_backward(idea.state, to):
        values["banked_on"] = None
    if to is IdeaState.EFFECTIVE and effect:
        values["effect"] = effect
    new_version = ideas.change(connection, idea, **values)
    step = WorkStep.MOVED_BACK if idea_rules.is_backward(idea.state, to) else WorkStep.MOVED
    details = {name: text for name, text in (("answer", answer), ("effect", effect)) if text}
    ideas.note(connection, idea.id, Entry(step, idea.state, to, reason, details), by=by, at=at)
    if idea.state is IdeaState.COLLECTED:
        finish_to_dos(connection, subject=collected_subject(idea.id), by_name=by.name, at=at)
    invitation_ends.follow(connection, idea, to, by=by, at=at)
    idea_waits.follow(connection, idea, to, by=by, at=at)
    if to is IdeaState.NOT_ADOPTED:
        _tell_proposers(connection, idea, answer, by, at)
    return new_version


def _check_words(idea: Idea, to: IdeaState, reason: str, answer: str) -> None:
    if idea_rules.is_backward(idea.state, to) and not reason:
        what = "搁置" if to in BESIDE_THE_WAY else "退回"
        raise IdeaRefused(f"{what}要写明原因，{idea.number} 没有改动。")
    if to is IdeaState.NOT_ADOPTED and len(answer) < 10:
        raise IdeaRefused(f"不采纳要答复建议人，请写至少 10 个字；{idea.number} 没有改动。")


def _check_unconverted(connection: Connection, idea: Idea) -> None:
    if idea_facts.read(connection, idea)["conversions"]:
        raise WrongMove(f"{idea.number} 还有在进行的项目或登记的政策文件。请先撤项或撤销登记，它会自动退回入库。")


def _tell_proposers(connection: Connection, idea: Idea, answer: str, by: Person, at: datetime) -> None:
    """The answer stands in the history of every suggestion behind the idea, where the office reads it."""
    for each in idea_sources.lock_sources(connection, main_id=idea.id):
        reason = f"金点子 {idea.number} 不采纳，答复建议人：{answer}"
        idea_sources.note_on_suggestion(connection, each, step=Step.CHANGED, reason=reason, by=by, at=at)
