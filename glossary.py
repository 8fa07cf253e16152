"""Closed vocabularies: the English code kept in the database and the Chinese label shown on screen."""

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
