"""What citizens say of each project of a quarter: the same figures as in the composite, for whoever records them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from actions.quarter_inputs import inputs_of
from data_access import evaluation_inputs
from data_access.engine import Engine
from data_access.evaluation_quarters import Quarter
from permissions import Permission, Person, require
from scoring.source_tables import QuarterInputs, citizens, spread_out
from scoring.stage_scores import citizen_scores

__all__ = ["CitizenFigures", "citizen_figures"]


@dataclass(frozen=True)
class CitizenFigures:
    """群众评议 of a quarter.

    projects: index number; title, reached_stage. table: index number, as scoring.source_tables.citizens, and
    value_with_held: the shrunk score if the ratings in quarantine counted. stages: project, stage, reached, raters,
    invited, raw, value. votes: project, stage, level, counted, with_held. differs: False is 项目间无显著差异.
    """

    quarter: Quarter
    projects: pd.DataFrame
    table: pd.DataFrame
    stages: pd.DataFrame
    votes: pd.DataFrame
    differs: bool


def citizen_figures(engine: Engine, *, quarter: str, by: Person) -> CitizenFigures:
    """The figures of all projects of a quarter, by number.

    Nothing of the experts, the third party or the composite is told: officers see those only once published.
    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.RECORD_RATINGS, "查看群众评议")
    frames = evaluation_inputs.quarter_frames(engine, quarter=quarter)
    inputs = inputs_of(frames, closed=False)
    found = citizens(inputs)
    projects = frames.projects.set_index("project")[["title", "reached_stage"]].sort_index()
    table = found.table.assign(value_with_held=_value_with_held(inputs))
    return CitizenFigures(frames.quarter, projects, table, found.stages, inputs.votes, found.differs)


def _value_with_held(inputs: QuarterInputs) -> np.ndarray:
    """The score of each project as `citizens` makes it, were nothing in quarantine; its intervals take longest."""
    votes = inputs.votes[["project", "stage", "level", "with_held"]]
    counts = spread_out(votes, inputs.numbers, (inputs.stages, list(inputs.levels)), "with_held")
    points = np.array(list(inputs.levels.values()), dtype=float)
    return citizen_scores(counts, points, inputs.reached, np.ones(len(inputs.stages))).values
