"""What an idea may become, and what it needs for that. Pure: no database, no clock."""

from dataclasses import dataclass

from glossary import BESIDE_THE_WAY, Gate, IdeaOrigin, IdeaState

WAY = (
    IdeaState.COLLECTED,
    IdeaState.REFINED,
    IdeaState.APPRAISED,
    IdeaState.BANKED,
    IdeaState.CONVERTED,
    IdeaState.EFFECTIVE,
)
# While nothing is decided partners are asked, and what they say is recorded.
ASKING = WAY[:4]
# Where an idea may go from each state: one step on, one step back, or beside the way and back.
MOVES: dict[IdeaState, frozenset[IdeaState]] = {
    IdeaState.COLLECTED: frozenset({IdeaState.REFINED, *BESIDE_THE_WAY}),
    IdeaState.REFINED: frozenset({IdeaState.APPRAISED, IdeaState.COLLECTED, *BESIDE_THE_WAY}),
    IdeaState.APPRAISED: frozenset({IdeaState.BANKED, IdeaState.REFINED, *BESIDE_THE_WAY}),
    IdeaState.BANKED: frozenset({IdeaState.CONVERTED, IdeaState.APPRAISED, IdeaState.RETAINED}),
    IdeaState.CONVERTED: frozenset({IdeaState.EFFECTIVE, IdeaState.BANKED}),
    IdeaState.EFFECTIVE: frozenset({IdeaState.CONVERTED}),
    IdeaState.RETAINED: frozenset({*WAY[:4], IdeaState.NOT_ADOPTED}),
    IdeaState.NOT_ADOPTED: frozenset({*WAY[:3], IdeaState.RETAINED}),
}


@dataclass(frozen=True)
class Facts:
    """What the checks look at: the idea as it stands and what hangs on it."""

    origin: IdeaOrigin
    gate: Gate
    problem: str
    proposal: str
    category_code: str | None
    sources: int  # suggestions behind it, merged ones included
    considered: int  # opinions and meetings on record
    has_lead: bool  # a lead department is named
    conversions: int  # live projects and policy documents
    effective_conversions: int  # of them: policy documents, and projects that took effect
    effect: str


def is_backward(before: IdeaState, after: IdeaState) -> bool:
    """Whether a move needs a reason as one that takes something back or sets it beside the way."""
    if before in BESIDE_THE_WAY or after in BESIDE_THE_WAY:
        return True
    return WAY.index(after) < WAY.index(before)


def lacking(state: IdeaState, facts: Facts) -> list[str]:
    """What an idea lacks for a state, as Chinese phrases; empty when it may be there."""
    if state in BESIDE_THE_WAY:
        return []
    reached = WAY.index(state)
    needs = [
        (1, bool(facts.problem.strip()), "写明问题"),
        (2, bool(facts.proposal.strip()), "写明建议方案"),
        (2, facts.category_code is not None, "选定分类"),
        (2, facts.sources > 0 or facts.origin is IdeaOrigin.LEADER, "至少一件来源建议"),
        (2, facts.gate is Gate.PASSED, "通过门槛审查"),
        (3, facts.considered > 0, "至少一条社会力量意见或一次会议记录"),
        (4, facts.has_lead, "确定主责单位"),
        (4, facts.conversions > 0, "转化立项，或登记采用它的政策文件"),
        (5, facts.effective_conversions > 0, "转化项目见效，或已有政策文件采用"),
        (5, bool(facts.effect.strip()), "写明成效"),
    ]
    return [what for step, is_met, what in needs if step <= reached and not is_met]
