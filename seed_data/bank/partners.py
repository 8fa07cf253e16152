"""社会力量: 1,200 observers, 38 planners, institutions and volunteers over all townships, and who fits an idea."""

from collections import Counter
from datetime import date, datetime

from data_access.partners import PREFIXES, PartnerFields, created, stored
from glossary import PartnerKind, SubjectKind
from seed_data.bank.book import Book
from seed_data.bank.partner_words import INSTITUTIONS, KNOWN, LIVES, PLANNED, PLANNERS_FROM, VOLUNTEERS_FROM
from seed_data.bank.people import MANAGERS
from seed_data.organisation import CATEGORIES, invented_name
from seed_data.places import TOWNSHIPS
from seed_data.wording import phone_of
from working_time import utc

OBSERVERS, PLANNERS, VOLUNTEERS = 1200, 38, 60
# When the rosters came in, and their terms: most run on for years, so that a demonstration can invite people; some
# end soon, some have ended.
FIRST_ROSTER, SECOND_ROSTER = datetime(2025, 1, 2, 9, 40), datetime(2025, 7, 1, 10, 15)
RUNNING, ENDING, ENDED = (date(2024, 7, 1), date(2028, 6, 30)), (date(2024, 1, 1), date(2025, 12, 31)), (
    date(2023, 10, 1), date(2025, 9, 30))  # fmt: skip
SECOND = (date(2025, 7, 1), date(2029, 6, 30))
NUMBERS_FROM = 40_000  # beyond those of the citizens, so that no phone number is used twice
SUBJECTS = tuple(CATEGORIES)


def add_partners(book: Book) -> None:
    """All rosters, those who came first with the lower numbers."""
    people = [*_observers(), *_planners(), *_institutions(), *_volunteers()]
    people.sort(key=lambda given: given.term_from == SECOND[0])
    for given in people:
        at = utc(SECOND_ROSTER if given.term_from == SECOND[0] else FIRST_ROSTER)
        number = book.number(PREFIXES[given.kind])
        row = book.add("partner", number=number, version=1, **stored(given), created_at=at)
        for code in given.skills:
            book.put("partner_skill", partner_id=row["id"], category_code=code)
        book.note(SubjectKind.PARTNER, row["id"], created(number), by=MANAGERS[0], at=at)


def _shared_out(total: int) -> list[int]:
    """The township (its position) of each of so many people, by how much the townships write."""
    weight = sum(town.weight for town in TOWNSHIPS)
    shares = [total * town.weight / weight for town in TOWNSHIPS]
    counts = [int(share) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda position: counts[position] - shares[position])
    for position in by_rest[: total - sum(counts)]:
        counts[position] += 1
    return [position for position, count in enumerate(counts) for _ in range(count)]


def _term(number: int) -> tuple[date, date]:
    if number % 25 == 7:
        return ENDED
    if number % 7 == 3:
        return ENDING
    return SECOND if number % 5 == 1 else RUNNING


def _skills(number: int, count: int) -> tuple[str, ...]:
    step = 3 if number % 2 else 7
    return tuple(sorted({SUBJECTS[(number + turn * step) % len(SUBJECTS)] for turn in range(count)}))


def _person(kind: PartnerKind, number: int, *, town: int | None, **values: object) -> PartnerFields:
    since, until = _term(number)
    township = None if town is None else TOWNSHIPS[town].code
    phone = phone_of(NUMBERS_FROM + number)
    who = {"name": invented_name(number * 17 + number // 40), "township_code": township, "phone": phone}
    return PartnerFields(kind=kind, **who, term_from=since, term_to=until, **values)


def _observers() -> list[PartnerFields]:
    found = []
    for number, town in enumerate(_shared_out(OBSERVERS)):
        skills = _skills(number * 3, 1 + number % 3)
        lives = LIVES[number % len(LIVES)]
        spot = TOWNSHIPS[town].spots[number // 3 % len(TOWNSHIPS[town].spots)]
        words = {"organisation": f"{spot}{lives}", "specialty": KNOWN[skills[0]][number % 3]}
        found.append(_person(PartnerKind.OBSERVER, number, town=town, skills=skills, **words))
    return found


def _planners() -> list[PartnerFields]:
    """Two for every township, four for the whole city."""
    found = []
    for position in range(PLANNERS):
        town = position // 2 if position < 2 * len(TOWNSHIPS) else None
        words = {"organisation": PLANNERS_FROM[position % len(PLANNERS_FROM)]}
        skills, specialty = PLANNED[position % len(PLANNED)]
        about = {"skills": tuple(sorted(skills)), "specialty": specialty}
        found.append(_person(PartnerKind.PLANNER, OBSERVERS + position * 2, town=town, **words, **about))
    return found


def _institutions() -> list[PartnerFields]:
    found = []
    for position, (name, contact, skills, specialty) in enumerate(INSTITUTIONS):
        values = {"organisation": contact, "skills": tuple(sorted(skills)), "specialty": specialty}
        phone = phone_of(NUMBERS_FROM + 1400 + position)
        term = {"term_from": date(2025, 1, 1), "term_to": None if position % 3 else date(2026, 12, 31)}
        # One has closed down since.
        active = position != len(INSTITUTIONS) - 1
        found.append(PartnerFields(PartnerKind.INSTITUTION, name, phone=phone, active=active, **values, **term))
    return found


def _volunteers() -> list[PartnerFields]:
    found = []
    for position, town in enumerate(_shared_out(VOLUNTEERS)):
        number = OBSERVERS + 100 + position
        team, specialty = VOLUNTEERS_FROM[position % len(VOLUNTEERS_FROM)]
        values = {"organisation": team, "specialty": specialty, "skills": _skills(position, 1 + position % 2)}
        found.append(_person(PartnerKind.VOLUNTEER, number, town=town, **values))
    return found


class Roster:
    """Whom an idea may ask, those with the least to do first."""

    def __init__(self, book: Book) -> None:
        knows: dict[int, set[str]] = {}
        for row in book.rows["partner_skill"]:
            knows.setdefault(row["partner_id"], set()).add(row["category_code"])
        self._partners, self._knows = book.rows["partner"], knows
        self._asked: Counter[int] = Counter()

    def fitting(
        self,
        kind: PartnerKind,
        *,
        category: str,
        townships: tuple[str, ...],
        on: date,
        but: set[int],
        count: int,
        who: str = "",
    ) -> list[dict]:
        """So many partners of a kind: in their term, who know the subject, from the townships where there are such.

        `who`: the one of this name and nobody else.
        """
        subject = category.partition(".")[0]
        can = [row for row in self._partners if row["kind"] == kind and row["id"] not in but and _in_term(row, on)]
        can = [row for row in can if who in ("", row["name"])]
        can.sort(
            key=lambda row: (
                subject not in self._knows[row["id"]],
                bool(townships) and row["township_code"] not in townships,
                self._asked[row["id"]],
                row["id"],
            )
        )
        for row in can[:count]:
            self._asked[row["id"]] += 1
        return can[:count]


def _in_term(row: dict, on: date) -> bool:
    return row["active"] and row["term_from"] <= on and (row["term_to"] is None or row["term_to"] >= on)
