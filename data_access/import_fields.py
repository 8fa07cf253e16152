"""What an imported message can carry, and which column of a platform's export is which. No SQL here."""

import re
from collections.abc import Mapping, Sequence

from data_access.workbook_errors import MissingColumns

# Our field → its label on screen.
FIELDS = {
    "outside_number": "原平台编号",
    "person": "来信人",
    "phone": "联系电话",
    "id_number": "身份证号",
    "address": "联系地址",
    "title": "标题",
    "content": "内容",
    "received_at": "收到时间",
    "nature": "性质",
    "category": "分类",
    "township": "镇办区",
    "department": "承办单位",
    "tier": "办理等级",
    "station": "民情驿站",
    "collector": "民情收集员",
    "likes": "点赞数",
    "dislikes": "反对数",
    "answer": "答复内容",
    "answered_at": "答复时间",
    "completed_at": "办结时间",
}

# Names seen in exports, most telling first.
_SYNONYMS = {
    "outside_number": "留言编号 工单编号 工单号 信件编号 来信编号 建议编号 诉求编号 受理编号 事项编号 编号 单号 "
    "uniquekey id",
    "person": "留言用户 用户 网友 来信人 姓名 建议人 诉求人 反映人 来电人 留言人 联系人 市民姓名 群众姓名 昵称 name",
    "phone": "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 来电号码 诉求人电话 phone",
    "id_number": "身份证号 身份证号码 身份证 证件号码 证件号 idnumber",
    "address": "联系地址 住址 家庭住址 地址 通讯地址 诉求地址 address",
    "title": "留言主题 标题 主题 留言标题 信件标题 来信标题 建议标题 诉求标题 工单标题 事项名称 "
    "complainttype title subject",
    "content": "留言详情 诉求内容 内容 留言内容 来信内容 信件内容 建议内容 工单内容 反映内容 问题描述 诉求描述 详情 "
    "意见建议 descriptor content description",
    "received_at": "留言时间 来信时间 收到时间 受理时间 诉求时间 来电时间 登记时间 提交时间 创建时间 建议时间 反映时间 "
    "留言日期 来信日期 受理日期 接收时间 收件时间 时间 日期 opendate createddate receivedat",
    "nature": "性质 留言性质 诉求性质 信件类型 诉求类型 留言类型 工单类型 nature",
    "category": "二级分类 分类 问题分类 所属分类 事项分类 诉求分类 留言分类 一级分类 类别 category",
    "township": "镇办区 乡镇 镇街 镇办 所属乡镇 所属区域 区域 乡镇街道 所属镇街 township",
    "department": "承办单位 主办单位 责任单位 办理单位 承办部门 主责单位 办理部门 处理部门 department",
    "tier": "办理等级 办理类型 办理方式 等级 tier",
    "station": "民情驿站 驿站 驿站名称 收集点 station",
    "collector": "民情收集员 收集员 收集人 采集人 collector",
    "likes": "点赞数 点赞 赞成数 支持数 赞同数 likes",
    "dislikes": "反对数 反对 点踩数 不支持数 dislikes",
    "answer": "答复意见 答复内容 回复内容 回复意见 办理结果 答复 回复 处理结果 官方回复 answer",
    "answered_at": "答复时间 回复时间 答复日期 回复日期 反馈时间 answeredat",
    "completed_at": "办结时间 办结日期 完成时间 办理完成时间 结案时间 closedate closeddate completedat",
}

_NOISE = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]|[\s_*＊:：\-/]+")


def plain(name: str) -> str:
    """A column name without spaces, brackets, marks or case, for comparing."""
    return _NOISE.sub("", name).lower()


def guess_mapping(
    header: Sequence[str], remembered: Mapping[str, str] | None = None, seen: Sequence[str] = ()
) -> dict[str, str]:
    """Our field → column of this file: what a person confirmed last time, else by known names.

    seen: the columns of the file that was confirmed; one of them left out then is left out again.
    """
    mapping = {field: column for field, column in (remembered or {}).items() if field in FIELDS and column in header}
    left_out = set(seen) - set(mapping.values())
    by_plain: dict[str, str] = {}
    for column in header:
        if column not in left_out:
            by_plain.setdefault(plain(column), column)
    for field, names in _SYNONYMS.items():
        candidates = (by_plain.get(name) for name in [plain(FIELDS[field]), *names.split()])
        column = next((found for found in candidates if found and found not in mapping.values()), None)
        if field not in mapping and column:
            mapping[field] = column
    return {field: mapping[field] for field in FIELDS if field in mapping}


def check_mapping(mapping: Mapping[str, str], header: Sequence[str], *, needs_time: bool = True) -> None:
    """Raise MissingColumns unless the file can give a text and, when no day was stated for all, a time."""
    unknown = [column for column in mapping.values() if column not in header]
    if unknown:
        raise MissingColumns(f"文件里没有“{'”“'.join(unknown)}”列，没有存入任何内容。请重新对应列后再导入。")
    if needs_time and "received_at" not in mapping:
        raise MissingColumns(
            "没有认出哪一列是收到时间，没有存入任何内容。请指定收到时间所在的列，或写明没有时间的行按哪一天算，再导入。"
        )
    if "content" not in mapping and "title" not in mapping:
        raise MissingColumns("没有认出哪一列是留言内容，没有存入任何内容。请指定内容或标题所在的列后再导入。")
    if len(set(mapping.values())) < len(mapping):
        raise MissingColumns("有一列被对应到了两个项目，没有存入任何内容。请让每一列只对应一个项目后再导入。")
    unknown_fields = [field for field in mapping if field not in FIELDS]
    if unknown_fields:
        raise MissingColumns(f"没有“{'”“'.join(unknown_fields)}”这个项目，没有存入任何内容。请重新对应列后再导入。")
