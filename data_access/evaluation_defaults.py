"""Default rules of the 三评 (a word list): weights, criteria with anchors, indicators; 待市里确认 until approved.

Weights of sources and criteria are those the product starts with; the words of anchors and indicators are our own.
"""

from glossary import FollowUpResult, IndicatorDirection, IndicatorFamily

WEIGHTS = {"citizens": 40.0, "experts": 30.0, "third_party": 30.0}
LEVEL_POINTS = {
    FollowUpResult.VERY_SATISFIED.value: 100.0,
    FollowUpResult.SATISFIED.value: 80.0,
    FollowUpResult.BASICALLY_SATISFIED.value: 60.0,
    FollowUpResult.DISSATISFIED.value: 30.0,
    FollowUpResult.VERY_DISSATISFIED.value: 0.0,
}


def _anchors(*words: str) -> tuple[tuple[float, float, str], ...]:
    bands = ((90, 100), (75, 89), (60, 74), (40, 59), (0, 39))
    return tuple((low, high, text) for (low, high), text in zip(bands, words, strict=True))


# name, question, weight, anchors from best to worst
CRITERIA = (
    (
        "公共性",
        "解决的是不是多数人共同面对的问题，而不是个别人的诉求？",
        15.0,
        _anchors(
            "全市或多个镇办区普遍存在，群众反复提出",
            "一个镇办区或一类人群普遍存在",
            "若干小区、村组存在，有一定代表性",
            "涉及面窄，代表性说不清楚",
            "实质上是个别诉求",
        ),
    ),
    (
        "真实与依据",
        "问题和数据是否属实，有没有可以核对的依据？",
        15.0,
        _anchors(
            "现场、数据、群众原话三者一致，件件可核",
            "主要依据可核，个别数据来源不全",
            "有依据但较旧或以估计为主",
            "依据零散，关键数据无法核对",
            "没有依据，或与事实不符",
        ),
    ),
    (
        "针对性",
        "做法是否对准问题的成因？",
        15.0,
        _anchors(
            "成因清楚，每项措施都对应一个成因",
            "主要成因有对应措施",
            "措施大体相关，部分成因没有回应",
            "措施笼统，放在哪里都能用",
            "措施与问题脱节",
        ),
    ),
    (
        "可行性",
        "权限、资金、人员、时间是否落实，风险是否想到？",
        20.0,
        _anchors(
            "责任、资金、节点全部落实，风险有预案",
            "主要条件落实，个别待协调且有办法",
            "条件基本具备，资金或节点尚有缺口",
            "关键条件没有落实",
            "超出权限或明显做不成",
        ),
    ),
    (
        "创新性",
        "与过去的做法相比有没有实在的改进？",
        10.0,
        _anchors(
            "做法新，可复制，已有试点证明",
            "在已有做法上有明显改进",
            "借鉴成熟做法并结合本地",
            "基本沿用老办法",
            "没有改进",
        ),
    ),
    (
        "受益面",
        "多少人受益，最需要的人有没有受益？",
        15.0,
        _anchors(
            "受益人数多，困难群体优先受益，有名册或统计",
            "受益人数较多，分布清楚",
            "有一定受益人群，统计较粗",
            "受益人群少或说不清",
            "看不到受益人群",
        ),
    ),
    (
        "成效",
        "到目前为止取得了什么可以看见、可以测量的结果？",
        10.0,
        _anchors(
            "目标全部达到或超过，群众有感，可持续",
            "主要目标达到，群众认可",
            "有阶段成果，离目标还有距离",
            "成果零星，难以测量",
            "没有成果，或带来新的问题",
        ),
    ),
)

_F, _D = IndicatorFamily, IndicatorDirection
# family, name, unit, direction, floor, target, upper target, upper floor, weight, evidence
INDICATORS = (
    (_F.DECISION, "群众意见采纳比例", "%", _D.BENEFIT, 40.0, 90.0, None, None, 8.0, "意见汇总表与采纳说明"),
    (_F.DECISION, "方案公开征求意见天数", "天", _D.BENEFIT, 0.0, 7.0, None, None, 7.0, "公示截图与起止日期"),
    (_F.PROCESS, "节点按期完成率", "%", _D.BENEFIT, 60.0, 95.0, None, None, 10.0, "节点台账"),
    (_F.PROCESS, "预算偏差率", "%", _D.COST, 20.0, 5.0, None, None, 8.0, "预算批复与支付凭证"),
    (_F.PROCESS, "季度进展公开次数", "次", _D.BENEFIT, 0.0, 3.0, None, None, 7.0, "公开链接或现场公示照片"),
    (_F.OUTPUT, "目标完成率", "%", _D.BENEFIT, 60.0, 95.0, None, None, 20.0, "目标清单与验收记录"),
    (_F.OUTPUT, "质量验收合格率", "%", _D.BENEFIT, 80.0, 98.0, None, None, 10.0, "验收报告"),
    (_F.BENEFIT, "同类诉求下降率", "%", _D.BENEFIT, 0.0, 30.0, None, None, 12.0, "前后同期诉求统计"),
    (_F.BENEFIT, "受益群众知晓率", "%", _D.BENEFIT, 40.0, 85.0, None, None, 8.0, "抽样问卷"),
    (_F.BENEFIT, "单位投入与核定标准之比", "%", _D.INTERVAL, 70.0, 90.0, 110.0, 130.0, 10.0, "决算与核定标准"),
)
