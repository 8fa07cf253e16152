"""The workbook of 第三方评估: its columns, the same out and in. No SQL here."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class AssessmentColumn:
    """One column: the field it holds, its header, its width in characters, whether it is there to be filled in."""

    field: str
    header: str
    width: int
    is_filled_in: bool = False


COLUMNS = (
    AssessmentColumn("quarter", "季度", 9),
    AssessmentColumn("project", "项目编号", 15),
    AssessmentColumn("title", "项目名称", 24),
    AssessmentColumn("position", "序号", 6),
    AssessmentColumn("sequence", "版本", 6),
    AssessmentColumn("family", "类别", 7),
    AssessmentColumn("indicator", "指标", 24),
    AssessmentColumn("unit", "单位", 6),
    AssessmentColumn("scale", "怎么计分", 34),
    AssessmentColumn("weight", "权重", 7),
    AssessmentColumn("wanted_evidence", "应有的依据", 24),
    AssessmentColumn("kind", "情况", 10, True),
    AssessmentColumn("value", "数值", 12, True),
    AssessmentColumn("evidence", "依据（不适用的写原因）", 44, True),
    AssessmentColumn("reason", "更正原因（提交以后改动才填）", 30, True),
)
LABELS = {column.field: column.header.partition("（")[0] for column in COLUMNS}
NEEDED = ("quarter", "project", "position", "sequence", "kind", "value", "evidence")
# The row of a project that holds its method instead of a value.
METHOD_POSITION, METHOD_NAME = 0, "评估方法（写在“依据”一列）"


@dataclass(frozen=True)
class AssessmentRows:
    """Rows for a workbook: a line about the method of each project, then its indicators; fields of COLUMNS."""

    quarter: str
    rows: pd.DataFrame
    due_on: str
