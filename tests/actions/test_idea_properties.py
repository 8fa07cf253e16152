"""No sequence of actions brings an idea where the table does not allow, or loses a text, a source or a history row."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from actions import idea_answers, idea_merging, idea_rules, idea_sources, idea_texts, ideas
from actions.idea_rules import MOVES, Facts
from actions.idea_words import IdeaRefused
from data_access import idea_facts, schema
from data_access.ideas import Idea, StaleIdea
from data_access.journal import first_broken_entry
from glossary import Gate, GateQuestion, IdeaOrigin, IdeaState
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW, TEXT

SUGGESTIONS = 4
REFUSED = (IdeaRefused, StaleIdea)
FEW = {"max_examples": 12, "stateful_step_count": 25, "deadline": None}


def way_of_ideas(engine):
    """The machine over one database; every example begins with ideas of its own and leaves the others alone."""

    class WayOfIdeas(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.numbers: list[str] = []
            self.texts: dict[str, set[str]] = {}
            self.taken: dict[str, set[str]] = {}
            self.states: dict[str, IdeaState] = {}
            for position in (1, 2):
                self._created((f"2025-00000{position}",))

        def _created(self, sources):
            number = ideas.create(engine, text=TEXT, suggestion_numbers=sources, by=MANAGER, at=NOW)
            self.numbers.append(number)
            self.texts[number], self.taken[number] = {TEXT.problem}, set(sources)
            self.states[number] = IdeaState.COLLECTED

        def _tried(self, action, **asked) -> bool:
            try:
                action(engine, **asked, by=MANAGER, at=NOW)
            except REFUSED:
                return False
            return True

        @rule(which=some.integers(0, 1), to=some.sampled_from(list(IdeaState)))
        def moves(self, which, to):
            number = self.numbers[which]
            before = made.row(engine, number)
            words = {"reason": "原因", "answer": "已有同类项目在建，感谢。", "effect": "成效"}
            if self._tried(ideas.move, number=number, version=before.version, to=to, **words):
                assert to in MOVES[IdeaState(before.state)]
                self.states[number] = to

        @rule(which=some.integers(0, 1), no=some.sampled_from([None, *GateQuestion]))
        def passes_the_gate(self, which, no):
            row = made.row(engine, self.numbers[which])
            answers = {question: question is not no for question in GateQuestion}
            asked = {"number": row.number, "version": row.version, "answers": answers, "note": "说明"}
            self._tried(ideas.decide_gate, **asked)

        @rule(
            which=some.integers(0, 1),
            problem=some.sampled_from("甲乙丙丁"),
            late=some.booleans(),
            empty=some.booleans(),
        )
        def writes(self, which, problem, late, empty):
            row = made.row(engine, self.numbers[which])
            text = replace(TEXT, problem=problem, proposal="" if empty else TEXT.proposal)
            asked = {"number": row.number, "based_on": 1 if late else row.text_sequence, "text": text}
            if self._tried(idea_texts.save_text, **asked):
                self.texts[row.number].add(problem)

        @rule(which=some.integers(0, 1), position=some.integers(1, SUGGESTIONS))
        def takes_up(self, which, position):
            asked = {"number": self.numbers[which], "suggestion_numbers": (f"2025-00000{position}",)}
            if self._tried(idea_sources.add_sources, **asked):
                self.taken[self.numbers[which]].add(f"2025-00000{position}")

        @rule(which=some.integers(0, 1), position=some.integers(1, SUGGESTIONS))
        def lets_go(self, which, position):
            asked = {"number": self.numbers[which], "suggestion_number": f"2025-00000{position}", "reason": "不是"}
            self._tried(idea_sources.remove_source, **asked)

        @rule(which=some.integers(0, 1))
        def gets_an_opinion(self, which):
            made.opinion(engine, self.numbers[which])

        @rule(which=some.integers(0, 1), lead=some.sampled_from([None, "housing", "finance"]))
        def names_departments(self, which, lead):
            row = made.row(engine, self.numbers[which])
            asked = {"number": row.number, "version": row.version, "lead": lead, "supporting": ()}
            self._tried(idea_answers.set_departments, **asked)

        @rule(which=some.integers(0, 1))
        def merges(self, which):
            small, main = self.numbers[which], self.numbers[1 - which]
            asked = {"number": small, "version": made.row(engine, small).version, "into": main, "reason": "同"}
            self._tried(idea_merging.merge, **asked)

        @rule(which=some.integers(0, 1))
        def parts_again(self, which):
            self._tried(idea_merging.unmerge, number=self.numbers[which], reason="分开")

        @invariant()
        def every_state_has_what_it_needs(self):
            for number in self.numbers:
                row = made.row(engine, number)
                assert row.state == self.states[number]
                if row.merged_into_id is not None:
                    continue
                values = {name: getattr(row, name) for name in Idea.__dataclass_fields__}
                terms = {"state": IdeaState(row.state), "gate": Gate(row.gate), "origin": IdeaOrigin(row.origin)}
                with engine.connect() as connection:
                    facts = Facts(**idea_facts.read(connection, Idea(**(values | terms))))
                assert idea_rules.lacking(terms["state"], facts) == []

        @invariant()
        def nothing_written_or_taken_up_is_lost(self):
            version, source, suggestion = schema.idea_version, schema.idea_source, schema.suggestion
            with engine.connect() as connection:
                for number in self.numbers:
                    idea_id = made.row(engine, number).id
                    texts = select(version.c.problem).where(version.c.idea_id == idea_id)
                    assert set(connection.execute(texts).scalars()) >= self.texts[number]
                    joined = source.join(suggestion)
                    taken = select(suggestion.c.number).select_from(joined).where(source.c.idea_id == idea_id)
                    assert set(connection.execute(taken).scalars()) >= self.taken[number]

        def teardown(self):
            assert first_broken_entry(engine) is None

    return WayOfIdeas


def test_no_sequence_of_actions_breaks_the_way_of_an_idea(sqlite_engine):
    made.city(sqlite_engine, SUGGESTIONS)
    few = settings(**FEW, suppress_health_check=[HealthCheck.too_slow])
    run_state_machine_as_test(way_of_ideas(sqlite_engine), settings=few)
