"""What a quarter of the 三评 comes to: read, computed, and shown only to those who may see it as it stands."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_access import evaluation_inputs
from data_access.engine import Engine
from data_access.evaluation_inputs import QuarterFrames
from data_access.evaluation_quarters import Quarter, every_quarter
from data_access.evaluation_rules import WeightVersion
from data_access.review_rounds import Round
from glossary import QuarterState, RatingStage
from permissions import NotPermitted, Permission, Person, require
from scoring.quarter import QuarterInputs, QuarterResults, evaluate

__all__ = ["Evaluated", "evaluated", "inputs_of", "quarters", "results"]


@dataclass(frozen=True)
class Evaluated:
    """A quarter with all its results; `projects` indexed by number: title, codes of category, township, lead
    department, state, reached_stage, veto_reason."""

    quarter: Quarter
    weights: WeightVersion
    rounds: list[Round]
    projects: pd.DataFrame
    results: QuarterResults


def quarters(engine: Engine, *, by: Person) -> list[Quarter]:
    """The quarters whose results this person may read, the newest first. Raises: NotPermitted."""
    found = every_quarter(engine)
    if by.may(Permission.READ_EVALUATION):
        return found
    require(by, Permission.READ_PUBLISHED_EVALUATION, "查看三评结果")
    return [quarter for quarter in found if quarter.state is QuarterState.PUBLISHED]


def results(engine: Engine, *, quarter: str, by: Person, on: date | None = None) -> Evaluated:
    """The results of a quarter as of a day, by which alone the third party's deadline is judged.

    Without `on` it has passed only once the quarter is published.
    Raises: NotPermitted, NoSuchQuarter.
    """
    if not by.may(Permission.READ_EVALUATION):
        require(by, Permission.READ_PUBLISHED_EVALUATION, "查看三评结果")
    frames = evaluation_inputs.quarter_frames(engine, quarter=quarter)
    if frames.quarter.state is not QuarterState.PUBLISHED and not by.may(Permission.READ_EVALUATION):
        raise NotPermitted(f"{quarter} 三评还没有定稿发布，发布后可以在这里查看。")
    return evaluated(frames, closed=_deadline_passed(frames.quarter, on))


def evaluated(frames: QuarterFrames, *, closed: bool) -> Evaluated:
    """The results of stored frames; `closed`: the third party's deadline has passed."""
    projects = frames.projects.set_index("project")
    found = evaluate(inputs_of(frames, closed=closed))
    return Evaluated(frames.quarter, frames.weights, frames.rounds, projects, found)


def inputs_of(frames: QuarterFrames, *, closed: bool) -> QuarterInputs:
    """Stored frames as the statistics take them."""
    projects = frames.projects.rename(columns={"category_code": "category", "reached_stage": "reached"})
    projects = projects.assign(vetoed=projects["veto_reason"].notna())
    weights = frames.weights
    return QuarterInputs(
        projects[["project", "category", "reached", "vetoed"]],
        frames.votes,
        frames.held,
        frames.invitations,
        frames.totals[["project", "expert", "round", "score"]],
        frames.seats,
        frames.values,
        tuple(stage.value for stage in RatingStage),
        frames.quarter.level_points,
        (weights.citizens, weights.experts, weights.third_party),
        frames.quarter.seed,
        closed,
    )


def _deadline_passed(quarter: Quarter, on: date | None) -> bool:
    return quarter.state is QuarterState.PUBLISHED or (on is not None and on > quarter.assessment_due_on)
