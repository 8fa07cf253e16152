"""How citizens judge the answer, and what becomes of a suggestion afterwards."""

from bisect import bisect

from glossary import Adoption, Conversion, FollowUpResult

# Cumulative, in the order of FollowUpResult: five levels, then not rated, refused, unreached.
IN_TIME = (0.36, 0.66, 0.79, 0.83, 0.845, 0.885, 0.915, 1.0)
LATE = (0.12, 0.36, 0.56, 0.74, 0.81, 0.86, 0.90, 1.0)
RESULTS = tuple(FollowUpResult)
ADOPTIONS = tuple(Adoption)
ADOPTED_SHARES = (0.46, 0.71, 1.0)
ADOPTION_REASONS = {adoption.value: f"采纳结论：{adoption.label}" for adoption in Adoption}


def followup_result(case, columns: dict) -> FollowUpResult:
    """What the citizen says; those who waited too long are less kind."""
    shares = IN_TIME if columns["completed_on"] <= columns["due_on"] else LATE
    return RESULTS[bisect(shares, case.u5)]


def adoption(case) -> str:
    """采纳情况 of a completed suggestion."""
    return ADOPTIONS[bisect(ADOPTED_SHARES, case.u1)].value


def conversion(case, columns: dict) -> Conversion | None:
    """What an adopted suggestion became, if anything."""
    if columns["adoption"] not in (Adoption.ADOPTED, Adoption.PARTLY_ADOPTED) or case.u2 > 0.2:
        return None
    return Conversion.PROJECT if case.u2 < 0.12 else Conversion.POLICY
