"""Which of the demonstration suggestions an idea or a project grew from: those whose words and place fit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from data_access import idea_sources
from data_access.engine import Connection
from data_access.idea_sources import SourceSuggestion
from glossary import Adoption, Conversion, Nature, Role, State, Step
from permissions import Person
from seed_data.cases import Life
from seed_data.days import YEAR_STARTS
from seed_data.journal import By
from working_time import local

# What was adopted comes first, then what nobody has concluded yet.
LIKELY = (Adoption.ADOPTED, Adoption.PARTLY_ADOPTED, None, Adoption.NOT_ADOPTED)


@dataclass(frozen=True)
class Candidate:
    """A suggestion that may become a source: proper, triaged, open to everybody, not left out."""

    id: int
    number: str
    title: str
    state: State
    category: str
    township: str
    received_on: date
    settled_at: datetime  # UTC: the last step of its history so far
    adoption: str | None
    conversion: str | None


def is_candidate(case, life: Life) -> bool:
    """Whether a project manager would find it among the proposed topics."""
    is_open = case.nature == Nature.SUGGESTION_PROPER and not case.confidential and not case.escalated
    return is_open and life.columns["tier"] is not None and life.columns["left_out_as"] is None


def candidate(life: Life, row: dict, title: str) -> Candidate:
    """From its life, its row in `suggestion` and its title."""
    columns = life.columns
    what = {name: columns[name] for name in ("adoption", "conversion")}
    place = {"category": row["category_code"], "township": row["township_code"], "received_on": row["received_on"]}
    at = life.journal.rows[-1]["at"]
    return Candidate(row["id"], row["number"], title, life.journal.state, **place, settled_at=at, **what)


class Sources:
    """All candidates; each is taken once, and every note about one is kept until all can be stored."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._free = list(candidates)
        self._notes: list[tuple[Candidate, Step, str, By, datetime]] = []

    def take(
        self, wish: str, *, townships: tuple[str, ...], count: int, by: datetime, became: set[Conversion]
    ) -> list[Candidate]:
        """Up to so many with these words in the title and settled by then, from as many townships as possible."""
        fit = [each for each in self._free if wish in each.title and each.settled_at < by]
        fit = [each for each in fit if not townships or each.township in townships]
        # What became a project is left to the projects that grew from a suggestion, unless it fits here.
        fit = [each for each in fit if each.conversion is None or each.conversion in became]
        fit.sort(key=lambda each: (each.conversion is None, LIKELY.index(each.adoption), each.number))
        turn: Counter[str] = Counter()
        by_turn = []
        for each in fit:
            by_turn.append((turn[each.township], each))
            turn[each.township] += 1
        taken = [each for _, each in sorted(by_turn, key=itemgetter(0))[:count]]
        self._free = [each for each in self._free if each not in taken]
        return sorted(taken, key=lambda each: each.id)

    def became_project(self, wish: str, township: str) -> Candidate:
        """The first of this township that became a project in the year. Raises RuntimeError when there is none."""
        for each in self._free:
            fits = wish in each.title and each.township == township and each.conversion == Conversion.PROJECT
            if fits and local(each.settled_at).date() >= YEAR_STARTS:
                self._free.remove(each)
                return each
        raise RuntimeError(f"no suggestion of {township} about {wish} became a project")

    def note(self, each: Candidate, step: Step, reason: str, *, by: By, at: datetime) -> None:
        """Say in the suggestion's own history what became of it."""
        self._notes.append((each, step, reason, by, at))

    def store(self, connection: Connection) -> None:
        """Write the notes as the actions write them."""
        for each, step, reason, by, at in self._notes:
            found = SourceSuggestion(each.id, each.number, 0, each.state, is_open=True)
            person = Person(by[0] or 0, "", by[1], Role.PROJECT_MANAGER)
            idea_sources.note_on_suggestion(connection, found, step=step, reason=reason, by=person, at=at)
