"""Every table, each with its columns' meaning. The migrations build them; a test holds the two together.

One room per family; whoever needs a table takes it from here: `schema.suggestion`, `schema.idea`.
"""

from data_access.schema.accounts import account, account_history, sign_in_attempt, sign_in_session
from data_access.schema.administration import calendar_change, calendar_day, dictionary_change, installation, setting
from data_access.schema.assessments import assessment, assessment_objection, assessment_value
from data_access.schema.base import metadata
from data_access.schema.dictionaries import category, channel, collector, department, station, township
from data_access.schema.evaluation import (
    criteria_version,
    criterion,
    evaluation_project,
    evaluation_quarter,
    evaluation_snapshot,
    indicator,
    indicator_version,
    leader_comment,
    self_assessment,
    weight_version,
)
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
from data_access.schema.ratings import citizen_rating, rating_batch, rating_hold, rating_invitation
from data_access.schema.reviews import (
    expert,
    expert_employment,
    expert_mark,
    expert_review,
    review_assignment,
    review_panel,
    review_question,
    review_round,
    round_project,
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
    "assessment",
    "assessment_objection",
    "assessment_value",
    "attachment",
    "calendar_change",
    "calendar_day",
    "category",
    "channel",
    "citizen_rating",
    "collector",
    "comment",
    "criteria_version",
    "criterion",
    "department",
    "dictionary_change",
    "draft",
    "evaluation_project",
    "evaluation_quarter",
    "evaluation_snapshot",
    "expert",
    "expert_employment",
    "expert_mark",
    "expert_review",
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
    "indicator",
    "indicator_version",
    "installation",
    "invitation",
    "leader_comment",
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
    "rating_batch",
    "rating_hold",
    "rating_invitation",
    "review_assignment",
    "review_panel",
    "review_question",
    "review_round",
    "round_project",
    "search_idea",
    "search_suggestion",
    "self_assessment",
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
    "weight_version",
    "work_history",
]
