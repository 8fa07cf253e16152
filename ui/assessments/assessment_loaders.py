"""Reads of 第三方评估 and 本单位三评, kept until anybody changes anything; each checks who asks."""

import pandas as pd

from actions import assessment_evidence, assessment_reads, evaluation_words, own_evaluation
from actions.assessment_reads import Quarter, Sheet
from actions.evaluation_words import Words
from actions.own_evaluation import OwnResults
from ui import loaders
from ui.loaders import kept

__all__ = ["OwnResults", "Quarter", "Sheet", "Words"]


def quarters() -> list[Quarter]:
    """See actions.assessment_reads.quarters."""
    return kept(assessment_reads.quarters, by=loaders.reader())


def overview(quarter: str) -> pd.DataFrame:
    """See actions.assessment_reads.overview."""
    return kept(assessment_reads.overview, quarter=quarter, by=loaders.reader())


def sheet(quarter: str, number: str) -> Sheet:
    """See actions.assessment_reads.sheet."""
    return kept(assessment_reads.sheet, quarter=quarter, number=number, by=loaders.reader())


def objections(quarter: str) -> pd.DataFrame:
    """See actions.assessment_reads.objections."""
    return kept(assessment_reads.objections, quarter=quarter, by=loaders.reader())


def assessors() -> pd.DataFrame:
    """See actions.assessment_reads.assessors."""
    return kept(assessment_reads.assessors, by=loaders.reader())


def evidence_part(quarter: str, number: str) -> str | None:
    """See actions.assessment_evidence.readable_part."""
    return kept(assessment_evidence.readable_part, quarter=quarter, number=number, by=loaders.reader())


def words(quarter: str, number: str | None = None) -> Words:
    """See actions.evaluation_words.words."""
    return kept(evaluation_words.words, quarter=quarter, number=number, by=loaders.reader())


def own_results(quarter: str) -> OwnResults | None:
    """See actions.own_evaluation.own_results."""
    return kept(own_evaluation.own_results, quarter=quarter, by=loaders.reader())
