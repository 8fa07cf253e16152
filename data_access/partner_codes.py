"""Which categories and townships a partner may have, and what they are called in a file."""

from sqlalchemy import Connection, select

from data_access import dictionaries, dictionary_labels, schema
from data_access.partner_layout import PartnerLabels

category = schema.category


def active(connection: Connection) -> dict[str, set[str]]:
    """`categories`: codes of the first level in use; `townships`: codes in use."""
    first_level = select(category.c.code).where(category.c.parent_code.is_(None), category.c.active)
    return {
        "categories": set(connection.execute(first_level).scalars()),
        "townships": dictionaries.active_codes(connection, "township"),
    }


def labels(connection: Connection) -> PartnerLabels:
    """Names of townships and first-level categories; four statements."""
    found = dictionary_labels.labels(connection)
    upper = set(connection.execute(select(category.c.code).where(category.c.parent_code.is_(None))).scalars())
    return PartnerLabels(
        found["township"], found["category"], tuple(code for code in found["category"].names if code in upper)
    )
