"""What the quarterly report says: sentences from the figures, findings, tables; nothing that is not so."""

import re
from dataclasses import replace

import numpy as np

from data_access.snapshots import Snapshot
from glossary import QuarterState
from reports import quarter_sentences, quarter_tables
from reports.quarter_content import quarter_content
from reports.quarter_findings import findings
from reports.quarter_method import weights_in_words
from reports.report_parts import WIDTH_MM, Heading, Picture, Report, Table, Text
from scoring.quarter import evaluate
from tests.reports.report_material import AT, details, material, quarter

NUMBERS = [f"XM-2025-{place:04d}" for place in range(1, 9)]


def with_composites(**columns: list):
    """The material with some columns of the composites set by hand."""
    given = material()
    table = given.results.composites.assign(**columns)
    return replace(given, results=replace(given.results, composites=table))


def texts(report: Report) -> list[str]:
    """Every text of a report from top to bottom."""
    found = [report.title, report.subtitle, report.mark]
    for part in report.parts:
        if isinstance(part, Table):
            found += [part.caption, *part.header, *(cell for row in part.rows for cell in row)]
        elif isinstance(part, Picture):
            found += [part.caption, part.words]
        else:
            found += [getattr(part, "begins", ""), part.text]
    return found


def table(report: Report, caption: str) -> Table:
    return next(part for part in report.parts if isinstance(part, Table) and part.caption == caption)


def test_sections_stand_in_their_order_and_annexes_at_the_end():
    headings = [
        part.text for part in quarter_content(material()).parts if isinstance(part, Heading) and part.level == 1
    ]
    assert headings == [
        "总体情况",
        "三方评价",
        "综合得分与名次",
        "需要说明和关注的情况",
        "权重变化的影响",
        "分单位、分类别情况",
        "单位自评与领导点评",
        "与以往季度比较",
        "附件1　计算方法",
        "附件2　权重、评审标准和评估指标",
        "附件3　数据来源与定稿信息",
    ]


def test_grades_are_counted_and_projects_without_one_said():
    grades = ["excellent", None, "good", "good", "qualified", "unqualified", "good", None]
    status = ["complete", "provisional", *["complete"] * 5, "none"]
    counted = quarter_sentences.grade_counts(with_composites(grade=grades, status=status))
    assert counted == {"优秀": 1, "良好": 3, "合格": 1, "不合格": 1, "待补": 1, "无得分": 1}


def test_the_summary_counts_means_leaders_and_gaps_of_the_figures():
    scores = [80.0, 60.0, 90.0, 70.0, 65.0, 75.0, 85.0, 55.0]
    ranks = [3.0, np.nan, 1.0, np.nan, 5.0, 4.0, 2.0, 6.0]
    first = [0.1, np.nan, 0.6, np.nan, 0.0, 0.1, 0.2, 0.0]
    said = list(quarter_sentences.summary(with_composites(score=scores, rank=ranks, p_first=first)))
    assert said[0].startswith(
        "2025年四季度共有 8 个民声转化项目列入三评，涉及 3 个主责单位。三方齐全、评出等级的 7 个："
    )
    assert said[0].endswith("综合得分平均 74.3 分。")  # (80 + 90 + 70 + 65 + 75 + 85 + 55) ÷ 7
    best = "农村饮水管网改造项目3（90.0 分，一票否决）"
    assert "学校门口限时停车项目7（85.0 分）" in said[1]
    assert "老旧小区加装电梯项目1（80.0 分）" in said[1]
    assert "第一名居首的可能性为 60%，不到八成，与其后项目的先后不宜绝对化。" in said[1]
    assert best.removesuffix("，一票否决）") in said[1]
    assert "缺第三方评估的 1 个，群众样本不足的 1 个，第三方数据迟报的 1 个" in said[2]


def test_without_projects_or_ranks_the_report_says_so():
    given = material()
    empty = replace(given.results, composites=given.results.composites.head(0))
    nothing = list(quarter_sentences.summary(replace(given, results=empty)))
    assert nothing == ["2025年四季度没有列入三评的项目。"]
    unranked = with_composites(rank=[np.nan] * 8)
    assert "没有可以排名的项目。" in list(quarter_sentences.summary(unranked))
    assert list(quarter_sentences.sensitivity(unranked)) == ["没有可以排名的项目，不作分析。"]


def test_borderline_grades_are_counted_among_all_graded_projects_ranked_or_not():
    grade = ["good", "good", "good", "qualified", "good", "good", None, None]
    rank = [1.0, 2.0, 3.0, 4.0, 5.0, np.nan, np.nan, np.nan]
    borderline = [True, False, False, True, False, True, False, False]
    low, high = [1.0, 2.0, 2.0, 2.0, 5.0, *[np.nan] * 3], [1.0, 4.0, 4.0, 5.0, 5.0, *[np.nan] * 3]
    columns = {"grade": grade, "rank": rank, "borderline": borderline, "rank_low": low, "rank_high": high}
    said = quarter_sentences.ranking(with_composites(**columns))
    assert "5 个排名的项目中名次确定不变的 2 个，名次最不确定的可能在第 2–5 名之间；" in said
    assert said.endswith("评了等级的 6 个中，等级可能性不到 80%（边界）的 3 个。")


def test_without_any_score_there_is_no_table_of_scores():
    nothing = with_composites(score=[np.nan] * 8, rank=[np.nan] * 8, grade=[None] * 8, borderline=[False] * 8)
    captions = [part.caption for part in quarter_content(nothing).parts if isinstance(part, Table)]
    assert "三方评价" in captions
    assert "综合得分与名次" not in captions


def test_what_is_missing_is_a_dash_and_never_a_zero():
    rows = {row[0].split("\n")[1]: row for row in quarter_tables.sources(material()).rows}
    assert rows["XM-2025-0002"][6:] == ("—", "—")
    assert rows["XM-2025-0004"][3].endswith("*")
    ranks = {row[1].split("\n")[1]: row for row in quarter_tables.composites(material()).rows}
    assert ranks["XM-2025-0002"][0] == "—"
    assert ranks["XM-2025-0002"][4] == "待补：缺\n第三方评估"


def test_every_kind_of_finding_is_listed_with_its_figures():
    told, listed = list(findings(material()))
    kinds = {row[1] for row in listed.rows}
    assert {"一票否决", "矛盾", "缺一方评价", "群众样本不足", "疑似集中刷票", "专家未评", "第三方迟报"} <= kinds
    assert told.text.startswith(f"共 {len(listed.rows)} 项：一票否决 1 项，")
    veto = next(row for row in listed.rows if row[1] == "一票否决")
    assert veto[2:] == (
        "农村饮水管网改造项目3\nXM-2025-0003",
        "资金使用有违规。否决列在得分旁边，不改动得分、等级和名次。",
    )
    held = next(row for row in listed.rows if row[1] == "疑似集中刷票")
    assert held[3].startswith("4 票隔离待核，未计分；")


def test_self_assessments_stand_beside_the_composite_with_the_gap_and_masked():
    rows = {row[0].split("\n")[1]: row for row in table(quarter_content(material()), "单位自评与领导点评").rows}
    score = material().results.composites.at["XM-2025-0001", "score"]
    assert rows["XM-2025-0001"][1:] == ("95.0", f"{score:.2f}", f"{95 - score:+.1f}", "良好", "再听听老人的意见。")
    assert rows["XM-2025-0003"][1] == "—"
    whole = "".join(texts(quarter_content(material())))
    assert "13812345678" not in whole


def test_groups_average_only_complete_projects_and_small_ones_say_so():
    scores = [80.0, 60.0, 90.0, 70.0, 65.0, 75.0, 85.0, 55.0]
    rows = {row[0]: row for row in table(quarter_content(with_composites(score=scores)), "分主责单位情况").rows}
    # 住建局: 1, 4, 7; 教育局: 2 (待补), 5, 8; 水利和湖泊局: 3, 6.
    assert rows["住建局"][6] == "78.3"
    assert rows["教育局*"][1:3] == ("3", "2")
    assert rows["教育局*"][6] == "60.0"
    assert rows["水利和湖泊局*"][6] == "82.5"


def test_changes_are_of_projects_complete_in_both_quarters():
    report = quarter_content(with_composites(score=[80.0, 60.0, 90.0, 70.0, 65.0, 75.0, 85.0, 55.0]))
    rows = {row[0].split("\n")[1]: row for row in table(report, "与2025年三季度比较").rows}
    assert rows["XM-2025-0001"][1:4] == ("70.00", "80.00", "+10.00")
    assert rows["XM-2025-0002"][2:4] == ("60.00（待补）", "—")
    assert "XM-2025-0008" not in rows
    said = [part.text for part in report.parts if isinstance(part, Text)]
    assert "与2025年三季度定稿相比，两季都参评的项目 7 个，本季新增 1 个，不再参评 0 个。" in said


def test_the_first_quarter_is_compared_with_nothing():
    said = [part.text for part in quarter_content(material(earlier=None)).parts if isinstance(part, Text)]
    assert "此前没有定稿发布的季度，不作比较。" in said


def test_until_published_every_page_says_so_and_afterwards_the_hash_is_printed():
    draft = quarter_content(material())
    assert (draft.mark, draft.subtitle) == ("演示数据：内容均为虚构　未定稿，仅供内部使用", "（未定稿，仅供内部使用）")
    seal = Snapshot(2, 1, "ab" * 32, "更正一项指标", AT, "李书记")
    state = {"quarter": quarter(QuarterState.PUBLISHED), "sealed": True, "is_demonstration": False}
    final = quarter_content(material(**state, details=details(NUMBERS, seal=seal)))
    assert (final.mark, final.subtitle) == ("", "（2025年12月31日 10:00 定稿，第 2 次定稿）")
    facts = dict(table(final, "数据来源与定稿信息").rows)
    assert facts["定稿 SHA-256"] == "ab" * 16 + "\n" + "ab" * 16  # two lines: one would run over the margin
    assert facts["定稿"] == "第 2 次，2025年12月31日 10:00，李书记，更正原因：更正一项指标"
    assert "未定稿" not in "".join(texts(final))


def test_weights_say_who_wrote_and_who_approved_them():
    assert weights_in_words(material()) == (
        "群众评议 40，专家评审 30，第三方评估 30。权重第 1 版，2025年12月31日由系统拟定，产品默认值。待市里确认。"
    )
    version = replace(
        details(NUMBERS).weights, note="", approved_by_name="李书记", approved_at=AT, approved_with="会议"
    )
    approved = material(details=details(NUMBERS, weights=version))
    assert weights_in_words(approved).endswith("由系统拟定。2025年12月31日由李书记确认（会议）。")


def test_every_table_fits_between_the_margins_and_its_rows_are_whole():
    for part in quarter_content(material()).parts:
        if isinstance(part, Table):
            assert sum(part.widths) == WIDTH_MM
            assert {len(row) for row in part.rows} <= {len(part.header)}
            assert all(isinstance(cell, str) and cell for row in part.rows for cell in row)


def test_no_figure_is_written_as_nan_or_none():
    whole = "\n".join(texts(quarter_content(material())))
    assert not re.search(r"nan|None|NaT|inf\b", whole)


def test_three_projects_and_no_expert_still_make_a_report():
    given = material(3, 3, 1)
    inputs = replace(given.inputs, totals=given.inputs.totals.head(0), seats=given.inputs.seats.head(0))
    bare = replace(given, inputs=inputs, results=evaluate(inputs), marks=given.marks.head(0), earlier=None)
    assert [row[4:6] for row in table(quarter_content(bare), "三方评价").rows] == [("—", "0")] * 3
    assert "没有可以排名的项目。" in [part.text for part in quarter_content(bare).parts if isinstance(part, Text)]
