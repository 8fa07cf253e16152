"""依据文件 of a project's assessment: for the assessor to keep, for whoever may read the assessment's files to open."""

import streamlit as st

from glossary import SubjectKind
from ui import attachments
from ui.assessments import assessment_loaders

ABOUT = (
    "台账、照片、检测报告等原始材料，提交前只有您能看到；提交后评估专员、领导和项目主责单位可以打开。"
    "定稿发布前都可以补充或移除，移除要写原因，都留记录。"
)
NOT_HERE = "依据文件只对评估机构、评估专员、领导和项目主责单位开放。"


def keep(quarter: str, number: str) -> None:
    """The assessor's, with an upload, while the quarter takes values."""
    part = assessment_loaders.evidence_part(quarter, number)
    if part is not None:
        st.subheader("依据文件")
        st.caption(ABOUT)
        attachments.show(SubjectKind.PROJECT, number, part, may_add=True, key=f"assessment.evidence.{part}")


def show(quarter: str, number: str) -> None:
    """To open only; who may not is told whom they are for."""
    part = assessment_loaders.evidence_part(quarter, number)
    st.markdown("**依据文件**")
    if part is None:
        st.caption(NOT_HERE)
    else:
        attachments.show(SubjectKind.PROJECT, number, part, may_add=False, key=f"assessment.evidence.{part}")
