"""What the checks of an idea look at, read inside the transaction that holds it."""

from sqlalchemy import Connection, func, select

from data_access import idea_sources, idea_texts, schema
from data_access.ideas import Idea
from glossary import DepartmentPart, ProjectState

IN_EFFECT = (ProjectState.EFFECTIVE.value, ProjectState.ARCHIVED.value)


def read(connection: Connection, idea: Idea) -> dict:
    """Values for the fields of `actions.idea_rules.Facts`, `effect` as stored."""
    text = idea_texts.read(connection, idea_id=idea.id, sequence=idea.text_sequence)
    policies, projects, in_effect = _conversions(connection, idea.id)
    lead = schema.idea_department
    leads = _count(connection, lead, lead.c.idea_id == idea.id, lead.c.part == DepartmentPart.LEAD.value)
    effect = select(schema.idea.c.effect).where(schema.idea.c.id == idea.id)
    return {
        "origin": idea.origin,
        "gate": idea.gate,
        "problem": text.problem,
        "proposal": text.proposal,
        "category_code": text.category_code,
        "sources": len(idea_sources.live_ids(connection, main_id=idea.id)),
        "considered": _considered(connection, idea.id),
        "has_lead": leads > 0,
        "conversions": policies + projects,
        "effective_conversions": policies + in_effect,
        "effect": connection.execute(effect).scalar_one(),
    }


def _considered(connection: Connection, idea_id: int) -> int:
    """Opinions and meetings of the idea and of what was merged into it."""
    group = select(schema.idea.c.id).where(schema.idea.c.main_id == idea_id)
    return sum(_count(connection, table, table.c.idea_id.in_(group)) for table in (schema.opinion, schema.meeting))


def _conversions(connection: Connection, idea_id: int) -> tuple[int, int, int]:
    """Live policy documents, live projects, and projects among them that took effect."""
    policy, project = schema.policy_link, schema.project
    policies = _count(connection, policy, policy.c.idea_id == idea_id, policy.c.removed_at.is_(None))
    live = (project.c.idea_id == idea_id, project.c.state != ProjectState.WITHDRAWN.value)
    projects = _count(connection, project, *live)
    return policies, projects, _count(connection, project, *live, project.c.state.in_(IN_EFFECT))


def _count(connection: Connection, table, *conditions) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
