"""Word list: ideas kept for reference and ideas not adopted, with what their proposers were told. Invented."""

from glossary import GateQuestion, IdeaState, PartnerKind, Stance
from seed_data.bank.acts import Given, Invited, Judged, Met, MovedTo, Reserved, Revised, Said, Story

RETAINED = (
    Story(
        key="town_chargers",
        starts="2025-03-26",
        category="utilities.charging",
        wish="给农村集镇布设充电桩",
        sources=4,
        first_title="给农村集镇布设充电桩",
        title="集镇充电桩布点",
        problem=(
            "农村新能源车已有 3,800 多辆，17 个镇办区里 9 个集镇没有公共充电桩，返乡过节时排队两小时。",
            "桩建少了不够，建多了平时闲置，电网容量也要先看。",
        ),
        proposal=("一、在乡镇政府、卫生院、超市停车场各建 4 至 6 个桩，节日前由企业加派移动充电车。",),
        benefit="9 个集镇消除空白，节日排队缩短到半小时以内。",
        acts=(
            Revised("补写建多建少的两难", problem=2, days=3),
            MovedTo(IdeaState.REFINED, days=2),
            Judged(days=2),
            Revised("写出布点建议和节日办法", proposal=1, benefit=True, cost_yuan=2_160_000, days=3,
                    title="集镇充电桩布点"),
            MovedTo(IdeaState.APPRAISED, days=2),
            Said(PartnerKind.PLANNER, Stance.AMEND, "九个集镇里六个变压器负荷已到八成，要等农网改造后再定。", days=6),
            MovedTo(IdeaState.RETAINED, reason="六个集镇变压器容量不足，等明年农网改造完成后再论证，"
                                               "请供电公司届时提供容量表。",
                    days=6),
        ),
    ),
    Story(
        key="blossom_bus",
        starts="2025-02-27",
        category="education.tourism",
        wish="花期开通城区到景区的直通车",
        sources=4,
        first_title="花期开通城区到景区的直通车",
        title="桃花节直通车",
        problem=("三月下旬桃花节，城区到景区没有公交，自驾车把乡道堵死，老人孩子去不了。",),
        proposal=("一、花期三个周末开行直通车，票价 5 元，四个上车点，凭票领景区八折券。",),
        acts=(
            MovedTo(IdeaState.REFINED, days=2),
            Revised("写出上车点和票价", proposal=1, days=2, title="桃花节直通车"),
            Judged(days=2),
            MovedTo(IdeaState.APPRAISED, days=1),
            Met("市文化和旅游局二楼", "桃花节交通保障会",
                "一、今年花期只剩两周，来不及办线路许可。\n二、先用包车保障两个周末。\n三、明年一月提前办理。",
                "文旅、交通、两家旅行社", days=2),
            MovedTo(IdeaState.RETAINED, reason="今年花期已近尾声，办理线路许可来不及，留到明年一月重新启动。", days=2),
        ),
    ),
    Story(
        key="fallow_land",
        starts="2025-05-19",
        category="rural.land",
        wish="撂荒地由合作社代耕",
        sources=5,
        first_title="撂荒地由合作社代耕",
        title="撂荒地“代耕代管、地权不变”",
        problem=(
            "全市摸排撂荒地 1.9 万亩，连片 50 亩以上的 137 处，外出农户怕地被占、村里不敢动。",
            "合作社有机器没地种，要的是一份简单的代耕协议和遇灾谁来担的约定。",
        ),
        proposal=(
            "一、村集体做中间人，签一年一季的代耕协议，收成按约定分，地权不变。",
            "二、代耕的地块可以上农业保险，保费由镇里补一半。",
        ),
        benefit="两年复耕 1.2 万亩，合作社每亩净收入约 260 元，农户不出工也有口粮。",
        acts=(
            Revised("补写合作社的顾虑", problem=2, days=3),
            MovedTo(IdeaState.REFINED, days=2),
            Revised("写出代耕协议和保险两条", proposal=2, benefit=True, cost_yuan=960_000, days=4,
                    title="撂荒地“代耕代管、地权不变”"),
            Judged(days=2),
            MovedTo(IdeaState.APPRAISED, days=2),
            Given("agriculture", (), days=1),
            Invited(PartnerKind.INSTITUTION, "代耕协议会不会影响承包权？保险条款怎么写？", who="恒信法律服务所",
                    days=1),
            Said(PartnerKind.INSTITUTION, Stance.SUPPORT, "一年一季、不涉及流转登记，不影响承包权；"
                                                          "保险可以按代耕人投保。", days=8),
            Reserved(days=3),
            MovedTo(IdeaState.RETAINED, reason="上级正在制定撂荒地利用的统一办法，先列入政策储备，办法出台后再转化。",
                    days=10),
        ),
    ),
)  # fmt: skip

NOT_ADOPTED = (
    Story(
        key="night_trucks",
        starts="2025-04-14",
        category="traffic.congestion",
        wish="把货车通行时间调到夜间",
        sources=4,
        title="货车进城时间全部调到夜间",
        problem=("白天大货车进城堵路，群众建议全部改到夜里十点以后。",),
        proposal=("一、所有货车 22:00 至次日 6:00 进城，白天一律禁行。",),
        acts=(
            MovedTo(IdeaState.REFINED, days=3),
            Revised("写出禁行时段", proposal=1, days=3),
            Judged(refused=(GateQuestion.PUBLIC_INTEREST,), days=4,
                   note="全部禁行会使生鲜、医药和民生配送断供，企业夜班成本上升，与公共利益不符。"),
            MovedTo(IdeaState.NOT_ADOPTED, days=3,
                    reason="全面夜间通行影响民生配送，缺少可行替代",
                    answer="感谢您的建议。全部改到夜间会使生鲜、医药配送断供，我们没有采纳；"
                           "但已请交警大队在早晚高峰的六条路"
                    "禁行货车，并在三处货运集散地增设临时通行道，缓解您反映的拥堵。"),
        ),
    ),
    Story(
        key="spray_test",
        starts="2025-06-05",
        category="housing.leaking",
        wish="交房前增加一次淋水试验",
        sources=4,
        title="交房前增加一次强制淋水试验",
        problem=("新房交付后外墙渗漏多，群众建议把淋水试验写成交房的强制条件。",),
        proposal=("一、交房前由第三方做外墙、窗口淋水试验，结果随房产交付。",),
        acts=(
            MovedTo(IdeaState.REFINED, days=3),
            Revised("写出第三方试验办法", proposal=1, days=3),
            Judged(refused=(GateQuestion.WITHIN_POWERS,), days=5,
                   note="竣工验收标准由国家和省制定，本市无权增设强制条件。"),
            MovedTo(IdeaState.NOT_ADOPTED, days=4, reason="增设强制验收条件不属于本市职权",
                    answer="感谢您的建议。竣工验收条件由国家和省统一规定，我市不能增设强制条件，因此没有采纳；"
                           "市住建局已要求"
                    "在建项目在分户验收时做抽样淋水并公示结果，您可以在交房前要求查看。"),
        ),
    ),
    Story(
        key="bank_questions",
        starts="2025-08-04",
        category="business.fraud",
        wish="银行网点遇大额转账多问一句",
        sources=3,
        title="银行网点大额转账强制核实",
        problem=("老人被骗转账的案件时有发生，群众建议银行对老人大额转账一律核实后再办。",),
        proposal=("一、六十岁以上单笔超过五万元的转账须由家属确认。",),
        acts=(
            MovedTo(IdeaState.REFINED, days=3),
            Revised("写出核实办法", proposal=1, days=2),
            Judged(refused=(GateQuestion.LAWFUL, GateQuestion.WITHIN_POWERS), days=3,
                   note="要求家属确认限制了老人处分自己财产的权利，对银行的监管也不属于本市职权。"),
            MovedTo(IdeaState.NOT_ADOPTED, days=3, reason="限制老年人处分财产缺少法律依据",
                    answer="感谢您的建议。要求家属确认会限制老人处分自己的财产，没有法律依据，我们没有采纳；"
                           "市公安局已与银行建立"
                    "“可疑转账劝阻”机制，今年劝阻 213 起，也将在社区继续办防骗课。"),
        ),
    ),
    Story(
        key="fee_texts",
        starts="2025-09-17",
        category="welfare.pension",
        wish="到期缴费发短信提醒",
        sources=4,
        title="养老保险到期缴费逐人短信提醒",
        problem=("有群众忘记按时缴费，影响待遇，建议每人发短信提醒。",),
        proposal=("一、每年缴费期前一个月给全部参保人发短信。",),
        acts=(
            MovedTo(IdeaState.REFINED, days=2),
            Revised("写出发送范围和时间", proposal=1, days=2),
            Judged(days=3),
            MovedTo(IdeaState.NOT_ADOPTED, days=4, reason="省平台已有同样服务，重复建设不划算",
                    answer="感谢您的建议。省社保平台已向登记手机号的参保人发提醒，本市再建一套会重复花钱，"
                           "因此没有采纳；我们请人社部门"
                    "帮助没有登记手机号的 2.3 万人补录，今年内完成，您可以在村社区便民服务点办理。"),
        ),
    ),
)  # fmt: skip

BESIDE_STORIES = (*RETAINED, *NOT_ADOPTED)
