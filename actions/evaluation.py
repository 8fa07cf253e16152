"""What a quarter of the 三评 comes to: read, computed, and shown only to those who may see it as it stands."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from actions.quarter_inputs import inputs_of
from actions.sealed_documents import inputs_from, read
from data_access import evaluation_inputs, snapshots
from data_access.engine import Connection, Engine, reading
from data_access.evaluation_inputs import QuarterFrames
from data_access.evaluation_quarters import Quarter, every_quarter
from data_access.evaluation_rules import WeightVersion
from data_access.review_rounds import Round
from data_access.snapshots import Snapshot
from glossary import QuarterState
from permissions import NotPermitted, Permission, Person, require
from scoring.quarter import QuarterResults, evaluate

__all__ = ["Evaluated", "as_published", "evaluated", "not_published", "quarters", "results"]


@dataclass(frozen=True)
class Evaluated:
    """A quarter with all its results; `projects` indexed by number: title, codes of category, township, lead
    department, state, reached_stage, veto_reason. `corrected`: while it is being corrected, the last 定稿, which these
    results are; None when they are as the rows stand."""

    quarter: Quarter
    weights: WeightVersion
    rounds: list[Round]
    projects: pd.DataFrame
    results: QuarterResults
    corrected: Snapshot | None = None


def quarters(engine: Engine, *, by: Person) -> list[Quarter]:
    """The quarters whose results this person may read, the newest first. Raises: NotPermitted."""
    found = every_quarter(engine)
    if by.may(Permission.READ_EVALUATION):
        return found
    require(by, Permission.READ_PUBLISHED_EVALUATION, "查看三评结果")
    sealed = snapshots.sealed_quarters(engine)
    return [quarter for quarter in found if quarter.state is QuarterState.PUBLISHED or quarter.id in sealed]


def results(engine: Engine, *, quarter: str, by: Person, on: date | None = None) -> Evaluated:
    """The results of a quarter as of a day, by which alone the third party's deadline is judged.

    Without `on` it has passed only once the quarter is published. While a published quarter is being corrected, those
    who wait for publications keep reading its last 定稿.
    Raises: NotPermitted, NoSuchQuarter.
    """
    if not by.may(Permission.READ_EVALUATION):
        require(by, Permission.READ_PUBLISHED_EVALUATION, "查看三评结果")
    frames = evaluation_inputs.quarter_frames(engine, quarter=quarter)
    if by.may(Permission.READ_EVALUATION):
        return evaluated(frames, closed=_deadline_passed(frames.quarter, on))
    found = as_published(engine, frames)
    if found is None:
        with reading(engine) as connection:
            raise not_published(connection, frames.quarter)
    return found


def as_published(engine: Engine, frames: QuarterFrames) -> Evaluated | None:
    """The results of the last 定稿, which stands while the quarter is being corrected; None before the first."""
    quarter = frames.quarter
    if quarter.state is QuarterState.PUBLISHED:
        return evaluated(frames, closed=True)
    with reading(engine) as connection:
        seal = snapshots.last(connection, quarter)
    if seal is None:
        return None
    text, _noted = snapshots.document(engine, quarter=quarter.quarter, sequence=seal.sequence)
    document = read(text)
    rounds = [each for each in frames.rounds if each.closed_at is not None and each.closed_at <= seal.at]
    found = evaluate(inputs_from(document.parts["inputs"]))
    return Evaluated(quarter, frames.weights, rounds, document.projects.set_index("project"), found, seal)


def not_published(connection: Connection, quarter: Quarter) -> NotPermitted:
    """What is said to those who wait for the publication, or for the end of a correction."""
    if snapshots.last(connection, quarter) is None:
        return NotPermitted(f"{quarter.quarter} 三评还没有定稿发布，发布后可以在这里查看。")
    return NotPermitted(f"{quarter.quarter} 三评正在更正，再次定稿后可以在这里查看明细。")


def evaluated(frames: QuarterFrames, *, closed: bool) -> Evaluated:
    """The results of stored frames; `closed`: the third party's deadline has passed."""
    projects = frames.projects.set_index("project")
    found = evaluate(inputs_of(frames, closed=closed))
    return Evaluated(frames.quarter, frames.weights, frames.rounds, projects, found)


def _deadline_passed(quarter: Quarter, on: date | None) -> bool:
    return quarter.state is QuarterState.PUBLISHED or (on is not None and quarter.counts_missing(on))
