"""金点子: the way of ideas from who raised them to their effect, as links that add up at every stage."""

import pandas as pd

# Nodes by stage. The last two stages are reached by adopted ideas only.
STAGES = (
    ("citizens", "leader"),
    ("adopted", "appraised", "refined", "collected", "retained", "not_adopted"),
    ("policy", "both", "project", "none", "banked"),
    ("effective", "converted"),
)


def path(origin: str, state: str, outcome: str) -> tuple[str, ...]:
    """The nodes one idea passes: it ends where it stands now.

    Needs: an origin, a state and an outcome (policy, both, project or none) as in the glossary.
    """
    if state == "banked":
        return origin, "adopted", "banked"
    if state in ("converted", "effective"):
        return origin, "adopted", outcome, state
    return origin, state


def links(counted: pd.DataFrame) -> pd.DataFrame:
    """How many ideas go from node to node.

    Formula: every idea counts once in each link of its path, so that what flows into a node flows out of it or stays.
    Unit and range: ideas, > 0.
    Needs: columns origin, state, outcome, count. Columns returned: stage (of the source, 0…), source, target, count;
        in the order of STAGES.
    Missing: no rows give no links.
    Source: docs/metrics.md.
    """
    found: dict[tuple[int, str, str], int] = {}
    for origin, state, outcome, count in counted[["origin", "state", "outcome", "count"]].itertuples(index=False):
        nodes = path(origin, state, outcome)
        for stage, pair in enumerate(zip(nodes, nodes[1:], strict=False)):
            found[stage, *pair] = found.get((stage, *pair), 0) + int(count)
    rows = [(*key, count) for key, count in found.items() if count]
    rows.sort(key=lambda row: (row[0], STAGES[row[0]].index(row[1]), STAGES[row[0] + 1].index(row[2])))
    return pd.DataFrame(rows, columns=["stage", "source", "target", "count"]).astype({"stage": int, "count": int})
