"""Reads of 群众评议, kept until anybody changes anything."""

import pandas as pd

from actions.rating_overview import CitizenFigures, citizen_figures
from data_access import evaluation_quarters, journal, rating_reads
from data_access.evaluation_quarters import Quarter
from glossary import SubjectKind, WorkStep
from ui import loaders
from ui.loaders import kept

__all__ = ["CitizenFigures", "Quarter"]

STEPS = (
    WorkStep.RATINGS_RECORDED,
    WorkStep.RATING_WITHDRAWN,
    WorkStep.RATINGS_HELD,
    WorkStep.RATINGS_RELEASED,
    WorkStep.INVITED_COUNTED,
)


def quarters() -> list[Quarter]:
    """See data_access.evaluation_quarters.every_quarter."""
    return kept(evaluation_quarters.every_quarter)


def figures(quarter: str) -> CitizenFigures:
    """See actions.rating_overview.citizen_figures."""
    return kept(citizen_figures, quarter=quarter, by=loaders.reader())


def listed(quarter: str, number: str, limit: int, offset: int) -> tuple[pd.DataFrame, int]:
    """See data_access.rating_reads.listed."""
    asked = {"quarter": quarter, "number": number, "limit": limit, "offset": offset}
    return kept(rating_reads.listed, **asked, by=loaders.reader())


def quarantine(quarter: str, number: str | None, limit: int) -> tuple[pd.DataFrame, int]:
    """See data_access.rating_reads.quarantine."""
    return kept(rating_reads.quarantine, quarter=quarter, number=number, by=loaders.reader(), limit=limit)


def batches(quarter: str) -> pd.DataFrame:
    """See data_access.rating_reads.rating_batches."""
    return kept(rating_reads.rating_batches, quarter=quarter, by=loaders.reader())


def invitations(quarter: str) -> pd.DataFrame:
    """See data_access.rating_reads.invitations."""
    return kept(rating_reads.invitations, quarter=quarter, by=loaders.reader())


def history(quarter: Quarter) -> pd.DataFrame:
    """What was done about ratings of a quarter, newest first; columns of data_access.journal.entries."""
    found = kept(journal.entries, kind=SubjectKind.QUARTER, subject_ids=(quarter.id,))
    return found[found["step"].isin([step.value for step in STEPS])].reset_index(drop=True)
