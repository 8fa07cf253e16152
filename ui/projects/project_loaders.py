"""Reads of the project pages and of the policy reserve, kept until anybody changes anything."""

from datetime import date

import pandas as pd

from data_access import milestones, policy_reads, project_reads, project_sheets
from data_access.project_reads import ConvertibleSuggestion, ProjectFilter
from data_access.project_sheets import ProjectSheet
from data_access.projects import NoSuchProject
from glossary import SubjectKind
from ui import loaders
from ui.loaders import kept

__all__ = ["ProjectFilter", "ProjectSheet"]


def projects(wanted: ProjectFilter, today: date) -> pd.DataFrame:
    """See data_access.project_reads.projects."""
    return kept(project_reads.projects, wanted=wanted, today=today, by=loaders.reader())


def state_counts(wanted: ProjectFilter, today: date) -> pd.DataFrame:
    """See data_access.project_reads.state_counts."""
    return kept(project_reads.state_counts, wanted=wanted, today=today, by=loaders.reader())


def sheet(number: str) -> ProjectSheet | None:
    """See data_access.project_sheets.sheet; None when there is none that this person may read."""
    try:
        return kept(project_sheets.sheet, number=number, by=loaders.reader())
    except NoSuchProject:
        return None


def convertible_ideas() -> pd.DataFrame:
    """See data_access.project_reads.convertible_ideas."""
    return kept(project_reads.convertible_ideas, by=loaders.reader())


def convertible_suggestion(number: str) -> ConvertibleSuggestion | None:
    """See data_access.project_reads.convertible_suggestion."""
    return kept(project_reads.convertible_suggestion, number=number, by=loaders.reader())


def planned(kind: SubjectKind, number: str) -> pd.DataFrame:
    """See data_access.milestones.planned."""
    return kept(milestones.planned, kind=kind, number=number, by=loaders.reader())


def idea_counts() -> dict[str, int]:
    """See data_access.policy_reads.idea_counts."""
    return kept(policy_reads.idea_counts, by=loaders.reader())


def reserved_ideas() -> pd.DataFrame:
    """See data_access.policy_reads.reserved_ideas."""
    return kept(policy_reads.reserved_ideas, by=loaders.reader())


def reserve_candidates() -> pd.DataFrame:
    """See data_access.policy_reads.candidates."""
    return kept(policy_reads.candidates, by=loaders.reader())


def policies() -> pd.DataFrame:
    """See data_access.policy_reads.policies."""
    return kept(policy_reads.policies, by=loaders.reader())
