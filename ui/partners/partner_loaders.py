"""Reads of the rosters of 社会力量, kept until anybody changes anything."""

from datetime import date

import pandas as pd

from data_access import journal, partner_contributions, partner_roster
from data_access.partner_roster import WHOLE_CITY, PartnerFilter
from glossary import SubjectKind
from ui import loaders
from ui.loaders import kept

__all__ = ["WHOLE_CITY", "PartnerFilter"]


def headline(as_of: date) -> pd.DataFrame:
    """See data_access.partner_roster.headline."""
    return kept(partner_roster.headline, by=loaders.reader(), as_of=as_of)


def roster(asked: PartnerFilter, as_of: date, limit: int | None = None, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """See data_access.partner_roster.roster."""
    return kept(partner_roster.roster, by=loaders.reader(), asked=asked, as_of=as_of, limit=limit, offset=offset)


def card(number: str, as_of: date) -> pd.Series | None:
    """See data_access.partner_roster.card."""
    return kept(partner_roster.card, number=number, by=loaders.reader(), as_of=as_of)


def invitations_of(partner_id: int, as_of: date) -> pd.DataFrame:
    """See data_access.partner_contributions.invitations_of."""
    return kept(partner_contributions.invitations_of, partner_id=partner_id, by=loaders.reader(), as_of=as_of)


def given_by(partner_id: int) -> pd.DataFrame:
    """See data_access.partner_contributions.given_by."""
    return kept(partner_contributions.given_by, partner_id=partner_id, by=loaders.reader())


def history(partner_id: int) -> pd.DataFrame:
    """See data_access.journal.entries; asked for by id, which only `card` hands out."""
    return kept(journal.entries, kind=SubjectKind.PARTNER, subject_ids=(partner_id,))
