"""From the stored rows of a quarter to what the statistics take."""

from data_access.evaluation_inputs import QuarterFrames
from glossary import RatingStage
from scoring.quarter import QuarterInputs


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
