"""The columns of a suggestion's life, and the reasons people give for its side steps."""

from glossary import LeftOut, Step

MILESTONES = (
    "accepted_on", "assigned_on", "sign_due_on", "signed_on", "returned_on", "reassigned_on", "returned_again_on",
    "reassigned_again_on", "extended_on", "due_on", "first_due_on", "answered_at", "answered_on",
    "answer_working_days", "completed_at", "completed_on", "completed_minute", "redone_on", "followed_up_on",
    "followup_result", "closed_on", "left_out_on", "left_out_as", "concluded_on", "adoption", "converted_on",
    "conversion", "tier", "dispatch", "department_code", "first_receiver_code",
)  # fmt: skip
CLEARED_BY_REDO = (
    "answered_at", "answered_on", "answer_working_days", "completed_at", "completed_on", "completed_minute",
    "followed_up_on", "followup_result",
)  # fmt: skip
LEFT_OUT_STATES = {
    LeftOut.WITHDRAWN: (Step.WITHDRAWN, "来信人表示问题已自行解决，申请撤回"),
    LeftOut.DECLINED: (Step.DECLINED, "涉及诉讼或信访程序正在办理，不属于受理范围"),
    LeftOut.MERGED: (Step.MERGED, "同一人重复反映同一事项，并入{main}办理"),
}
RETURN_REASONS = ("不属于本单位职责", "需由属地先行核实", "权属在其他单位")
