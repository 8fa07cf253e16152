"""Weights, criteria and indicators: checked, written once, never changed; weights wait for a leader."""

from dataclasses import replace

import pytest

from actions import evaluation_rules, quarter_start, rule_checks
from actions.quarter_checks import QuarterRefused
from data_access import rule_versions, schema
from data_access.engine import reading
from data_access.evaluation_rules import criteria, indicators
from glossary import IndicatorDirection, WorkStep
from tests.actions.quarter_factories import DEFAULT_CRITERIA, DEFAULT_INDICATORS, Preparation, weighed
from tests.evaluation_factories import NOW, QUARTER

WEIGHTS = {"citizens": 50.0, "experts": 25.0, "third_party": 25.0}


@pytest.fixture
def made(engine) -> Preparation:
    return Preparation(engine)


@pytest.fixture
def prepared(sqlite_engine) -> Preparation:
    return Preparation(sqlite_engine)


def add_weights(made, **given):
    asked = WEIGHTS | {"note": "市里要求", "by": made.coordinator, "at": NOW} | given
    return evaluation_rules.add_weights(made.engine, **asked)


def add_criteria(made, criteria, **given):
    asked = {"name": "2026年评审标准", "note": "按市里意见", "by": made.coordinator, "at": NOW} | given
    return evaluation_rules.add_criteria(made.engine, criteria=criteria, **asked)


def add_indicators(made, indicators, **given):
    asked = {"name": "2026年指标", "note": "按市里意见", "by": made.coordinator, "at": NOW} | given
    return evaluation_rules.add_indicators(made.engine, indicators=indicators, **asked)


def approve(made, version=1, **given):
    asked = {"version": version, "document": "枣社工〔2025〕9号", "by": made.leader, "at": NOW} | given
    return evaluation_rules.approve_weights(made.engine, **asked)


def read(made):
    return rule_versions.rules(made.engine, by=made.leader)


def open_to_dos(made) -> list[str]:
    return [row.subject for row in made.rows(schema.to_do) if row.done_at is None]


class TestWeights:
    def test_are_another_version_that_waits_for_a_leader(self, made):
        version = add_weights(made)
        newest, default = read(made).weights
        assert (newest.id, newest.citizens, newest.by_name, newest.note) == (
            version,
            50,
            made.coordinator.name,
            "市里要求",
        )
        assert newest.approved_at is None
        assert (default.citizens, default.experts, default.third_party) == (40, 30, 30)
        assert open_to_dos(made) == [f"weights:{version}"]

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"citizens": 50.5}, "三项权重合计 100.5，应为 100"),
            ({"citizens": -10.0, "experts": 85.0}, "不能小于 0"),
            ({"citizens": float("nan")}, "都要填写"),
            ({"note": " "}, "请填写拟定理由"),
            ({"citizens": 40.0, "experts": 30.0, "third_party": 30.0}, "与最新一版权重相同"),
        ],
    )
    def test_that_cannot_be_are_refused(self, prepared, given, said):
        with pytest.raises(QuarterRefused, match=said):
            add_weights(prepared, **given)
        assert len(read(prepared).weights) == 1
        assert open_to_dos(prepared) == []

    def test_may_leave_a_source_out(self, prepared):
        add_weights(prepared, citizens=0.0, experts=50.0, third_party=50.0)
        assert read(prepared).weights[0].citizens == 0

    def test_may_have_thirds(self, prepared):
        add_weights(prepared, citizens=100 / 3, experts=100 / 3, third_party=100 / 3)
        assert len(read(prepared).weights) == 2

    def test_replaced_before_any_use_are_asked_for_no_more(self, prepared):
        add_weights(prepared)
        again = add_weights(prepared, citizens=60.0, experts=20.0, third_party=20.0)
        assert open_to_dos(prepared) == [f"weights:{again}"]

    def test_in_use_are_asked_for_still(self, prepared):
        prepared.do(quarter_start.start)
        again = add_weights(prepared)
        assert open_to_dos(prepared) == ["weights:1", f"weights:{again}"]

    def test_approved_by_a_leader_say_so_in_every_quarter_that_uses_them(self, made):
        made.do(quarter_start.start)
        approve(made)
        found = read(made).weights[0]
        assert (found.approved_by_name, found.approved_at, found.approved_with) == (
            made.leader.name,
            NOW,
            "枣社工〔2025〕9号",
        )
        assert open_to_dos(made) == []
        last = made.history()[-1]
        assert (last.step, last.by_name) == (WorkStep.CHANGED.value, made.leader.name)
        assert last.details == {"weights_approved": "群众 40、专家 30、第三方 30", "document": "枣社工〔2025〕9号"}

    @pytest.mark.parametrize(
        ("given", "said"), [({"version": 9}, "没有这一版权重"), ({"document": ""}, "请填写确认依据")]
    )
    def test_are_approved_with_a_document(self, prepared, given, said):
        with pytest.raises(QuarterRefused, match=said):
            approve(prepared, **given)

    def test_are_approved_once(self, prepared):
        approve(prepared)
        with pytest.raises(QuarterRefused, match="已经确认过"):
            approve(prepared, document="另一份")
        assert read(prepared).weights[0].approved_with == "枣社工〔2025〕9号"


class TestCriteria:
    def test_are_stored_as_written_beside_the_versions_before(self, made):
        changed = [replace(DEFAULT_CRITERIA[0], name="  公共\x00性 "), *DEFAULT_CRITERIA[1:]]
        version = add_criteria(made, weighed(changed, 10.0, 20.0))
        with reading(made.engine) as connection:
            stored = quarter_start.criteria_from(criteria(connection, version))
            before = quarter_start.criteria_from(criteria(connection, 1))
        assert stored == weighed(DEFAULT_CRITERIA, 10.0, 20.0)
        assert before == DEFAULT_CRITERIA
        assert list(read(made).criteria["id"]) == [version, 1]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"name": ""}, "第 1 项标准没有名称"),
            ({"name": "字" * 41}, "超过 40 个字"),
            ({"name": "可行性"}, "“可行性”重复"),
            ({"question": " "}, "“公共性”评什么没有填写"),
            ({"weight": 0.0}, "“公共性”的权重应大于 0"),
            ({"weight": 14.0}, "各项权重合计 99，应为 100"),
            ({"anchors": DEFAULT_CRITERIA[0].anchors[:4]}, "“公共性”的五档说明要写全"),
            ({"anchors": tuple((low, high, "") for low, high, _ in DEFAULT_CRITERIA[0].anchors)}, "五档说明要写全"),
            ({"anchors": tuple((low, high - 1, "好") for low, high, _ in DEFAULT_CRITERIA[0].anchors)}, "分档要一致"),
        ],
    )
    def test_that_cannot_be_are_refused_in_sentences(self, prepared, change, said):
        with pytest.raises(QuarterRefused, match=said):
            add_criteria(prepared, [replace(DEFAULT_CRITERIA[0], **change), *DEFAULT_CRITERIA[1:]])
        assert len(read(prepared).criteria) == 1

    @pytest.mark.parametrize(
        "bands",
        [
            [(90, 99), (75, 89), (60, 74), (40, 59), (0, 39)],
            [(90, 100), (75, 88), (60, 74), (40, 59), (0, 39)],
            [(90, 100), (75, 89), (60, 74), (40, 59), (1, 39)],
            [(0, 100), (75, -1), (60, 74), (40, 59), (0, 39)],
        ],
    )
    def test_have_bands_without_gap(self, bands):
        criteria = [replace(each, anchors=tuple((low, high, "好") for low, high in bands)) for each in DEFAULT_CRITERIA]
        assert rule_checks.criteria_faults(criteria) == ["五档分值要从 100 到 0 逐档相接"]

    def test_may_have_other_bands(self):
        bands = [(85, 100), (70, 84), (50, 69), (30, 49), (0, 29)]
        criteria = [replace(each, anchors=tuple((low, high, "好") for low, high in bands)) for each in DEFAULT_CRITERIA]
        assert rule_checks.criteria_faults(criteria) == []

    def test_need_at_least_one(self, prepared):
        with pytest.raises(QuarterRefused, match="至少要有一项标准"):
            add_criteria(prepared, [])

    @pytest.mark.parametrize(
        ("given", "said"), [({"name": ""}, "请填写这一版的名称"), ({"note": ""}, "请填写修改说明")]
    )
    def test_have_a_name_and_a_reason(self, prepared, given, said):
        with pytest.raises(QuarterRefused, match=said):
            add_criteria(prepared, DEFAULT_CRITERIA, **given)


class TestIndicators:
    def test_are_stored_as_written_beside_the_versions_before(self, made):
        changed = [replace(DEFAULT_INDICATORS[0], target=95.0), *DEFAULT_INDICATORS[1:]]
        version = add_indicators(made, changed)
        with reading(made.engine) as connection:
            stored = quarter_start.indicators_from(indicators(connection, version))
            before = quarter_start.indicators_from(indicators(connection, 1))
        assert stored == changed
        assert before == DEFAULT_INDICATORS

    @pytest.mark.parametrize(
        ("place", "change", "said"),
        [
            (0, {"unit": ""}, "“群众意见采纳比例”的单位没有填写"),
            (0, {"evidence": ""}, "的佐证没有填写"),
            (0, {"floor": 90.0}, "越高越好，目标值应高于底线值"),
            (0, {"floor": None}, "底线值和目标值都要填写"),
            (0, {"upper_target": 95.0}, "不是区间指标，不要填上限"),
            (3, {"target": 20.0}, "越低越好，目标值应低于底线值"),
            (9, {"upper_floor": None}, "上限目标值和上限底线值也要填写"),
            (9, {"upper_target": 80.0}, "应为 底线值 < 目标值 ≤ 上限目标值 < 上限底线值"),
            (9, {"upper_floor": 110.0}, "应为 底线值 < 目标值 ≤ 上限目标值 < 上限底线值"),
            (0, {"direction": IndicatorDirection.COST}, "越低越好，目标值应低于底线值"),
            (0, {"weight": 7.0}, "各项权重合计 99，应为 100"),
            (0, {"name": "预算偏差率"}, "“预算偏差率”重复"),
        ],
    )
    def test_that_cannot_be_are_refused_in_sentences(self, prepared, place, change, said):
        changed = [*DEFAULT_INDICATORS]
        changed[place] = replace(changed[place], **change)
        with pytest.raises(QuarterRefused, match=said):
            add_indicators(prepared, changed)
        assert len(read(prepared).indicators) == 1

    def test_of_an_interval_may_want_one_value(self):
        changed = [*DEFAULT_INDICATORS[:9], replace(DEFAULT_INDICATORS[9], target=100.0, upper_target=100.0)]
        assert rule_checks.indicator_faults(changed) == []

    def test_weigh_results_at_60_or_more(self):
        assert rule_checks.indicator_faults(DEFAULT_INDICATORS) == []
        less = weighed(DEFAULT_INDICATORS, 9.0, 7.0, 10.0, 8.0, 7.0, 19.0)
        assert rule_checks.indicator_faults(less) == ["产出和效益的权重合计 59.0%，不能低于 60%"]


def test_versions_say_which_quarters_use_them(made):
    uses = read(made).uses
    assert list(uses.columns) == ["kind", "version", "quarter", "state"]
    assert uses.values.tolist() == [[kind, 1, QUARTER, "preparing"] for kind in ("criteria", "indicators", "weights")]
