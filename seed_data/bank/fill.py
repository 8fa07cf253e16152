"""Fills the idea bank: partners, ideas with their stories, projects, and what they ask people to do."""

from collections.abc import Iterable

from data_access import idea_texts
from data_access.engine import Connection
from glossary import Step
from seed_data.bank import idea_tale, project_tale
from seed_data.bank.acts import Story
from seed_data.bank.adopted_city import CITY_STORIES
from seed_data.bank.adopted_country import COUNTRY_STORIES
from seed_data.bank.adopted_people import PEOPLE_STORIES
from seed_data.bank.beside_the_way import BESIDE_STORIES
from seed_data.bank.book import Book
from seed_data.bank.on_the_way import WAY_STORIES
from seed_data.bank.pace import Pace, Schedule, Tale
from seed_data.bank.partners import Roster, add_partners
from seed_data.bank.people import MANAGERS
from seed_data.bank.plans import Plan
from seed_data.bank.plans_done import DONE_PLANS
from seed_data.bank.plans_going_on import GOING_ON_PLANS
from seed_data.bank.project_steps import WrittenProject
from seed_data.bank.sources import Candidate, Sources
from seed_data.bank.teller import Teller
from seed_data.days import Days

STORIES: tuple[Story, ...] = (*PEOPLE_STORIES, *CITY_STORIES, *COUNTRY_STORIES, *WAY_STORIES, *BESIDE_STORIES)
PLANS: tuple[Plan, ...] = (*DONE_PLANS, *GOING_ON_PLANS)


def fill_bank(connection: Connection, days: Days, candidates: Iterable[Candidate]) -> Book:
    """Everything of the idea bank, inside the transaction that stored the candidates; returns what was written."""
    book, sources = Book(), Sources(candidates)
    add_partners(book)
    teller = Teller(days, book, sources, Roster(book), Schedule(days))
    # The projects first: what they grew from is then no longer there for ideas.
    for number, plan in enumerate(PLANS):
        teller.schedule.begin(_project_from_suggestion(plan, teller, number))
    for number, story in enumerate(STORIES):
        teller.schedule.begin(idea_tale.told(story, teller, number))
    teller.schedule.run()
    for idea in teller.ideas.values():
        idea.close()
    book.store(connection)
    sources.store(connection)
    for idea in teller.ideas.values():
        idea_texts.put_in_force(connection, idea_id=idea.row["id"], text=idea.text)
    return book


def _project_from_suggestion(plan: Plan, teller: Teller, number: int) -> Tale:
    """A suggestion was found worth a project; the project follows."""
    found = teller.sources.became_project(plan.wish, plan.township)
    manager, pace = MANAGERS[number % len(MANAGERS)], Pace(teller.days, found.settled_at, number)
    at = pace.after(0)
    yield at
    place = {"idea_id": None, "suggestion_id": found.id, "category": found.category, "township": found.township}
    made = {"source": {"suggestion": found.number}, **place, "by": manager, "at": at}
    project = WrittenProject(teller.book, plan, **made)
    teller.sources.note(found, Step.TAKEN_UP, f"转化为项目 {project.number}", by=manager, at=at)
    yield from project_tale.told(project, pace, manager, None)
