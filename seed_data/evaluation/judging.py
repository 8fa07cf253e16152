"""How the experts of the demonstration judge: a quality per project, a leaning per expert, and chance from one seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seed_data.evaluation import remarks
from seed_data.evaluation.roster import Judge

CRITERIA = 7
LOWEST, HIGHEST = 20.0, 100.0
# Numbers of projects that are told apart: citizens see one far below its experts; experts do not agree on others.
CONTRADICTION = "XM-2025-0003"
DISPUTED = frozenset(f"XM-2025-{number:04d}" for number in (6, 9, 12, 16, 21, 28, 31, 33))
SHARE_KEPT = 0.35  # of marks that an expert leaves as they were


@dataclass(frozen=True)
class Quality:
    """What a project is worth to the experts, per criterion, and how far they are apart about it."""

    criteria: np.ndarray
    spread: float


@dataclass(frozen=True)
class Given:
    """Marks by criterion and the words beside them."""

    marks: np.ndarray
    comment: str
    change_reason: str = ""


def quality(number: str, term: int) -> Quality:
    """The same for everybody: a level of the project, a little better each quarter, and its strong and weak sides."""
    chance = np.random.default_rng([int(number[-4:]), 11])
    level = float(np.clip(chance.normal(79, 5.5), 66, 88.5)) + 0.8 * (term - 2)
    sides = chance.normal(0, 3.5, CRITERIA)
    if number == CONTRADICTION:
        level, sides = 94.5, sides / 3
    return Quality(level + sides, 9.5 if number in DISPUTED else 3.5)


def first_marks(judge: Judge, worth: Quality, chance: np.random.Generator) -> Given:
    """Independent marks of the first round."""
    own = chance.normal(0, judge.noise / 2) + chance.normal(0, worth.spread)
    marks = worth.criteria + judge.leaning + own + chance.normal(0, max(judge.noise / 2, 1.5), CRITERIA)
    if judge.flat is not None:
        marks = np.full(CRITERIA, judge.flat)
    marks = _tidy(marks)
    return Given(marks, _comment(marks, chance))


def later_marks(judge: Judge, before: np.ndarray, medians: np.ndarray, chance: np.random.Generator) -> Given:
    """Marks of a later round: some stay, the others move towards the panel's median."""
    moved = before + judge.follows * (medians - before) + chance.normal(0, 0.8, CRITERIA)
    stays = chance.random(CRITERIA) < SHARE_KEPT
    marks = _tidy(np.where(stays, before, moved))
    if judge.flat is not None or chance.random() < 0.12:
        marks = before.copy()
    if (marks == before).all():
        return Given(marks, _pick(remarks.KEPT, chance))
    return Given(marks, _comment(marks, chance), _pick(remarks.CHANGED, chance))


def _comment(marks: np.ndarray, chance: np.random.Generator) -> str:
    """The best side, the weakest side, and sometimes a wish; a few say nothing."""
    if chance.random() < 0.12:
        return ""
    best, worst = int(np.argmax(marks)), int(np.argmin(marks))
    good, lacking = _pick(remarks.GOOD[best], chance), _pick(remarks.LACKING[worst], chance)
    says = good if marks.mean() > 88 and chance.random() < 0.5 else f"{good}{lacking}"
    says = lacking if marks.mean() < 66 and chance.random() < 0.5 else says
    return says + _pick(remarks.ENDS, chance)


def _pick(choices: Sequence[str], chance: np.random.Generator) -> str:
    return choices[int(chance.random() * len(choices))]


def _tidy(marks: np.ndarray) -> np.ndarray:
    return np.round(np.clip(marks, LOWEST, HIGHEST))
