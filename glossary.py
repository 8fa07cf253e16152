"""Closed vocabularies (a word list): the English code kept in the database and the Chinese label shown on screen.

Long because it is the one dictionary of the code: whoever wonders what a term is called looks here and nowhere else.
"""

from enum import StrEnum


class Term(StrEnum):
    """A code that knows its Chinese label."""

    label: str

    def __new__(cls, code: str, label: str) -> "Term":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Nature(Term):
    """性质: what kind of message a suggestion is."""

    SUGGESTION_PROPER = "suggestion_proper", "意见建议"
    REQUEST = "request", "求助"
    COMPLAINT = "complaint", "投诉"
    QUESTION = "question", "咨询"
    REPORT = "report", "举报"
    PRAISE = "praise", "表扬"


class Line(Term):
    """双线: whether a channel is online or offline."""

    ONLINE = "online", "线上"
    OFFLINE = "offline", "线下"


class Channel(Term):
    """渠道: where a suggestion came in."""

    GOVERNMENT_APP = "government_app", "政务APP"
    WECHAT = "wechat", "微信公众号"
    MAYOR_MAILBOX = "mayor_mailbox", "市长信箱"
    SERVICE_PORTAL = "service_portal", "政务服务网"
    HOTLINE_12345 = "hotline_12345", "12345"
    ONLINE_INQUIRY = "online_inquiry", "网络问政"
    ZAOSHI_ZAOBAN = "zaoshi_zaoban", "枣事早办"
    ZAO_CANYU = "zao_canyu", "枣参与"
    STATION = "station", "民情驿站"
    HOME_VISIT = "home_visit", "入户走访"
    RECEPTION = "reception", "定点接访"
    FIELD_VISIT = "field_visit", "带件下访"


OFFLINE_CHANNELS = frozenset({Channel.STATION, Channel.HOME_VISIT, Channel.RECEPTION, Channel.FIELD_VISIT})


class Tier(Term):
    """办理等级: which limit and procedure apply."""

    IMMEDIATE = "immediate", "即可办"
    TIME_LIMITED = "time_limited", "限期办"
    STUDY = "study", "研究办"


class State(Term):
    """环节: where a suggestion stands in its life."""

    REGISTERED = "registered", "已登记"
    ACCEPTED = "accepted", "已受理"
    TRIAGED = "triaged", "已分类"
    ASSIGNED = "assigned", "已交办"
    SIGNED = "signed", "已签收"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已答复"
    COMPLETED = "completed", "已办结"
    FOLLOWED_UP = "followed_up", "已回访"
    CLOSED = "closed", "已销号"
    RETURNED = "returned", "已退单"
    CONSULTATION = "consultation", "会商中"
    SUSPENDED = "suspended", "已挂起"
    SUBMITTED = "submitted", "提级交办"
    FILED = "filed", "已备案"


class Step(Term):
    """History entry: what happened to a suggestion."""

    REGISTERED = "registered", "登记"
    IMPORTED = "imported", "导入"
    ACCEPTED = "accepted", "受理"
    TRIAGED = "triaged", "分类"
    ASSIGNED = "assigned", "交办"
    SIGNED = "signed", "签收"
    HANDLING = "handling", "开始办理"
    RETURNED = "returned", "退单"
    EXTENDED = "extended", "延期"
    SUSPENDED = "suspended", "挂起"
    RESUMED = "resumed", "恢复办理"
    CONSULTATION = "consultation", "联席会商"
    ANSWERED = "answered", "答复"
    COMPLETED = "completed", "审核办结"
    FOLLOWED_UP = "followed_up", "回访"
    REDO = "redo", "重办"
    CLOSED = "closed", "销号"
    WITHDRAWN = "withdrawn", "撤回"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "并案"
    SUBMITTED = "submitted", "提级交办"
    FILED = "filed", "备案"
    CHANGED = "changed", "修改"
    TAKEN_UP = "taken_up", "列入金点子"
    LET_GO = "let_go", "移出金点子"


class LeftOut(Term):
    """Why a suggestion is not part of the cohort."""

    WITHDRAWN = "withdrawn", "已撤回"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已并案"


class FollowUpResult(Term):
    """回访结果: five levels of satisfaction, and three ways of having none."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    BASICALLY_SATISFIED = "basically_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意"
    NOT_RATED = "not_rated", "未评价"
    REFUSED = "refused", "拒访"
    UNREACHED = "unreached", "未接通"


RATED = (
    FollowUpResult.VERY_SATISFIED,
    FollowUpResult.SATISFIED,
    FollowUpResult.BASICALLY_SATISFIED,
    FollowUpResult.DISSATISFIED,
    FollowUpResult.VERY_DISSATISFIED,
)


# Shares answered within so many working days are shown for these.
ANSWER_LIMITS = (5, 10, 15, 30)
# Open cases by age: up to so many working days, and beyond the last.
AGE_BANDS = ((2, "2 日内"), (5, "3—5 日"), (10, "6—10 日"), (30, "11—30 日"), (60, "31—60 日"))
OLDEST_BAND = "60 日以上"


class Adoption(Term):
    """采纳情况."""

    ADOPTED = "adopted", "采纳"
    PARTLY_ADOPTED = "partly_adopted", "部分采纳"
    NOT_ADOPTED = "not_adopted", "未采纳"


class Conversion(Term):
    """转化去向: what an adopted suggestion became."""

    POLICY = "policy", "政策"
    PROJECT = "project", "项目"


class Dispatch(Term):
    """派单方式."""

    MANUAL = "manual", "人工派单"
    SMART = "smart", "智能派单"


class SubjectKind(Term):
    """What has a history, comments and attachments of its own."""

    IDEA = "idea", "金点子"
    PROJECT = "project", "项目"
    PARTNER = "partner", "社会力量"
    QUARTER = "quarter", "季度三评"


class IdeaState(Term):
    """金点子 on its way from a question to an effect; the last two are beside the way."""

    COLLECTED = "collected", "征集"
    REFINED = "refined", "梳理"
    APPRAISED = "appraised", "论证"
    BANKED = "banked", "入库"
    CONVERTED = "converted", "转化"
    EFFECTIVE = "effective", "见效"
    RETAINED = "retained", "留存参考"
    NOT_ADOPTED = "not_adopted", "不采纳"


# An idea counts as adopted from the bank on; as concluded once it is adopted or set beside the way.
ADOPTED_IDEA_STATES = (IdeaState.BANKED, IdeaState.CONVERTED, IdeaState.EFFECTIVE)
BESIDE_THE_WAY = (IdeaState.RETAINED, IdeaState.NOT_ADOPTED)
OPEN_IDEA_STATES = (IdeaState.COLLECTED, IdeaState.REFINED, IdeaState.APPRAISED)


class IdeaOutcome(Term):
    """What took an adopted idea up."""

    POLICY = "policy", "政策"
    BOTH = "both", "政策和项目"
    PROJECT = "project", "项目"
    NONE = "none", "未登记去向"


class IdeaOrigin(Term):
    """Who raised the topic of an idea."""

    CITIZENS = "citizens", "群众点题"
    LEADER = "leader", "领导点题"


class Gate(Term):
    """门槛审查: whether an idea may be appraised and scored at all."""

    OPEN = "open", "待审查"
    PASSED = "passed", "通过"
    FAILED = "failed", "未通过"


class GateQuestion(Term):
    """What the gate asks; every answer must be yes. The codes are columns of idea_gate."""

    PUBLIC_INTEREST = "public_interest", "符合公共利益"
    LAWFUL = "lawful", "合法合规"
    WITHIN_POWERS = "within_powers", "属于本市职权"
    NOT_PERSONAL = "not_personal", "不是个人诉求"


class DepartmentPart(Term):
    """主责 or 配合."""

    LEAD = "lead", "主责"
    SUPPORTING = "supporting", "配合"


class PartnerKind(Term):
    """社会力量: who works on ideas from outside."""

    OBSERVER = "observer", "民意观察员"
    PLANNER = "planner", "社区规划师"
    INSTITUTION = "institution", "专业机构"
    VOLUNTEER = "volunteer", "志愿者"


class PartnerStanding(Term):
    """Whether a partner can be asked on a day; the two in their term can."""

    IN_TERM = "in_term", "任期内"
    ENDING = "ending", "60日内到期"
    OUT_OF_TERM = "out_of_term", "不在任期"
    SET_ASIDE = "set_aside", "已停用"


# Days before the end of a term from which it counts as ending.
TERM_ENDING_DAYS = 60
CAN_BE_ASKED = (PartnerStanding.IN_TERM, PartnerStanding.ENDING)


class InvitationState(Term):
    """What became of an invitation."""

    INVITED = "invited", "待反馈"
    ANSWERED = "answered", "已反馈"
    DECLINED = "declined", "婉拒"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "不再征求"
    LAPSED = "lapsed", "未反馈"


class Stance(Term):
    """What an opinion comes to."""

    SUPPORT = "support", "支持"
    AMEND = "amend", "建议修改"
    AGAINST = "against", "不赞成"


class ProjectState(Term):
    """民声转化项目."""

    ESTABLISHED = "established", "立项"
    UNDER_REVIEW = "under_review", "评审"
    IMPLEMENTING = "implementing", "实施"
    COMPLETED = "completed", "完成"
    EFFECTIVE = "effective", "见效"
    ARCHIVED = "archived", "归档"
    WITHDRAWN = "withdrawn", "已撤项"


class ReviewConclusion(Term):
    """What a finished expert review came to."""

    PASSED = "passed", "通过"
    PASSED_WITH_CHANGES = "passed_with_changes", "修改后通过"
    FAILED = "failed", "不通过"


class QuarterState(Term):
    """A quarter of the 三评."""

    PREPARING = "preparing", "筹备"
    OPEN = "open", "评估中"
    PUBLISHED = "published", "已发布"


class EvaluationSource(Term):
    """三评: where a score comes from."""

    CITIZENS = "citizens", "群众评议"
    EXPERTS = "experts", "专家评审"
    THIRD_PARTY = "third_party", "第三方评估"


class Grade(Term):
    """The four grades, best first."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    QUALIFIED = "qualified", "合格"
    UNQUALIFIED = "unqualified", "不合格"


class RatingStage(Term):
    """The stages at which citizens rate, in the order they are reached."""

    COLLECTION = "collection", "收集"
    ASSIGNMENT = "assignment", "交办"
    HANDLING = "handling", "办理"
    FEEDBACK = "feedback", "反馈"
    EFFECT = "effect", "效果"


class RatingSource(Term):
    """How a citizen's rating came in."""

    PHONE = "phone", "电话回访"
    VISIT = "visit", "上门回访"
    SMS = "sms", "短信回访"
    TRACKING_PAGE = "tracking_page", "群众查询页"
    IMPORTED = "imported", "表格导入"


class HoldReason(Term):
    """Why a rating is quarantined."""

    DEVICE = "device", "同一设备评价过多"
    BURST = "burst", "短时集中给同一评价"
    TOO_FAST = "too_fast", "作答不足3秒"
    BY_HAND = "by_hand", "人工隔离"


class Relation(Term):
    """利害关系 of an expert and a project; everything but the first means 回避."""

    NONE = "none", "无利害关系"
    OWN_UNIT = "own_unit", "本单位项目"
    DEPARTMENT = "department", "任职于主责或配合单位"
    FORMER_EMPLOYER = "former_employer", "三年内曾任职的单位"
    KINSHIP = "kinship", "亲属关系"
    PAID = "paid", "有偿服务或合作关系"
    OTHER = "other", "其他可能影响公正的关系"


class ReviewState(Term):
    """Where one expert stands with one project in a round."""

    UNDECLARED = "undeclared", "待声明"
    WAITING = "waiting", "待评分"
    SUBMITTED = "submitted", "已提交"
    ABSTAINED = "abstained", "已弃权"
    RECUSED = "recused", "已回避"
    MISSED = "missed", "未评"


class IndicatorFamily(Term):
    """第三方评估: what an indicator is about."""

    DECISION = "decision", "决策"
    PROCESS = "process", "过程"
    OUTPUT = "output", "产出"
    BENEFIT = "benefit", "效益"


class IndicatorDirection(Term):
    """Which values of an indicator are good."""

    BENEFIT = "benefit", "越高越好"
    COST = "cost", "越低越好"
    INTERVAL = "interval", "在区间内为好"


class ValueKind(Term):
    """What the third party says about an indicator."""

    PROVIDED = "provided", "有数值"
    NOT_APPLICABLE = "not_applicable", "不适用"
    NOT_PROVIDED = "not_provided", "未提供"


class ObjectionOutcome(Term):
    """What an objection of a department came to."""

    UPHELD = "upheld", "维持原值"
    CORRECTED = "corrected", "已更正"


class WorkStep(Term):
    """History entry of an idea, a project, a partner or a quarter of the 三评."""

    CREATED = "created", "建立"
    TEXT_SAVED = "text_saved", "修改内容"
    TEXT_SET_ASIDE = "text_set_aside", "另存（与他人同时修改）"
    MOVED = "moved", "流转"
    MOVED_BACK = "moved_back", "退回"
    GATE_DECIDED = "gate_decided", "门槛审查"
    SOURCE_ADDED = "source_added", "列入来源"
    SOURCE_REMOVED = "source_removed", "移出来源"
    MERGED = "merged", "并入"
    MERGED_FROM = "merged_from", "接收并入"
    UNMERGED = "unmerged", "撤销并入"
    DEPARTMENTS_SET = "departments_set", "确定承办单位"
    ANSWERED = "answered", "答题"
    INVITED = "invited", "邀请"
    INVITATION_CLOSED = "invitation_closed", "邀请结束"
    INVITATION_REOPENED = "invitation_reopened", "邀请恢复"
    OPINION_RECORDED = "opinion_recorded", "登记意见"
    MEETING_RECORDED = "meeting_recorded", "登记会议"
    MILESTONE_SET = "milestone_set", "节点"
    RESERVED = "reserved", "列入政策储备"
    RELEASED = "released", "移出政策储备"
    POLICY_LINKED = "policy_linked", "政策采用"
    POLICY_UNLINKED = "policy_unlinked", "撤销政策采用"
    PROJECT_CREATED = "project_created", "转化立项"
    PROJECT_WITHDRAWN = "project_withdrawn", "项目撤项"
    PROJECT_RESTORED = "project_restored", "项目恢复立项"
    TARGET_SET = "target_set", "目标"
    PROGRESS_REPORTED = "progress_reported", "季度进展"
    REVIEW_FINISHED = "review_finished", "评审结束"
    REVIEW_REVOKED = "review_revoked", "撤销评审结论"
    ATTACHED = "attached", "上传附件"
    DETACHED = "detached", "移除附件"
    RULES_CHOSEN = "rules_chosen", "确定评估规则"
    PROJECTS_CHOSEN = "projects_chosen", "确定参评项目"
    VETOED = "vetoed", "一票否决"
    PANEL_SET = "panel_set", "专家分组"
    EXPERT_ASSIGNED = "expert_assigned", "分派专家"
    EXPERT_UNASSIGNED = "expert_unassigned", "撤回分派"
    RELATION_DECLARED = "relation_declared", "利害关系声明"
    EXPERT_RECUSED = "expert_recused", "专家回避"
    ROUND_OPENED = "round_opened", "开启轮次"
    ROUND_DEADLINE = "round_deadline", "调整轮次期限"
    ROUND_REMINDED = "round_reminded", "催评"
    ROUND_CLOSED = "round_closed", "关闭轮次"
    REVIEW_SUBMITTED = "review_submitted", "提交评分"
    REVIEW_ABSTAINED = "review_abstained", "弃权"
    REVIEW_RETURNED = "review_returned", "退回重评"
    REASON_ASKED = "reason_asked", "请专家说明"
    REASON_GIVEN = "reason_given", "专家说明"
    ASSESSOR_ASSIGNED = "assessor_assigned", "分派第三方"
    VALUE_RECORDED = "value_recorded", "登记指标值"
    ASSESSMENT_SUBMITTED = "assessment_submitted", "提交第三方评估"
    OBJECTED = "objected", "提出异议"
    OBJECTION_ANSWERED = "objection_answered", "答复异议"
    RATINGS_RECORDED = "ratings_recorded", "登记群众评议"
    RATING_WITHDRAWN = "rating_withdrawn", "撤销评议"
    RATINGS_HELD = "ratings_held", "隔离评议"
    RATINGS_RELEASED = "ratings_released", "解除隔离"
    INVITED_COUNTED = "invited_counted", "登记应评人数"
    SELF_ASSESSED = "self_assessed", "自评"
    LEADER_COMMENTED = "leader_commented", "点评"
    PUBLISHED = "published", "定稿发布"
    RESTATED = "restated", "更正发布"
    CHANGED = "changed", "修改"


class StationKind(Term):
    """民情驿站 stands in a community, a business district or an industrial park."""

    COMMUNITY = "community", "社区"
    BUSINESS_DISTRICT = "business_district", "商圈"
    INDUSTRIAL_PARK = "industrial_park", "园区"


class CollectorKind(Term):
    """民情收集员: 两代表一委员, 社区工作者, 志愿者."""

    PARTY_DELEGATE = "party_delegate", "党代表"
    CONGRESS_DEPUTY = "congress_deputy", "人大代表"
    CONSULTATIVE_MEMBER = "consultative_member", "政协委员"
    COMMUNITY_WORKER = "community_worker", "社区工作者"
    VOLUNTEER = "volunteer", "志愿者"


class Role(Term):
    """One role per account."""

    LEADER = "leader", "领导"
    OFFICER = "officer", "分办员"
    HANDLER = "handler", "承办单位经办人"
    COLLECTOR = "collector", "民情收集员"
    PROJECT_MANAGER = "project_manager", "项目经理"
    COORDINATOR = "coordinator", "评估专员"
    EXPERT = "expert", "专家"
    ASSESSOR = "assessor", "第三方评估机构"
    ADMINISTRATOR = "administrator", "系统管理员"


def labels(vocabulary: type[Term]) -> dict[str, str]:
    """Code → Chinese label, in the vocabulary's own order."""
    return {member.value: member.label for member in vocabulary}


def code_of(vocabulary: type[Term], text: str) -> str | None:
    """The code behind a Chinese label or a code as written by a person; None when it is neither."""
    wanted = text.strip()
    for member in vocabulary:
        if wanted in (member.value, member.label):
            return member.value
    return None


class Kpi(Term):
    """The figures of the KPI table; what each means is in docs/metrics.md."""

    COMPLETION_RATE = "completion_rate", "办结率"
    ON_TIME_RATE = "on_time_rate", "按期办结率"
    ON_TIME_OF_COMPLETED = "on_time_of_completed", "按期/已办结"
    OVERDUE_OPEN = "overdue_open", "在办超期"
    LONGEST_OVERDUE = "longest_overdue", "最长超期"
    SIGN_RATE = "sign_rate", "签收及时率"
    RETURN_RATE = "return_rate", "退单率"
    REDO_RATE = "redo_rate", "重办率"
    EXTENSION_RATE = "extension_rate", "延期率"
    HANDLING_TIME = "handling_time", "办理时长"
    EFFICIENCY_GAIN = "efficiency_gain", "效率提升"
    VALID_FOLLOWUP_RATE = "valid_followup_rate", "有效回访率"
    SATISFACTION_RATE = "satisfaction_rate", "满意率"
    SATISFACTION_RATE_STRICT = "satisfaction_rate_strict", "严格满意率"
    ADOPTION_RATE = "adoption_rate", "采纳率"
    CONVERSION_RATE = "conversion_rate", "转化率"
