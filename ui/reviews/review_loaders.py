"""Reads of the expert's workbench, kept until anybody changes anything."""

from actions import expert_reviews as actions
from actions.expert_reviews import CaseFile, Feedback, OwnReview, ReviewForm, Workbench
from ui import loaders
from ui.loaders import kept

__all__ = ["CaseFile", "Feedback", "OwnReview", "ReviewForm", "Workbench"]


def assigned(quarter: str | None) -> Workbench:
    """See actions.expert_reviews.assigned."""
    return kept(actions.assigned, by=loaders.reader(), quarter=quarter)


def case_file(assignment_id: int) -> CaseFile:
    """See actions.expert_reviews.case_file."""
    asked = {"assignment_id": assignment_id, "on": loaders.reporting_day(), "by": loaders.reader()}
    return kept(actions.case_file, **asked)


def form(assignment_id: int) -> ReviewForm:
    """See actions.expert_reviews.form."""
    return kept(actions.form, by=loaders.reader(), assignment_id=assignment_id)


def ruled_out(assignment_id: int) -> str:
    """See actions.expert_reviews.ruled_out."""
    asked = {"assignment_id": assignment_id, "on": loaders.reporting_day(), "by": loaders.reader()}
    return kept(actions.ruled_out, **asked)


def feedback(assignment_id: int) -> Feedback | None:
    """See actions.expert_reviews.feedback."""
    return kept(actions.feedback, by=loaders.reader(), assignment_id=assignment_id)
