"""What the marks of closed rounds say about rounds, panels and experts. Nothing here reads an open round.

Panels are kept apart: whether a project settled, and how far its marks lie from each other, is asked of each panel by
itself. A project that is not in a later round keeps what the panel gave it last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from actions.quarter_checks import Quarter, QuarterRefused
from data_access import evaluation_quarters, review_progress, review_rounds
from data_access.engine import Connection, Engine, reading
from data_access.evaluation_inputs import DIGITS, expert_seats
from permissions import Permission, Person, require
from scoring.agreement import icc, kendall_w, krippendorff_alpha, spearman_between
from scoring.convergence import Convergence, convergence
from scoring.experts import panel_values, score_table
from scoring.outliers import outliers, same_mark_experts
from scoring.severity import SeverityFit, SeverityRefused, adjust_severity

SCALE = 100.0
MOVEMENT = (
    "panel",
    "project",
    "n_before",
    "n_after",
    "median_before",
    "median_after",
    "median_change",
    "iqr_before",
    "iqr_after",
    "iqr_change",
    "stable",
    "reason",
)
ROUNDS = ("panel", "w_before", "w_after", "w_change", "may_stop", "reason")
AGREEMENT = ("panel", "icc2_1", "icc2_k", "w", "p", "alpha", "projects", "experts", "left_out", "marked")
BETWEEN = ("round", "first", "second", "projects", "spearman")
SPREAD = ("round", "panel", "projects", "iqr")
OUTSTANDING = (
    "project",
    "panel",
    "expert",
    "score",
    "median",
    "deviation",
    "limit",
    "residual",
    "far_from_median",
    "unexpected",
    "panel_limit",
    "size",
    "stands_out",
    "review_id",
)


@dataclass(frozen=True)
class RoundFigures:
    """A closed round, experts as 评委 numbers; points 0–100, undefined NaN.

    values: index project; panel_values of all experts, adjusted, adjusted_se (NaN where severity was refused).
    movement: MOVEMENT by panel and project, empty in round 1; settled: ROUNDS, one row per panel.
    agreement: AGREEMENT, one row per panel, `marked` how many projects have a mark of it.
    between: BETWEEN, Spearman of raw means of two panels over common projects, a row per closed round so far.
    spread: SPREAD, mean interquartile range within a panel's projects, a row per closed round and panel so far.
    severity: SeverityFit of the round or None, then `severity_refused` (see SeverityRefused.reason).
    outstanding: OUTSTANDING, the largest first; same_marks: expert, score, projects.
    questions: see review_progress.questions, with expert instead of account_id, of this round.
    """

    number: int
    values: pd.DataFrame
    movement: pd.DataFrame
    settled: pd.DataFrame
    agreement: pd.DataFrame
    between: pd.DataFrame
    spread: pd.DataFrame
    severity: SeverityFit | None
    severity_refused: str
    outstanding: pd.DataFrame
    same_marks: pd.DataFrame
    questions: pd.DataFrame


def round_figures(engine: Engine, *, quarter: str, number: int, by: Person) -> RoundFigures:
    """Everything about a closed round.

    Raises: NotPermitted, NoSuchQuarter, QuarterRefused while the round is open or does not exist.
    """
    require(by, Permission.READ_EVALUATION, "查看已关闭轮次的评审情况")
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        closed = [each.number for each in review_rounds.rounds(connection, held) if not each.is_open]
        if number not in closed:
            raise QuarterRefused(f"第 {number} 轮还没有关闭：关闭以前，任何人都看不到它的评分和由此算出的数字。")
        scores, seats = _scores(connection, held), expert_seats(connection, held)
        asked = review_progress.questions(connection, held)
    scores["expert"] = scores["expert"].map(seats)
    # Numbered before any is left out: assigning to an empty frame would take over the rows of what is assigned.
    asked = asked.assign(expert=asked["account_id"].map(seats)).loc[lambda rows: rows["round"] == number]
    return _figures(scores, number, [each for each in closed if each <= number], asked.drop(columns="account_id"))


def unstable(connection: Connection, quarter: Quarter, number: int) -> list[str]:
    """The projects a round after the closed round `number` is about, sorted.

    After the first, all of its projects; later those that moved in a panel, and those too few experts marked.
    """
    numbers = evaluation_quarters.projects_of(connection, quarter).set_index("project_id")["number"]
    members = review_rounds.projects_in_round(connection, quarter, number)
    about = {str(numbers[project]) for project in members if project in numbers.index}
    if number == 1:
        return sorted(about)
    scores = _scores(connection, quarter)
    moved = _movement(_convergences(scores, number))
    marked = set(moved["project"])
    settled = marked - set(moved.loc[~moved["stable"].astype(bool), "project"])
    return sorted(about - settled)


def _scores(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Counted totals of closed rounds: project, expert, panel_id, panel, round, review_id, score."""
    totals = review_rounds.closed_totals(connection, quarter)
    found = totals.rename(columns={"account_id": "expert", "total": "score"}).drop(columns="comment")
    return found.assign(score=found["score"].round(DIGITS))


def _figures(scores: pd.DataFrame, number: int, closed: Sequence[int], asked: pd.DataFrame) -> RoundFigures:
    now = scores[scores["round"] == number]
    fit, refused = _severity(now)
    values = panel_values(now)
    adjusted = fit.projects.reindex(values.index) if fit else pd.DataFrame({"adjusted": [], "se": []}, dtype=float)
    adjusted = adjusted.reindex(values.index)
    values["adjusted"], values["adjusted_se"] = adjusted["adjusted"], adjusted["se"]
    converged = _convergences(scores, number)
    carried = {each: _carried(scores, each) for each in closed}
    return RoundFigures(
        number,
        values,
        _movement(converged),
        _settled(converged),
        _agreement(now),
        _between(carried),
        _spread(carried),
        fit,
        refused,
        _outstanding(now, fit),
        same_mark_experts(now),
        asked.reset_index(drop=True),
    )


def _by_panel(scores: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Panels in the order they were made, each by its name with its scores: by name the third stands first."""
    return [(panel, votes) for (_id, panel), votes in scores.groupby(["panel_id", "panel"], sort=True)]


def _severity(scores: pd.DataFrame) -> tuple[SeverityFit | None, str]:
    try:
        return adjust_severity(scores), ""
    except SeverityRefused as refused:
        return None, refused.reason


def _convergences(scores: pd.DataFrame, number: int) -> dict[str, Convergence]:
    """Panel → what moved from what it gave a project last to what it gave in this round; nothing in the first."""
    if number == 1:
        return {}
    before, now = _carried(scores, number - 1), scores[scores["round"] == number]
    return {
        panel: convergence(before[before["panel"] == panel], current, SCALE, round_number=number)
        for panel, current in _by_panel(now)
    }


def _movement(found: dict[str, Convergence]) -> pd.DataFrame:
    frames = [each.projects.reset_index().assign(panel=panel) for panel, each in found.items()]
    if not frames:
        return pd.DataFrame(columns=list(MOVEMENT))
    return pd.concat(frames, ignore_index=True)[list(MOVEMENT)]


def _settled(found: dict[str, Convergence]) -> pd.DataFrame:
    rows = [
        (panel, each.w_before, each.w_after, each.w_change, each.may_stop, each.reason) for panel, each in found.items()
    ]
    return pd.DataFrame(rows, columns=list(ROUNDS))


def _carried(scores: pd.DataFrame, number: int) -> pd.DataFrame:
    """What each panel gave each project last, up to a round."""
    known = scores[scores["round"] <= number]
    last = known.groupby(["panel", "project"])["round"].transform("max")
    return known[known["round"] == last]


def _agreement(scores: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for panel, votes in _by_panel(scores):
        table = score_table(votes)
        within, order = icc(table), kendall_w(table)
        alpha = krippendorff_alpha(table.T, "interval")
        complete = (within.projects, within.experts, within.left_out, len(table))
        rows.append((panel, within.icc2_1, within.icc2_k, order.w, order.p, alpha, *complete))
    return pd.DataFrame(rows, columns=list(AGREEMENT))


def _between(carried: dict[int, pd.DataFrame]) -> pd.DataFrame:
    rows = []
    for number, scores in carried.items():
        means = {panel: panel_values(votes)["raw_mean"] for panel, votes in _by_panel(scores)}
        for first, second in combinations(means, 2):
            common = len(means[first].index.intersection(means[second].index))
            if common:
                rows.append((number, first, second, common, spearman_between(means[first], means[second])))
    return pd.DataFrame(rows, columns=list(BETWEEN))


def _spread(carried: dict[int, pd.DataFrame]) -> pd.DataFrame:
    rows = []
    for number, scores in carried.items():
        for panel, votes in _by_panel(scores):
            values = panel_values(votes)
            several = values[values["n"] > 1]
            rows.append((number, panel, len(several), several["iqr"].mean()))
    return pd.DataFrame(rows, columns=list(SPREAD))


def _outstanding(scores: pd.DataFrame, fit: SeverityFit | None) -> pd.DataFrame:
    """Marks that stand out from their own panel, or from what the severity model expects."""
    frames = [outliers(votes, fit).assign(panel=panel) for panel, votes in _by_panel(scores)]
    if not frames:
        return pd.DataFrame(columns=list(OUTSTANDING))
    found = pd.concat(frames, ignore_index=True)
    found = found.merge(scores[["project", "expert", "review_id"]], on=["project", "expert"])[list(OUTSTANDING)]
    order = {"by": ["size", "project", "expert"], "ascending": [False, True, True]}
    return found.sort_values(**order, ignore_index=True)
