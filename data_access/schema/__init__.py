"""Every table, each with its columns' meaning. The migrations build them; a test holds the two together.

One room per family; whoever needs a table takes it from here: `schema.suggestion`, `schema.idea`.
"""

from data_access.schema.accounts import account, account_history, sign_in_attempt, sign_in_session
from data_access.schema.administration import calendar_change, calendar_day, dictionary_change, installation, setting
from data_access.schema.base import metadata
from data_access.schema.dictionaries import category, channel, collector, department, station, township
from data_access.schema.ideas import (
    idea,
    idea_answer,
    idea_department,
    idea_gate,
    idea_source,
    idea_township,
    idea_version,
    policy_link,
    topic_decision,
)
from data_access.schema.imports import import_batch, import_mapping, import_rejected_row
from data_access.schema.partners import invitation, meeting, meeting_partner, opinion, partner, partner_skill
from data_access.schema.projects import (
    project,
    project_department,
    project_progress,
    project_review,
    project_target,
    project_target_value,
)
from data_access.schema.search import search_idea, search_suggestion
from data_access.schema.suggestions import (
    personal_data,
    personal_data_showing,
    suggestion,
    suggestion_answer,
    suggestion_history,
    suggestion_text,
)
from data_access.schema.to_dos import to_do
from data_access.schema.work import attachment, comment, draft, milestone, work_history

__all__ = [
    "account",
    "account_history",
    "attachment",
    "calendar_change",
    "calendar_day",
    "category",
    "channel",
    "collector",
    "comment",
    "department",
    "dictionary_change",
    "draft",
    "idea",
    "idea_answer",
    "idea_department",
    "idea_gate",
    "idea_source",
    "idea_township",
    "idea_version",
    "import_batch",
    "import_mapping",
    "import_rejected_row",
    "installation",
    "invitation",
    "meeting",
    "meeting_partner",
    "metadata",
    "milestone",
    "opinion",
    "partner",
    "partner_skill",
    "personal_data",
    "personal_data_showing",
    "policy_link",
    "project",
    "project_department",
    "project_progress",
    "project_review",
    "project_target",
    "project_target_value",
    "search_idea",
    "search_suggestion",
    "setting",
    "sign_in_attempt",
    "sign_in_session",
    "station",
    "suggestion",
    "suggestion_answer",
    "suggestion_history",
    "suggestion_text",
    "to_do",
    "topic_decision",
    "township",
    "work_history",
]
