"""Rules of the 三评: another set is another version; weights wait for a leader, and nothing written is ever changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from actions import rule_checks
from actions.quarter_checks import QuarterRefused
from actions.review_words import needed
from actions.to_do import ToDo, finish_to_dos, put_to_do
from actions.typed_text import plain
from data_access import evaluation_quarters, evaluation_rules, rule_versions
from data_access.engine import Connection, Engine, writing
from data_access.evaluation_rules import Criterion, Indicator, WeightVersion
from data_access.journal import Entry
from glossary import Role, WorkStep
from permissions import Permission, Person, require

__all__ = ["add_criteria", "add_indicators", "add_weights", "approve_weights", "ask_for_approval", "weights_in_words"]

PAGE, QUERY = "pages/evaluation/quarter_setup.py", "part=rules"
LONGEST_NAME, LONGEST_NOTE, LONGEST_DOCUMENT = 80, 400, 200


def add_weights(
    engine: Engine, *, citizens: float, experts: float, third_party: float, note: str, by: Person, at: datetime
) -> int:
    """A new version of the weights, 待市里确认; leaders find it on their lists. Returns its id.

    Raises: NotPermitted, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "拟定三评权重")
    weights = {"citizens": citizens, "experts": experts, "third_party": third_party}
    refuse(rule_checks.weight_faults(weights), "权重")
    note = needed(note, LONGEST_NOTE, "拟定理由")
    with writing(engine) as connection:
        newest = rule_versions.weights(connection, rule_versions.newest(connection)["weight_version_id"] or 0)
        if newest is not None and weights == {name: getattr(newest, name) for name in weights}:
            raise QuarterRefused("与最新一版权重相同，没有存入任何内容。")
        version = evaluation_rules.add_weights(connection, note=note, by_name=by.name, at=at, **weights)
        _drop_unused(connection, newest, by=by, at=at)
        ask_for_approval(connection, version, at=at)
    return version


def approve_weights(engine: Engine, *, version: int, document: str, by: Person, at: datetime) -> None:
    """A leader stands behind the weights; noted in the history of every quarter that uses them.

    Raises: NotPermitted, QuarterRefused.
    """
    require(by, Permission.APPROVE_WEIGHTS, "确认三评权重")
    document = needed(document, LONGEST_DOCUMENT, "确认依据（文号或会议、来人来电）")
    with writing(engine) as connection:
        found = rule_versions.weights(connection, version)
        if found is None:
            raise QuarterRefused("没有这一版权重，没有存入任何内容。请刷新后再看。")
        approved = {"by_name": by.name, "document": document, "at": at}
        if not evaluation_rules.approve_weights(connection, version, **approved):
            raise QuarterRefused("这一版权重已经确认过，没有再改。")
        for quarter in rule_versions.quarters_using_weights(connection, version):
            held = evaluation_quarters.find(connection, quarter, lock=True)
            details = {"weights_approved": weights_in_words(found), "document": document}
            evaluation_quarters.note(connection, held, Entry(WorkStep.CHANGED, details=details), by=by, at=at)
        finish_to_dos(connection, subject=_subject(version), by_name=by.name, at=at)


def add_criteria(
    engine: Engine, *, name: str, criteria: Sequence[Criterion], note: str, by: Person, at: datetime
) -> int:
    """A new version of the experts' criteria; returns its id.

    Raises: NotPermitted, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "拟定评审标准")
    criteria = [_tidy_criterion(each) for each in criteria]
    refuse(rule_checks.criteria_faults(criteria), "评审标准")
    return _add_set(engine, evaluation_rules.add_criteria, criteria, name=name, note=note, by=by, at=at)


def add_indicators(
    engine: Engine, *, name: str, indicators: Sequence[Indicator], note: str, by: Person, at: datetime
) -> int:
    """A new version of the third party's indicators; returns its id.

    Raises: NotPermitted, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "拟定第三方指标")
    indicators = [_tidy_indicator(each) for each in indicators]
    refuse(rule_checks.indicator_faults(indicators), "第三方指标")
    return _add_set(engine, evaluation_rules.add_indicators, indicators, name=name, note=note, by=by, at=at)


def _add_set(engine: Engine, add: Callable, rows: list, *, name: str, note: str, by: Person, at: datetime) -> int:
    what = {"note": needed(note, LONGEST_NOTE, "修改说明"), "at": at, "by_name": by.name}
    name = needed(name, LONGEST_NAME, "这一版的名称")
    with writing(engine) as connection:
        return add(connection, name, rows, **what)


def ask_for_approval(connection: Connection, version: int, *, at: datetime) -> None:
    """Unapproved weights are on the leaders' lists, once."""
    found = rule_versions.weights(connection, version)
    if found is not None and found.approved_at is None:
        what = f"三评权重待确认：{weights_in_words(found)}"
        put_to_do(connection, ToDo(what, PAGE, _subject(version), role=Role.LEADER, query=QUERY), at=at)


def weights_in_words(weights: WeightVersion) -> str:
    """群众 40、专家 30、第三方 30."""
    return f"群众 {weights.citizens:g}、专家 {weights.experts:g}、第三方 {weights.third_party:g}"


def refuse(faults: list[str], what: str) -> None:
    """Raises QuarterRefused naming every fault."""
    if faults:
        raise QuarterRefused(f"{what}还不能存入：{'；'.join(faults)}。没有存入任何内容，请改好再存。")


def _drop_unused(connection: Connection, before: WeightVersion | None, *, by: Person, at: datetime) -> None:
    """Nobody is asked any more about a version that a newer one replaced before any quarter used it."""
    if before is not None and not rule_versions.quarters_using_weights(connection, before.id):
        finish_to_dos(connection, subject=_subject(before.id), by_name=by.name, at=at)


def _subject(version: int) -> str:
    return f"weights:{version}"


def _tidy_criterion(each: Criterion) -> Criterion:
    anchors = tuple((float(low), float(high), plain(words)) for low, high, words in each.anchors)
    return replace(each, name=plain(each.name), question=plain(each.question), anchors=anchors)


def _tidy_indicator(each: Indicator) -> Indicator:
    texts = {name: plain(getattr(each, name)) for name in ("name", "unit", "evidence")}
    return replace(each, **texts)
