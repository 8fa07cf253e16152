"""Which column of a platform's export is which."""

import pytest

from data_access.import_fields import check_mapping, guess_mapping
from data_access.workbook_errors import MissingColumns


def test_the_columns_of_real_exports_are_recognised():
    header = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数", "答复意见", "答复时间"]
    assert guess_mapping(header) == {
        "outside_number": "留言编号",
        "person": "留言用户",
        "title": "留言主题",
        "content": "留言详情",
        "received_at": "留言时间",
        "likes": "点赞数",
        "dislikes": "反对数",
        "answer": "答复意见",
        "answered_at": "答复时间",
    }


def test_english_exports_and_marks_around_names_are_recognised():
    assert guess_mapping(["unique_key", "opendate", "closedate", "complaint_type", "descriptor"]) == {
        "outside_number": "unique_key",
        "title": "complaint_type",
        "content": "descriptor",
        "received_at": "opendate",
        "completed_at": "closedate",
    }
    assert guess_mapping(["*来信时间（必填）", " 诉求 内容 "]) == {
        "content": " 诉求 内容 ",
        "received_at": "*来信时间（必填）",
    }


def test_what_a_person_confirmed_wins_and_what_was_left_out_stays_out_but_new_columns_are_guessed():
    remembered = {"content": "备注", "received_at": "留言时间"}
    seen = ["备注", "留言时间", "留言详情", "性质"]
    assert guess_mapping([*seen, "答复意见"], remembered, seen) == {
        "content": "备注",
        "received_at": "留言时间",
        "answer": "答复意见",
    }


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({}, "收到时间"),
        ({"received_at": "甲"}, "留言内容"),
        ({"received_at": "甲", "content": "丁"}, "没有“丁”列"),
        ({"received_at": "甲", "content": "甲"}, "两个项目"),
        ({"received_at": "甲", "content": "乙", "colour": "丙"}, "没有“colour”这个项目"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(mapping, sentence):
    with pytest.raises(MissingColumns, match=sentence) as refusal:
        check_mapping(mapping, ["甲", "乙", "丙"])
    assert "没有存入任何内容" in str(refusal.value)
