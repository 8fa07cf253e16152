"""刷票: which votes are suspect. They are quarantined with the reason, never deleted."""

import pandas as pd
from scipy.special import gammainc

# Codes of the reasons, in the order they are named.
REASONS = ("device", "burst", "too_fast")
# A household may share one device; a fourth person on the same project is no household any more.
PERSONS_PER_DEVICE = 3
BURST_PROBABILITY = 1e-4
BURST_LEVEL_SHARE = 0.8
FASTEST_SECONDS = 3.0


def suspects(votes: pd.DataFrame, persons_per_device: int = PERSONS_PER_DEVICE) -> pd.DataFrame:
    """For each vote the reasons to quarantine it.

    Formula: too_fast: under 3 s to answer. device: more than `persons_per_device` persons rated the project from the
        device; then all its votes on the project, for nobody knows which were honest. burst: in an hour of the clock
        more persons rated the project than a Poisson law with the mean of its own median hour (of the hours with
        votes) gives with p ≥ 1e-4, and ≥ 80 % of the votes are on one level; then the votes of that hour on that level.
    Unit and range: bool columns device, burst, too_fast, in the rows and order of `votes`.
    Needs: columns project, person, device, points, at (datetime), seconds, and a unique index; every vote there is,
        superseded and quarantined ones too. The burst test reads only votes the other two tests leave: a burst from
        few devices must not take the honest votes of its hour along.
    Missing: device, at or seconds missing (called or visited; only the day known): the test that needs it says
        nothing.
    Source: evaluation.md, section 1.
    """
    too_fast = votes["seconds"].astype(float) < FASTEST_SECONDS
    device = _crowded_devices(votes, persons_per_device)
    rest = votes[~(too_fast | device)]
    burst = pd.Series(False, index=votes.index)
    burst[_bursts(rest[rest["at"].notna()])] = True
    return pd.DataFrame({"device": device, "burst": burst, "too_fast": too_fast})[list(REASONS)]


def reason_codes(found: pd.DataFrame) -> pd.Series:
    """The reasons of each vote as codes joined by commas; empty where there is none. Needs: columns of bool."""
    codes = pd.Series("", index=found.index, dtype=object)
    for name in found.columns:
        codes[found[name]] = codes[found[name]] + f",{name}"
    return codes.str.removeprefix(",")


def _crowded_devices(votes: pd.DataFrame, limit: int) -> pd.Series:
    used = votes[votes["device"].notna()]
    persons = used.groupby(["project", "device"], sort=False)["person"].transform("nunique")
    return persons.gt(limit).reindex(votes.index, fill_value=False)


def _bursts(votes: pd.DataFrame) -> pd.Index:
    """Index of the votes that make up a burst."""
    placed = votes.assign(hour=votes["at"].dt.floor("h"))
    persons = placed.groupby(["project", "hour"])["person"].nunique()
    usual = persons.groupby(level="project").transform("median")
    crowded = persons[gammainc(persons, usual) < BURST_PROBABILITY]  # P(X ≥ n) of a Poisson law
    hours = placed.merge(crowded.rename("persons").reset_index(), on=["project", "hour"], how="left")
    hours.index = placed.index
    inside = hours[hours["persons"].notna()]
    level = inside.groupby(["project", "hour", "points"])["person"].transform("size")
    total = inside.groupby(["project", "hour"])["person"].transform("size")
    return inside.index[level >= BURST_LEVEL_SHARE * total]
