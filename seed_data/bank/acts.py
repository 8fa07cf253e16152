"""What can happen to an idea, as its story tells it: one act after another, each some working days later."""

from collections.abc import Sequence
from dataclasses import dataclass

from glossary import GateQuestion, IdeaState, PartnerKind, Role, Stance
from seed_data.bank.plans import Plan


@dataclass(frozen=True, kw_only=True)
class Act:
    """`days`: working days after the act before; `on` (2025-10-09) instead of them."""

    days: int = 2
    on: str = ""


@dataclass(frozen=True)
class Revised(Act):
    """The text is saved again: so many paragraphs of problem and proposal are written by now."""

    reason: str
    problem: int | None = None
    proposal: int | None = None
    benefit: bool = False
    cost_yuan: int | None = None
    title: str = ""


@dataclass(frozen=True)
class SetAside(Act):
    """Somebody else saves on top of the text two saves ago: kept, not in force, waiting to be compared."""

    reason: str
    benefit: str
    cost_yuan: int


@dataclass(frozen=True)
class MovedTo(Act):
    """One step on, back or beside the way."""

    state: IdeaState
    reason: str = ""
    answer: str = ""
    effect: str = ""


@dataclass(frozen=True)
class Judged(Act):
    """门槛审查; `refused`: the questions answered with no."""

    refused: tuple[GateQuestion, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class TakenUp(Act):
    """More suggestions become sources: up to so many whose title has these words, from the idea's townships."""

    wish: str
    count: int
    anywhere: bool = False


@dataclass(frozen=True)
class Given(Act):
    """确定承办单位."""

    lead: str
    supporting: tuple[str, ...] = ()


@dataclass(frozen=True)
class Invited(Act):
    """So many partners of a kind, those who fit best, are asked; or one by name."""

    kind: PartnerKind
    question: str
    count: int = 1
    due_in: int = 8
    who: str = ""


@dataclass(frozen=True)
class Said(Act):
    """An opinion: of whoever of that kind was asked first and has not answered, else of somebody unasked (`who`)."""

    kind: PartnerKind
    stance: Stance
    content: str
    who: str = ""


@dataclass(frozen=True)
class Declined(Act):
    """Whoever of that kind was asked first and has not answered declines."""

    kind: PartnerKind
    reason: str


@dataclass(frozen=True)
class Met(Act):
    """A meeting with whoever gave an opinion so far, and others."""

    place: str
    topic: str
    minutes: str
    others: str = ""


@dataclass(frozen=True)
class Answered(Act):
    """答题 of a department."""

    department: str
    answer: str
    plan: str


@dataclass(frozen=True)
class Planned(Act):
    """A milestone of the idea."""

    title: str
    due: str
    department: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Reached(Act):
    """The milestone of this title is done, on the act's day."""

    title: str


@dataclass(frozen=True)
class Reserved(Act):
    """列入政策储备."""


@dataclass(frozen=True)
class PolicyLinked(Act):
    """政策采用."""

    title: str
    document_number: str
    issued: str
    department: str
    taken: str


@dataclass(frozen=True)
class Established(Act):
    """转化立项."""

    plan: Plan


@dataclass(frozen=True)
class TookEffect(Act):
    """Nothing happens until a project of the idea is in effect; then 见效."""

    effect: str


@dataclass(frozen=True)
class Commented(Act):
    """A comment by a demonstration account that calls others."""

    by: Role
    content: str
    calls: tuple[Role, ...] = ()


@dataclass(frozen=True)
class MergedInto(Act):
    """并入 another idea, by its key."""

    key: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """One idea from its first words to where it stands: the text as it is in the end, and how it came there.

    `wish`: words in the titles of the suggestions it grew from; `townships` empty: the whole city.
    """

    key: str
    starts: str
    category: str
    title: str
    problem: Sequence[str]
    proposal: Sequence[str] = ()
    benefit: str = ""
    first_title: str = ""
    wish: str = ""
    sources: int = 3
    townships: tuple[str, ...] = ()
    raised_by: Role = Role.PROJECT_MANAGER
    acts: tuple[Act, ...] = ()
