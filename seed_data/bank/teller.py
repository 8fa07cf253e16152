"""What all tales share: the book they write in, the suggestions and partners they choose from, the clock."""

from dataclasses import dataclass, field

from seed_data.bank.book import Book
from seed_data.bank.idea_steps import WrittenIdea
from seed_data.bank.pace import Schedule
from seed_data.bank.partners import Roster
from seed_data.bank.sources import Sources
from seed_data.days import Days


@dataclass
class Teller:
    """`ideas`: those raised so far, by the key of their story."""

    days: Days
    book: Book
    sources: Sources
    roster: Roster
    schedule: Schedule
    ideas: dict[str, WrittenIdea] = field(default_factory=dict)
