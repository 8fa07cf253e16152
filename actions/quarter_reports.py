"""The material of a quarterly report: of a published quarter what its 定稿 says, else the figures as they stand."""

from datetime import date, datetime

import pandas as pd

from actions.quarter_inputs import inputs_of
from actions.sealed_documents import inputs_from, read
from data_access import dictionaries, evaluation_inputs, evaluation_quarters, installation, report_reads, snapshots
from data_access.engine import Connection, Engine, reading
from data_access.evaluation_quarters import NoSuchQuarter, Quarter
from data_access.report_reads import Earlier, ReportDetails, ReportMaterial
from data_access.review_rounds import closed_marks
from glossary import QuarterState
from permissions import Permission, Person, require
from scoring.quarter import QuarterInputs, QuarterResults, evaluate

__all__ = ["NoSuchQuarter", "QuarterMaterial", "assembled", "material", "reportable"]

QuarterMaterial = ReportMaterial[QuarterInputs, QuarterResults]
MARKS = ["project", "expert", "panel", "round", "criterion", "weight", "mark"]


def reportable(engine: Engine, *, by: Person) -> list[Quarter]:
    """The quarters a report can be written of, the newest first: those being evaluated or published.

    Raises: NotPermitted.
    """
    require(by, Permission.READ_EVALUATION, "生成季度报告")
    found = evaluation_quarters.every_quarter(engine)
    return [quarter for quarter in found if quarter.state is not QuarterState.PREPARING]


def material(engine: Engine, *, quarter: str, by: Person, at: datetime) -> QuarterMaterial:
    """Everything the report is written from. Raises: NotPermitted, NoSuchQuarter."""
    require(by, Permission.READ_EVALUATION, "生成季度报告")
    return assembled(engine, quarter=quarter, at=at)


def assembled(engine: Engine, *, quarter: str, at: datetime) -> QuarterMaterial:
    """The same for the command line, which acts with the rights of its reader. Raises: NoSuchQuarter."""
    noted = installation.installation(engine)
    today = installation.standing_moment(noted, at).date()
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        beside = report_reads.details(connection, found)
        sealed = found.state is QuarterState.PUBLISHED and beside.seal is not None
        live = None if sealed else _live(connection, found, today)
    projects, inputs, marks = live or _sealed(engine, found, beside)
    return ReportMaterial(
        found,
        sealed,
        noted.get("demonstration") == "1",
        projects.set_index("project").sort_index(),
        inputs,
        evaluate(inputs),
        marks,
        beside,
        _names(engine),
        _earlier(engine, quarter),
        at,
    )


def _live(connection: Connection, quarter: Quarter, today: date) -> tuple[pd.DataFrame, QuarterInputs, pd.DataFrame]:
    """As the rows stand; marks of closed rounds only."""
    frames = evaluation_inputs.frames_of(connection, quarter)
    seats = evaluation_inputs.expert_seats(connection, quarter)
    marks = closed_marks(connection, quarter)
    unsigned = marks.assign(expert=marks["account_id"].map(seats))[MARKS]
    return frames.projects, inputs_of(frames, closed=quarter.counts_missing(today)), unsigned


def _sealed(
    engine: Engine, quarter: Quarter, beside: ReportDetails
) -> tuple[pd.DataFrame, QuarterInputs, pd.DataFrame]:
    """As the last 定稿 has it, whatever was set aside afterwards: the report goes with the hash it prints."""
    text, _noted = snapshots.document(engine, quarter=quarter.quarter, sequence=beside.seal.sequence)
    parts = read(text).parts
    projects, marks = (
        pd.DataFrame(parts[name]["rows"], columns=parts[name]["columns"]) for name in ("projects", "marks")
    )
    return projects, inputs_from(parts["inputs"]), marks


def _names(engine: Engine) -> dict[str, dict[str, str]]:
    named: dict[str, dict[str, str]] = {}
    for table, code, name in dictionaries.every_name(engine).itertuples(index=False):
        named.setdefault(table, {})[code] = name
    return named


def _earlier(engine: Engine, quarter: str) -> Earlier | None:
    """The composites of the latest quarter before this one that is published, by its last 定稿."""
    published = [
        each.quarter
        for each in evaluation_quarters.every_quarter(engine)
        if each.quarter < quarter and each.state is QuarterState.PUBLISHED
    ]
    if not published:
        return None
    with reading(engine) as connection:
        seal = next(iter(snapshots.snapshots(connection, evaluation_quarters.find(connection, published[0]))), None)
    if seal is None:
        return None
    text, _noted = snapshots.document(engine, quarter=published[0], sequence=seal.sequence)
    composites = read(text).results["composites"]
    numbers = ["score", "rank"]
    kept = composites[["project", *numbers, "grade", "status"]].astype(dict.fromkeys(numbers, float))
    return Earlier(published[0], kept.set_index("project"))
