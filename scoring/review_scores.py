"""What is counted of the experts' scores: never a masked vote, never one that was not given."""

import numpy as np
import pandas as pd


def without_masked(scores: pd.DataFrame) -> pd.DataFrame:
    """The scores as if the masked rows had never existed; every function on scores begins with this.

    Formula: rows whose `masked` is true (the pair was recused later) are left out, and the column with them.
    Unit and range: as given.
    Needs: any columns; `masked` may be absent (nothing is masked).
    Missing: ValueError when `masked` itself is missing in a row: a vote in doubt is not guessed.
    Source: evaluation.md § 2, recusal.
    """
    if "masked" not in scores:
        return scores
    if scores["masked"].isna().any():
        raise ValueError("masked must be true or false in every row")
    return scores.loc[~scores["masked"].to_numpy(dtype=bool)].drop(columns="masked")


def counted_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """The votes a statistic may read, in an order that does not depend on the order given.

    Columns: project, expert, score (float), by project, then expert; index 0…
    Needs: columns project, expert, score and optionally masked.
    Missing: a score of NaN (弃权, or not yet given) is left out.
    Raises: ValueError for a project or expert that is missing, a score that is not finite, an expert with two scores
        for one project.
    """
    kept = without_masked(scores)
    kept = kept.loc[kept["score"].notna(), ["project", "expert", "score"]].astype({"score": float})
    if kept[["project", "expert"]].isna().to_numpy().any():
        raise ValueError("every score needs its project and its expert")
    if not np.isfinite(kept["score"].to_numpy()).all():
        raise ValueError("a score must be a finite number")
    if kept.duplicated(["project", "expert"]).any():
        raise ValueError("an expert has two scores for one project")
    return kept.sort_values(["project", "expert"], ignore_index=True)


def score_table(scores: pd.DataFrame) -> pd.DataFrame:
    """The counted scores laid out for the measures of agreement.

    Rows: projects; columns: experts; both in their own order. Cells: scores, NaN where the expert gave none.
    Needs: as counted_scores.
    """
    return counted_scores(scores).pivot(index="project", columns="expert", values="score")
