"""What a 民声转化项目 may become, and what it needs for that. Pure: no database, no clock."""

from dataclasses import dataclass

from glossary import ProjectState, ReviewConclusion

WAY = (
    ProjectState.ESTABLISHED,
    ProjectState.UNDER_REVIEW,
    ProjectState.IMPLEMENTING,
    ProjectState.COMPLETED,
    ProjectState.EFFECTIVE,
    ProjectState.ARCHIVED,
)
# Where a project may go from each state: one step on, one step back; given up only before anything was begun.
MOVES: dict[ProjectState, frozenset[ProjectState]] = {
    ProjectState.ESTABLISHED: frozenset({ProjectState.UNDER_REVIEW, ProjectState.WITHDRAWN}),
    ProjectState.UNDER_REVIEW: frozenset({ProjectState.IMPLEMENTING, ProjectState.ESTABLISHED, ProjectState.WITHDRAWN}),
    ProjectState.IMPLEMENTING: frozenset({ProjectState.COMPLETED, ProjectState.UNDER_REVIEW}),
    ProjectState.COMPLETED: frozenset({ProjectState.EFFECTIVE, ProjectState.IMPLEMENTING}),
    ProjectState.EFFECTIVE: frozenset({ProjectState.ARCHIVED, ProjectState.COMPLETED}),
    ProjectState.ARCHIVED: frozenset({ProjectState.EFFECTIVE}),
    ProjectState.WITHDRAWN: frozenset({ProjectState.ESTABLISHED}),
}
# A project rests in these: nothing of it is changed until it is taken back one step.
AT_REST = frozenset({ProjectState.ARCHIVED, ProjectState.WITHDRAWN})
# From here on work is done on the strength of the review, so the review stands.
REVIEWED = frozenset(WAY[WAY.index(ProjectState.IMPLEMENTING) :])
REPORTING = frozenset({ProjectState.IMPLEMENTING, ProjectState.COMPLETED, ProjectState.EFFECTIVE})
PASSING = frozenset({ReviewConclusion.PASSED, ReviewConclusion.PASSED_WITH_CHANGES})


@dataclass(frozen=True)
class Facts:
    """What the checks look at: the project as it stands and what hangs on it."""

    summary: str
    has_lead: bool
    budget_yuan: int | None  # 0 says that none is needed
    targets: int  # still pursued
    milestones: int  # still planned, done ones included
    review: ReviewConclusion | None  # last one not revoked, finished since the project last came into 评审
    reports: int  # quarterly progress
    effect: str
    measured_targets: int  # still pursued, with a reported value


def is_backward(before: ProjectState, after: ProjectState) -> bool:
    """Whether a move needs a reason as one that takes something back, gives up or begins again."""
    if ProjectState.WITHDRAWN in (before, after):
        return True
    return WAY.index(after) < WAY.index(before)


def next_state(state: ProjectState) -> ProjectState | None:
    """One step on; None at the end of the way and beside it."""
    if state not in WAY or state is WAY[-1]:
        return None
    return WAY[WAY.index(state) + 1]


def lacking(state: ProjectState, facts: Facts) -> list[str]:
    """What a project lacks for a state, as Chinese phrases; empty when it may be there."""
    if state is ProjectState.WITHDRAWN:
        return []
    reached = WAY.index(state)
    needs = [
        (1, facts.has_lead, "确定主责单位"),
        (1, bool(facts.summary.strip()), "写明建设内容"),
        (1, facts.budget_yuan is not None, "填写预算（不需要经费的填 0）"),
        (1, facts.targets > 0, "至少一项目标"),
        (1, facts.milestones > 0, "至少一个节点"),
        (2, facts.review in PASSING, "专家评审结束并通过（本次进入评审之后的）"),
        (3, facts.reports > 0, "至少一次季度进展"),
        (4, bool(facts.effect.strip()), "写明成效"),
        (4, facts.measured_targets > 0, "至少一项目标报过数值"),
    ]
    return [what for step, is_met, what in needs if step <= reached and not is_met]
