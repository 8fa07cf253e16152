"""Who may do what. One table; asked in actions and queries, never only by hiding a page."""

from dataclasses import dataclass
from enum import StrEnum

from glossary import Role


class NotPermitted(Exception):
    """The signed-in person may not do this; the message is a sentence for the screen."""


class Permission(StrEnum):
    """One thing a person can be allowed to do."""

    READ_ALL_FIGURES = "read_all_figures"
    READ_OWN_DEPARTMENT_FIGURES = "read_own_department_figures"
    READ_CASES = "read_cases"
    READ_PERSONAL_DATA = "read_personal_data"
    READ_CONFIDENTIAL = "read_confidential"
    REGISTER = "register"
    IMPORT = "import"
    HANDLE = "handle"
    READ_IDEAS = "read_ideas"
    READ_OWN_DEPARTMENT_IDEAS = "read_own_department_ideas"
    PICK_TOPICS = "pick_topics"
    SET_TOPICS = "set_topics"
    MANAGE_IDEAS = "manage_ideas"
    ANSWER_IDEAS = "answer_ideas"
    MANAGE_PARTNERS = "manage_partners"
    MANAGE_PROJECTS = "manage_projects"
    REPORT_PROGRESS = "report_progress"
    FINISH_REVIEWS = "finish_reviews"
    READ_EVALUATION = "read_evaluation"
    READ_PUBLISHED_EVALUATION = "read_published_evaluation"
    READ_OWN_DEPARTMENT_EVALUATION = "read_own_department_evaluation"
    MANAGE_EVALUATION = "manage_evaluation"
    APPROVE_WEIGHTS = "approve_weights"
    PUBLISH_EVALUATION = "publish_evaluation"
    REVIEW_PROJECTS = "review_projects"
    ASSESS_PROJECTS = "assess_projects"
    RECORD_RATINGS = "record_ratings"
    OBJECT_TO_ASSESSMENTS = "object_to_assessments"
    SELF_ASSESS = "self_assess"
    COMMENT_ON_PROJECTS = "comment_on_projects"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_DICTIONARIES = "manage_dictionaries"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.LEADER: frozenset(
        {
            Permission.READ_ALL_FIGURES,
            Permission.READ_CASES,
            Permission.READ_IDEAS,
            Permission.SET_TOPICS,
            Permission.READ_EVALUATION,
            Permission.READ_PUBLISHED_EVALUATION,
            Permission.APPROVE_WEIGHTS,
            Permission.PUBLISH_EVALUATION,
            Permission.COMMENT_ON_PROJECTS,
        }
    ),
    Role.OFFICER: frozenset(
        {
            Permission.READ_ALL_FIGURES,
            Permission.READ_CASES,
            Permission.READ_PERSONAL_DATA,
            Permission.READ_CONFIDENTIAL,
            Permission.REGISTER,
            Permission.IMPORT,
            Permission.READ_IDEAS,
            Permission.PICK_TOPICS,
            Permission.READ_PUBLISHED_EVALUATION,
            Permission.RECORD_RATINGS,
        }
    ),
    Role.HANDLER: frozenset(
        {
            Permission.READ_OWN_DEPARTMENT_FIGURES,
            Permission.READ_CASES,
            Permission.HANDLE,
            Permission.READ_OWN_DEPARTMENT_IDEAS,
            Permission.ANSWER_IDEAS,
            Permission.REPORT_PROGRESS,
            Permission.READ_OWN_DEPARTMENT_EVALUATION,
            Permission.OBJECT_TO_ASSESSMENTS,
            Permission.SELF_ASSESS,
        }
    ),
    Role.COLLECTOR: frozenset({Permission.REGISTER}),
    Role.PROJECT_MANAGER: frozenset(
        {
            Permission.READ_IDEAS,
            Permission.PICK_TOPICS,
            Permission.MANAGE_IDEAS,
            Permission.ANSWER_IDEAS,
            Permission.MANAGE_PARTNERS,
            Permission.MANAGE_PROJECTS,
            Permission.REPORT_PROGRESS,
            Permission.READ_PUBLISHED_EVALUATION,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Permission.READ_IDEAS,
            Permission.FINISH_REVIEWS,
            Permission.READ_EVALUATION,
            Permission.READ_PUBLISHED_EVALUATION,
            Permission.MANAGE_EVALUATION,
            Permission.RECORD_RATINGS,
        }
    ),
    Role.EXPERT: frozenset({Permission.REVIEW_PROJECTS}),
    Role.ASSESSOR: frozenset({Permission.ASSESS_PROJECTS}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_ACCOUNTS,
            Permission.MANAGE_SETTINGS,
            Permission.MANAGE_CALENDAR,
            Permission.MANAGE_DICTIONARIES,
        }
    ),
}


@dataclass(frozen=True)
class Person:
    """A signed-in person: what every action and query is told about who asks."""

    account_id: int
    username: str
    name: str
    role: Role
    department_code: str | None = None
    collector_id: int | None = None
    must_change_password: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether this person's role grants the permission."""
        return permission in GRANTS[self.role]


# The command line acts with the rights of whoever can reach the database file and its password.
SYSTEM = Person(account_id=0, username="system", name="系统", role=Role.OFFICER)


def require(person: Person, permission: Permission, doing: str) -> None:
    """Raise NotPermitted, naming what was tried (`doing`, Chinese), unless the role grants it."""
    if not person.may(permission):
        raise NotPermitted(f"您的身份“{person.role.label}”不能{doing}。如确有需要，请联系系统管理员。")
