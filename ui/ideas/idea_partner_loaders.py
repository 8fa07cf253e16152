"""Reads of 破题 on an idea's page, kept until anybody changes anything."""

from datetime import date

import pandas as pd

from data_access import invitations, partner_fit
from glossary import PartnerKind
from ui import loaders
from ui.loaders import kept

# By idea id: only idea_loaders.head hands that out, after its check of who may read the idea.


def invitations_to(idea_id: int) -> pd.DataFrame:
    """See data_access.invitations.invitations."""
    return kept(invitations.invitations, idea_id=idea_id, by=loaders.reader())


def opinions_on(idea_id: int) -> pd.DataFrame:
    """See data_access.invitations.opinions."""
    return kept(invitations.opinions, idea_id=idea_id, by=loaders.reader())


def meetings_on(idea_id: int) -> pd.DataFrame:
    """See data_access.invitations.meetings."""
    return kept(invitations.meetings, idea_id=idea_id, by=loaders.reader())


def people(text: str, limit: int) -> pd.DataFrame:
    """See data_access.invitations.people."""
    return kept(invitations.people, by=loaders.reader(), text=text, limit=limit)


def fitting(idea_number: str, on: date, kind: PartnerKind | None, text: str, limit: int) -> pd.DataFrame:
    """See data_access.partner_fit.fitting."""
    asked = {"idea_number": idea_number, "on": on, "kind": kind, "text": text, "limit": limit}
    return kept(partner_fit.fitting, by=loaders.reader(), **asked)
