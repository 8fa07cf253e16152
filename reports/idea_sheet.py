"""金点子单: everything about one idea on paper, without anybody's personal data."""

from collections.abc import Iterator
from datetime import date, datetime

from data_access.idea_sheets import IdeaSheet
from data_access.masking import masked
from glossary import (
    DepartmentPart,
    Gate,
    GateQuestion,
    IdeaOrigin,
    IdeaState,
    PartnerKind,
    ProjectState,
    Stance,
    WorkStep,
)
from reports.official_document import WIDTH_MM, OfficialDocument
from working_time import local

NOTHING = "未填写"
# Saved texts are counted, not listed: an idea may have a hundred.
TEXT_STEPS = (WorkStep.TEXT_SAVED.value, WorkStep.TEXT_SET_ASIDE.value)


def idea_sheet(sheet: IdeaSheet, *, at: datetime) -> bytes:
    """The .docx as of the instant `at` (UTC); phone and identity numbers in what people wrote are masked."""
    mark = "演示数据：内容均为虚构" if sheet.is_demonstration else ""
    paper = OfficialDocument(masked(sheet.text.title), mark=mark, at=at)
    paper.line(f"金点子 {sheet.head['number']}")
    paper.table(list(_facts(sheet)), (26, 52, 26, 52), labels=(0, 2))
    for heading, text in _texts(sheet):
        paper.heading(heading)
        paper.text(masked(text) or NOTHING)
    missing = []
    for heading, write in PARTS.items():
        if not write(sheet, paper, heading):
            missing.append(heading)
    if missing:
        paper.text(f"尚无：{'、'.join(missing)}。")
    paper.text(f"内容截至{_in_words(local(at))} {local(at):%H:%M}，由民声工作台生成。")
    return paper.saved()


def _facts(sheet: IdeaSheet) -> Iterator[tuple[str, str, str, str]]:
    head, cost = sheet.head, sheet.text.cost_yuan
    parts = {part: [] for part in DepartmentPart}
    for row in sheet.departments.itertuples():
        parts[DepartmentPart(row.part)].append(_department(sheet, row.department_code))
    state = IdeaState(head["state"]).label
    if head["merged_into"] is not None:
        state = f"已并入 {head['merged_into']}"
    nameless = f"，另有 {sheet.nameless} 件未留身份" if sheet.nameless else ""
    origin = IdeaOrigin(head["origin"])
    topic = f"{origin.label} {head['proposer_name']}".strip() if origin is IdeaOrigin.LEADER else origin.label
    yield "状态", f"{state}（{_day(local(head['state_since']))}起）", "点题", topic
    yield "分类", sheet.category or "未分类", "镇办区", sheet.townships or "全市"
    yield "来源建议", f"{len(sheet.sources)} 件", "建议人", f"{sheet.citizens} 人{nameless}"
    yield "预计费用", "未估算" if cost is None else f"{cost:,} 元", "门槛审查", Gate(head["gate"]).label
    lead, supporting = ("、".join(parts[part]) or "未确定" for part in DepartmentPart)
    yield "主责单位", lead, "配合单位", supporting if parts[DepartmentPart.SUPPORTING] else "无"
    yield "入库日期", _day(head["banked_on"]), "政策储备", _day(head["reserved_on"])


def _texts(sheet: IdeaSheet) -> Iterator[tuple[str, str]]:
    yield "问题", sheet.text.problem
    yield "建议方案", sheet.text.proposal
    yield "预期效益", sheet.text.benefit
    if sheet.head["effect"]:
        yield "成效", sheet.head["effect"]


def _gate(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.decisions.empty:
        return False
    paper.heading(heading)
    latest = next(sheet.decisions.itertuples())
    answers = "；".join(f"{each.label}：{'是' if getattr(latest, each.value) else '否'}" for each in GateQuestion)
    paper.text(f"{answers}。{_in_words(local(latest.at))}，{latest.by_name}，审查第 {latest.text_sequence} 版。")
    if latest.note:
        paper.text(masked(latest.note), begins="说明：")
    return True


def _sources(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.sources.empty:
        return False
    paper.heading(f"{heading}（{len(sheet.sources)} 件）")
    own = sheet.head["number"]
    rows = [
        (
            row.number,
            _day(row.received_on),
            masked(row.title) + ("" if row.from_idea == own else f"（{row.from_idea}）"),
        )
        for row in sheet.sources.itertuples()
    ]
    paper.table([("编号", "收到日期", "标题"), *rows], (36, 31, WIDTH_MM - 67))
    return True


def _answers(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.departments.empty:
        return False
    paper.heading(heading)
    given = {row.department_code: row for row in sheet.answers.itertuples()}
    for row in sheet.departments.itertuples():
        begins = f"{_department(sheet, row.department_code)}（{DepartmentPart(row.part).label}）："
        answer = given.get(row.department_code)
        if answer is None:
            paper.text("还没有答题。", begins=begins)
            continue
        paper.text(f"{masked(answer.answer)}（{_in_words(local(answer.at))}，{answer.by_name}）", begins=begins)
        if answer.plan:
            paper.text(masked(answer.plan), begins="工作方案：")
    return True


def _opinions(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.opinions.empty:
        return False
    paper.heading(f"{heading}（{len(sheet.opinions)} 条）")
    counts = sheet.opinions["stance"].value_counts()
    paper.text("，".join(f"{each.label} {counts.get(each.value, 0)} 条" for each in Stance) + "。")
    for row in sheet.opinions.itertuples():
        who = f"{row.name}（{PartnerKind(row.kind).label}，{_in_words(row.given_on)}，{Stance(row.stance).label}）："
        paper.text(masked(row.content), begins=who)
    return True


def _meetings(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.meetings.empty:
        return False
    paper.heading(f"{heading}（{len(sheet.meetings)} 次）")
    for row in sheet.meetings.itertuples():
        paper.text(f"{masked(row.topic)}，{masked(row.place)}。", begins=f"{_in_words(row.held_on)}：")
        there = "、".join([*row.attendees, *([masked(row.others)] if row.others else [])])
        if there:
            paper.text(there, begins="参加：")
        paper.text(masked(row.minutes), begins="纪要：")
    return True


def _policies(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.policies.empty:
        return False
    paper.heading(f"{heading}（{len(sheet.policies)} 份）")
    for row in sheet.policies.itertuples():
        issued = f"{_department(sheet, row.department_code)}，{_in_words(row.issued_on)}"
        paper.text(f"《{row.title}》（{row.document_number}，{issued}）")
        paper.text(masked(row.taken), begins="采用内容：")
    return True


def _projects(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.projects.empty:
        return False
    paper.heading(f"{heading}（{len(sheet.projects)} 个）")
    rows = [
        (row.number, masked(row.title), ProjectState(row.state).label, _day(row.established_on), _yuan(row.budget_yuan))
        for row in sheet.projects.itertuples()
    ]
    header = ("编号", "名称", "状态", "立项", "预算")
    paper.table([header, *rows], (36, WIDTH_MM - 118, 16, 31, 35))
    return True


def _history(sheet: IdeaSheet, paper: OfficialDocument, heading: str) -> bool:
    if sheet.history.empty:
        return False
    paper.heading(heading)
    saved = sheet.history[sheet.history["step"].isin(TEXT_STEPS)]
    rows = [
        (_day(local(row.at)), row.by_name, _step(row), masked(row.reason))
        for row in sheet.history[::-1].itertuples()
        if row.step not in TEXT_STEPS
    ]
    paper.table([("日期", "谁", "做了什么", "原因"), *rows], (31, 22, 47, WIDTH_MM - 100))
    if not saved.empty:
        last = next(saved.itertuples())
        paper.text(f"其间修改内容 {len(saved)} 次，最近一次是{_in_words(local(last.at))}，{last.by_name}。")
    return True


def _step(row) -> str:
    before, after = (
        {each.value: each.label for each in IdeaState}.get(state) for state in (row.from_state, row.to_state)
    )
    moved = " → ".join(filter(None, (before, after)))
    return f"{WorkStep(row.step).label}" + (f"：{moved}" if moved else "")


PARTS = {
    "门槛审查": _gate,
    "来源建议": _sources,
    "承办单位答题": _answers,
    "社会力量意见": _opinions,
    "会议": _meetings,
    "政策采用": _policies,
    "转化项目": _projects,
    "经过": _history,
}


def _department(sheet: IdeaSheet, code: str) -> str:
    return sheet.department_names.get(code, code)


def _day(on: date | None) -> str:
    return "—" if on is None or on != on else f"{on:%Y-%m-%d}"


def _in_words(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _yuan(amount: float | None) -> str:
    return "—" if amount is None or amount != amount else f"{amount:,.0f} 元"
