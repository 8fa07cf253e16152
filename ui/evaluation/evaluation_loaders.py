"""Reads of the 三评 pages, kept until anybody changes anything."""

from datetime import date

import pandas as pd

from actions import evaluation, evaluation_details, publication_checks, publications
from actions.evaluation import Evaluated
from actions.evaluation_details import Details
from actions.publication_checks import Check
from actions.publications import Snapshot
from data_access.evaluation_quarters import Quarter
from ui import loaders
from ui.loaders import kept


def quarters() -> list[Quarter]:
    """See actions.evaluation.quarters."""
    return kept(evaluation.quarters, by=loaders.reader())


def results(quarter: str) -> Evaluated:
    """See actions.evaluation.results, as of the reporting day. Raises: NotPermitted, NoSuchQuarter."""
    return kept(evaluation.results, quarter=quarter, by=loaders.reader(), on=loaders.reporting_day())


def own_scores(quarter: str) -> pd.Series:
    """See actions.evaluation_details.own_scores."""
    return kept(evaluation_details.own_scores, quarter=quarter, by=loaders.reader())


def details(quarter: str, number: str) -> Details:
    """See actions.evaluation_details.details."""
    return kept(evaluation_details.details, quarter=quarter, number=number, by=loaders.reader())


def snapshots(quarter: str) -> list[Snapshot]:
    """See actions.publications.every_snapshot."""
    return kept(publications.every_snapshot, quarter=quarter, by=loaders.reader())


def differences(quarter: str, before: int, after: int) -> pd.DataFrame:
    """See actions.publications.differences."""
    return kept(publications.differences, quarter=quarter, before=before, after=after, by=loaders.reader())


def checklist(quarter: str, on: date) -> list[Check]:
    """See actions.publication_checks.checklist."""
    return kept(publication_checks.checklist, quarter=quarter, on=on, by=loaders.reader())
