"""A quarter as one text: inputs, rules, seed and results, the same to the last byte wherever it is computed.

Values are rounded to 6 decimals and rows stand in a fixed order. The results are computed from the inputs as they
stand in the text, so the text can be checked by itself.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from actions.quarter_inputs import inputs_of
from data_access.evaluation_inputs import QuarterFrames
from scoring.quarter import FORMULA_VERSION, QuarterInputs, QuarterResults, evaluate

DIGITS = 6
FRAMES = ("projects", "votes", "held", "invitations", "totals", "seats", "values")
TABLES = ("citizens", "stages", "experts", "third_party", "families", "composites", "contradictions", "swaps")
INDEXED = frozenset({"citizens", "experts", "third_party", "composites"})


@dataclass(frozen=True)
class Document:
    """A sealed text taken apart: the inputs and the results as they stand in it."""

    parts: Mapping[str, object]

    @property
    def projects(self) -> pd.DataFrame:
        """The projects of the quarter as they were, by number."""
        return _frame(self.parts["projects"]).sort_values("project", ignore_index=True)

    @property
    def results(self) -> dict[str, pd.DataFrame]:
        """Table → frame with a column project."""
        return {name: _frame(table) for name, table in self.parts["results"].items() if name in TABLES}


def document_of(frames: QuarterFrames, marks: pd.DataFrame, *, closed: bool) -> str:
    """The canonical JSON of a quarter. `marks`: project, expert, panel, round, criterion, weight, mark."""
    inputs = _sealed(inputs_of(frames, closed=closed))
    weights = frames.weights
    parts = {
        "quarter": frames.quarter.quarter,
        "formula_version": FORMULA_VERSION,
        "weights": {
            "note": weights.note,
            "by": weights.by_name,
            "at": weights.at.isoformat(timespec="seconds"),
        },
        "inputs": inputs,
        "marks": _table(marks),
        "projects": _table(frames.projects),
        "results": _results(evaluate(inputs_from(inputs))),
    }
    return canonical(parts)


def canonical(parts: object) -> str:
    """Sorted keys, no spaces, Chinese as it is."""
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def read(document: str) -> Document:
    """A sealed text taken apart."""
    return Document(json.loads(document))


def recomputed(document: str) -> str:
    """The text with its results computed again from the inputs that stand in it."""
    parts = json.loads(document)
    return canonical({**parts, "results": _results(evaluate(inputs_from(parts["inputs"])))})


def inputs_from(sealed: Mapping) -> QuarterInputs:
    """The inputs as they stand in a text."""
    frames = {name: _frame(sealed[name]) for name in FRAMES}
    numbers = ["value", "floor", "target", "upper_target", "upper_floor", "weight"]
    frames["values"] = frames["values"].astype(dict.fromkeys(numbers, float)).astype({"late": bool})
    frames["totals"] = frames["totals"].astype({"score": float})
    frames["projects"] = frames["projects"].astype({"vetoed": bool})
    return QuarterInputs(
        **frames,
        stages=tuple(sealed["stages"]),
        levels=dict(sealed["levels"]),
        weights=tuple(sealed["weights"]),
        seed=sealed["seed"],
        assessment_closed=sealed["assessment_closed"],
    )


def _sealed(inputs: QuarterInputs) -> dict:
    frames = {name: _table(getattr(inputs, name)) for name in FRAMES}
    # Pairs, not an object: the order of the levels is part of the arithmetic.
    levels = [[level, float(points)] for level, points in inputs.levels.items()]
    kept = {"seed": inputs.seed, "assessment_closed": inputs.assessment_closed}
    return {**frames, **kept, "stages": list(inputs.stages), "levels": levels, "weights": list(inputs.weights)}


def _results(found: QuarterResults) -> dict:
    tables = {}
    for name in TABLES:
        table = getattr(found, name)
        tables[name] = _table(table.reset_index() if name in INDEXED else table, keep_order=name == "swaps")
    fit = found.severity
    severity = None if fit is None else {"experts": _table(fit.experts.reset_index())}
    if fit is not None:
        severity |= {name: _plain(getattr(fit, name)) for name in ("sd_project", "sd_expert", "sd_residual")}
    return {**tables, "severity": severity, "severity_refused": found.severity_refused, "differs": found.differs}


def _table(frame: pd.DataFrame, *, keep_order: bool = False) -> dict:
    rows = [[_plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    rows = rows if keep_order else sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False))
    return {"columns": list(frame.columns), "rows": rows}


def _frame(table: Mapping) -> pd.DataFrame:
    return pd.DataFrame(table["rows"], columns=table["columns"])


def _plain(value: object) -> object:
    """As JSON has it: 6 decimals, no negative zero, null for what is undefined."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value
