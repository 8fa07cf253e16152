"""How harsh each expert is, and what a project would have got from an average one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scoring.crossed_effects import crossed_effects
from scoring.review_scores import counted_scores

FEWEST_EXPERTS = 3  # evaluation.md § 2
FEWEST_PROJECTS = 5


class SeverityRefused(Exception):
    """Severity cannot be told apart from quality.

    `reason` is too_few_experts, too_few_projects, not_connected (the graph falls into `components` groups of projects
    without an expert in common) or too_few_scores (no mark is left over to show the noise).
    """

    def __init__(self, reason: str, components: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.components = components


@dataclass(frozen=True)
class SeverityFit:
    """The fitted model; adjust_severity says what the fields mean."""

    intercept: float
    sd_project: float
    sd_expert: float
    sd_residual: float
    projects: pd.DataFrame
    experts: pd.DataFrame
    components: int


def adjust_severity(scores: pd.DataFrame) -> SeverityFit:
    """What projects would have got had experts of average severity seen them all.

    Formula: score = intercept + project + expert + residual, three independent normal parts, variances by REML.
        projects (index project): raw_mean; adjusted = intercept + predicted project part (BLUP: few or noisy marks
        are drawn to the intercept); se of adjusted. experts (index expert): severity = − predicted expert part, how
        far the expert marks below an average one; se of severity. Both se include the intercept's uncertainty.
        components: number of connected groups of the expert–project graph, 1 in every fit.
    Unit and range: points of the scale; sd_project, sd_expert, sd_residual ≥ 0, exactly 0 where the estimate is.
    Needs: columns project, expert, score, optionally masked; no pair twice, else ValueError. Order does not matter.
    Missing: SeverityRefused with < 3 experts, < 5 projects, a graph that is not connected, or no more marks than
        projects + experts − 1; masked rows and scores of NaN are left out before that.
    Source: Patterson & Thompson 1971; Henderson 1975; checked on the penicillin data (Davies 1947; Bates et al. 2015).
    """
    marks = counted_scores(scores)
    project, projects = pd.factorize(marks["project"], sort=True)
    expert, experts = pd.factorize(marks["expert"], sort=True)
    components = _checked(project, expert, len(projects), len(experts))
    # Measured from the least mark on, so that a constant added to all leaves the very same numbers to fit.
    least = marks["score"].min()
    above = marks["score"].to_numpy() - least
    middle = above.mean()
    fit = crossed_effects(project, expert, above - middle)
    base = least + (middle + fit.mean)
    raw = least + np.bincount(project, above) / np.bincount(project)
    return SeverityFit(
        float(base),
        fit.rows.sd,
        fit.columns.sd,
        fit.sd_residual,
        pd.DataFrame(
            {"raw_mean": raw, "adjusted": base + fit.rows.effects, "se": fit.rows.level_se},
            index=pd.Index(projects, name="project"),
        ),
        pd.DataFrame(
            {"severity": 0.0 - fit.columns.effects, "se": fit.columns.effect_se},
            index=pd.Index(experts, name="expert"),
        ),
        components,
    )


def _checked(project: np.ndarray, expert: np.ndarray, projects: int, experts: int) -> int:
    """How many groups the expert–project graph has, or a refusal."""
    size = projects + experts
    graph = coo_array((np.ones(len(project)), (project, projects + expert)), shape=(size, size))
    components = int(connected_components(graph, directed=False)[0]) if size else 0
    if experts < FEWEST_EXPERTS:
        raise SeverityRefused("too_few_experts", components)
    if projects < FEWEST_PROJECTS:
        raise SeverityRefused("too_few_projects", components)
    if components > 1:
        raise SeverityRefused("not_connected", components)
    if len(project) < size:
        raise SeverityRefused("too_few_scores", components)
    return components
