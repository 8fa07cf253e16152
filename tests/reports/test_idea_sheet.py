"""The sheet of an idea: everything that belongs on it, nobody's personal data, set as official documents are."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from actions import idea_answers, idea_merging, invitations, policies, projects
from actions.policies import PolicyDocument
from data_access import schema
from data_access.engine import writing
from data_access.idea_sheets import sheet
from data_access.ideas import NoSuchIdea
from data_access.statements import counted_statements
from glossary import IdeaState, Role, Stance
from permissions import NotPermitted
from reports.idea_sheet import idea_sheet
from tests import factories
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW, TEXT

NUMBER = "JDZ-2025-0001"
TODAY = date(2025, 6, 3)
PHONE, IDENTITY, CITIZEN = "13812345678", "420683199001011234", "张大爷"
DONE = {"by": MANAGER, "at": NOW}


@pytest.fixture
def city(engine):
    return made.city(engine)


def version(engine) -> int:
    return made.row(engine, NUMBER).version


def full_idea(engine) -> None:
    """An idea with something in every part; phone and identity numbers wherever people write."""
    text = replace(
        TEXT, problem=f"老人下楼难，请联系{PHONE}。\n第二段。", benefit=f"便民 {IDENTITY}", cost_yuan=1_200_000
    )
    made.idea(engine, IdeaState.BANKED, text, sources=("2025-000001", "2025-000002", "2025-000003"))
    with writing(engine) as connection:
        for position, key in ((1, "a"), (2, "a")):
            person = {"suggestion_id": position, "person_key": key, "name": CITIZEN, "phone": PHONE}
            connection.execute(schema.personal_data.insert().values(person))
        title = schema.suggestion_text.update().where(schema.suggestion_text.c.suggestion_id == 1)
        connection.execute(title.values(title=f"加装电梯，{PHONE}"))
    parts = {"lead": "housing", "supporting": ("finance",)}
    idea_answers.set_departments(engine, number=NUMBER, version=version(engine), **parts, **DONE)
    told = {"answer": f"同意，电话{PHONE}", "plan": "三年装完"}
    idea_answers.answer(engine, number=NUMBER, department_code="housing", **told, **DONE)
    about = {"held_on": TODAY, "place": "社区会议室", "topic": "怎么分摊", "minutes": f"按楼层分摊。{PHONE}"}
    invitations.record_meeting(engine, number=NUMBER, **about, partner_ids=(1,), others="居民代表", **DONE)
    opinion = {"stance": Stance.AMEND, "content": f"补助要分档 {PHONE}", "given_on": TODAY}
    invitations.record_opinion(engine, number=NUMBER, partner_id=1, **opinion, **DONE)
    document = PolicyDocument("加装电梯实施办法", "枣政办发〔2025〕8号", TODAY, "housing", "补助标准")
    policies.link_policy(engine, number=NUMBER, version=version(engine), document=document, **DONE)
    projects.establish(
        engine, title="加装电梯一期", established_on=TODAY, idea_number=NUMBER, budget_yuan=3_000_000, **DONE
    )


def written(engine, by=MANAGER) -> bytes:
    return idea_sheet(sheet(engine, number=NUMBER, by=by), at=NOW)


def text_of(content: bytes) -> str:
    """Paragraphs and table rows from top to bottom."""
    lines = []
    for block in Document(io.BytesIO(content)).iter_inner_content():
        rows = getattr(block, "rows", None)
        lines += [block.text] if rows is None else [" | ".join(cell.text for cell in row.cells) for row in rows]
    return "\n".join(lines)


def test_everything_about_an_idea_stands_on_its_sheet(city):
    full_idea(city)
    lines = text_of(written(city)).split("\n")
    history = lines.index("日期 | 谁 | 做了什么 | 原因")
    steps = [line.split(" | ")[2] for line in lines[history + 1 : -1]]
    assert steps == [
        "建立：征集",
        "列入来源",
        "流转：征集 → 梳理",
        "门槛审查",
        "流转：梳理 → 论证",
        "流转：论证 → 入库",
        "确定承办单位",
        "答题",
        "登记会议",
        "登记意见",
        "政策采用",
        "流转：入库 → 转化",
        "转化立项",
    ]
    assert "\n".join([*lines[:history], lines[-1]]) == "\n".join(
        [
            "老旧小区加装电梯",
            "金点子 JDZ-2025-0001",
            "状态 | 转化（2025-06-03起） | 点题 | 群众点题",
            "分类 | 住房/电梯 | 镇办区 | 南城街道",
            "来源建议 | 3 件 | 建议人 | 1 人，另有 1 件未留身份",
            "预计费用 | 1,200,000 元 | 门槛审查 | 通过",
            "主责单位 | 住建局 | 配合单位 | 财政局",
            "入库日期 | 2025-06-03 | 政策储备 | —",
            "一、问题",
            "老人下楼难，请联系138****5678。",
            "第二段。",
            "二、建议方案",
            "按单元自愿、政府补助一部分。",
            "三、预期效益",
            "便民 420***********1234",
            "四、门槛审查",
            "符合公共利益：是；合法合规：是；属于本市职权：是；不是个人诉求：是。2025年6月3日，沈若兰，审查第 1 版。",
            "五、来源建议（3 件）",
            "编号 | 收到日期 | 标题",
            "2025-000001 | 2025-05-06 | 加装电梯，138****5678",
            "2025-000002 | 2025-05-06 | 建议加装电梯 2",
            "2025-000003 | 2025-05-06 | 建议加装电梯 3",
            "六、承办单位答题",
            "住建局（主责）：同意，电话138****5678（2025年6月3日，沈若兰）",
            "工作方案：三年装完",
            "财政局（配合）：还没有答题。",
            "七、社会力量意见（2 条）",
            "支持 1 条，建议修改 1 条，不赞成 0 条。",
            "规划师1（社区规划师，2025年6月3日，建议修改）：补助要分档 138****5678",
            "规划师1（社区规划师，2025年6月3日，支持）：可行",
            "八、会议（1 次）",
            "2025年6月3日：怎么分摊，社区会议室。",
            "参加：规划师1、居民代表",
            "纪要：按楼层分摊。138****5678",
            "九、政策采用（1 份）",
            "《加装电梯实施办法》（枣政办发〔2025〕8号，住建局，2025年6月3日）",
            "采用内容：补助标准",
            "十、转化项目（1 个）",
            "编号 | 名称 | 状态 | 立项 | 预算",
            "XM-2025-0001 | 加装电梯一期 | 立项 | 2025-06-03 | 3,000,000 元",
            "十一、经过",
            "内容截至2025年6月3日 10:00，由民声工作台生成。",
        ]
    )


def test_a_bare_idea_says_what_there_is_not_yet(city):
    made.idea(city, text=replace(TEXT, problem="", proposal="", category_code=None, township_codes=()), sources=())
    said = text_of(written(city))
    assert said.count("未填写") == 3
    for part in ("未分类", "全市", "0 件", "0 人", "未估算", "待审查", "未确定"):
        assert part in said
    assert "尚无：门槛审查、来源建议、承办单位答题、社会力量意见、会议、政策采用、转化项目。" in said


def test_nobodys_personal_data_is_in_any_part_of_the_file(city):
    full_idea(city)
    with zipfile.ZipFile(io.BytesIO(written(city))) as package:
        everything = "".join(
            re.sub(r"<[^>]+>", "", package.read(name).decode("utf-8", "replace")) for name in package.namelist()
        )
    for secret in (PHONE, IDENTITY, CITIZEN):
        assert secret not in everything


def test_saved_texts_are_counted_and_confidential_sources_left_out(city):
    made.idea(city, sources=("2025-000001", "2025-000002"))
    for problem in "甲乙丙":
        made.write(city, NUMBER, replace(TEXT, problem=problem))
    with writing(city) as connection:
        chosen = schema.suggestion.update().where(schema.suggestion.c.number == "2025-000002")
        connection.execute(chosen.values(confidential=True))
    said = text_of(written(city))
    assert "其间修改内容 3 次，最近一次是2025年6月3日，沈若兰。" in said
    assert "五、来源建议（1 件）" not in said
    assert "来源建议（1 件）" in said
    assert "2025-000002" not in said


def test_what_was_merged_into_an_idea_stands_on_its_sheet(city):
    made.idea(city)
    made.idea(city, text=replace(TEXT, title="电梯补助"), sources=("2025-000002",))
    small = {"number": "JDZ-2025-0002", "version": made.row(city, "JDZ-2025-0002").version, "into": NUMBER}
    idea_merging.merge(city, **small, reason="同一件事", **DONE)
    said = text_of(written(city))
    assert "2025-000002 | 2025-05-06 | 建议加装电梯 2（JDZ-2025-0002）" in said
    merged = idea_sheet(sheet(city, number="JDZ-2025-0002", by=MANAGER), at=NOW)
    assert "状态 | 已并入 JDZ-2025-0001" in text_of(merged)


def test_paper_margins_fonts_and_lines_are_those_of_official_documents(city):
    full_idea(city)
    document = Document(io.BytesIO(written(city)))
    page = document.sections[0]
    sizes = (
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    )
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 37, 35, 28, 26]
    for name, font, points, lines in (("Normal", "仿宋_GB2312", 16, 28), ("Heading 1", "黑体", 16, 28)):
        style = document.styles[name]
        fonts = style.element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {font}
        assert (style.font.size, style.paragraph_format.line_spacing) == (Pt(points), Pt(lines))
    body = next(each for each in document.paragraphs if each.text.startswith("老人下楼难"))
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert "PAGE" in page.footer._element.xml


def test_demonstration_data_are_marked_on_every_page(city):
    made.idea(city)
    assert Document(io.BytesIO(written(city))).sections[0].header.paragraphs[0].text == ""
    factories.demonstration(city)
    assert Document(io.BytesIO(written(city))).sections[0].header.paragraphs[0].text == "演示数据：内容均为虚构"


def test_every_part_of_the_package_is_whole_and_signs_no_document_holds_are_left_out(city):
    made.idea(city, text=replace(TEXT, title="<电梯>&\x01", problem="甲\x0b乙\ufffe]]>丙"))
    content = written(city)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
    assert text_of(content).startswith("<电梯>&\n")


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_an_idea_gets_its_sheet(city, role):
    made.idea(city)
    made.lead(city, NUMBER)
    if role is Role.HANDLER:
        assert written(city, by=made.person(role, department_code="housing"))
        with pytest.raises(NoSuchIdea):
            written(city, by=made.person(role, department_code="finance"))
    elif role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR):
        assert written(city, by=made.person(role))
    else:
        with pytest.raises(NotPermitted):
            written(city, by=made.person(role))


def test_the_number_of_statements_does_not_grow(city):
    made.idea(city)
    with counted_statements(city) as few:
        sheet(city, number=NUMBER, by=MANAGER)
    made.write(city, NUMBER, replace(TEXT, problem="甲"))
    for _partner in range(3):
        made.opinion(city, NUMBER)
    with counted_statements(city) as many:
        sheet(city, number=NUMBER, by=MANAGER)
    assert len(many) == len(few) == 19
