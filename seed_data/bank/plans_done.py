"""Word list: projects that grew from single suggestions and are finished or given up. Invented."""

from glossary import ProjectState, ReviewConclusion
from seed_data.bank.plans import Aim, Plan, Quarter, Stone, Verdict

PASSED, CHANGED = ReviewConclusion.PASSED, ReviewConclusion.PASSED_WITH_CHANGES

ARCHIVED = (
    Plan(
        wish="每年入户检查一次燃气软管",
        township="yangdang",
        title="杨垱镇燃气软管入户检查和更换",
        summary="对杨垱镇 2,180 户管道气和瓶装气用户逐户检查，老化软管换成金属波纹管，困难家庭免费，"
                "查出的隐患登记销号。",
        lead="gas",
        supporting=("town_yangdang",),
        budget_yuan=260_000,
        aims=(
            Aim("入户检查", "户", 0, 2180, "2025-06-30"),
            Aim("更换金属软管", "户", 0, 900, "2025-06-30"),
            Aim("隐患整改率", "%", None, 100, "2025-06-30"),
        ),
        stones=(
            Stone("完成用户台账", "2025-02-28", "2025-02-26", "town_yangdang"),
            Stone("检查过半", "2025-04-15", "2025-04-11"),
            Stone("全部检查并销号", "2025-06-30", "2025-06-20"),
        ),
        verdicts=(Verdict(PASSED, "事关安全，投入少，见效快，同意实施。"),),
        quarters=(
            Quarter("2025Q1", "建好用户台账，检查 960 户，更换软管 385 户，发现隐患 127 处，整改 109 处。", 88_000,
                    (960, 385, 85.8)),
            Quarter("2025Q2", "检查 2,180 户，更换软管 942 户；隐患 291 处全部整改。", 247_000, (2180, 942, 100)),
        ),
        ends=ProjectState.ARCHIVED,
        completed="2025-07-09",
        effective="2025-07-22",
        archived="2025-08-15",
        effect="2,180 户全部查到，换金属软管 942 户（目标 900 户），291 处隐患全部销号，"
               "实施以来没有发生燃气泄漏警情。",
    ),
    Plan(
        wish="把餐饮店检查结果贴在门口",
        township="xinshi",
        title="新市镇餐饮店“红黄绿”公示牌",
        summary="对新市镇 96 家餐饮店每季检查，结果以绿、黄、红牌贴在门口，黄牌限期整改，红牌停业整顿。",
        lead="market",
        supporting=("town_xinshi", "health"),
        budget_yuan=48_000,
        aims=(
            Aim("挂牌餐饮店", "家", 0, 96, "2025-06-30"),
            Aim("绿牌占比", "%", 42, 75, "2025-09-30"),
            Aim("食品安全投诉", "件/季", 19, 8, "2025-09-30"),
        ),
        stones=(
            Stone("检查标准公布", "2025-02-21", "2025-02-20"),
            Stone("96 家全部挂牌", "2025-04-30", "2025-04-25"),
            Stone("黄牌店复查完成", "2025-08-31", "2025-08-28"),
        ),
        verdicts=(Verdict(PASSED, "标准清楚，公示到店，群众看得懂，同意实施。", 4),),
        quarters=(
            Quarter("2025Q1", "标准公布，首轮检查 70 家，绿牌 31 家，黄牌 34 家，红牌 5 家。", 21_000, (70, 44.3, 17)),
            Quarter("2025Q2", "96 家全部挂牌，绿牌 66 家，红牌 1 家。", 39_000, (96, 68.8, 11)),
            Quarter("2025Q3", "绿牌 77 家，没有红牌；食品安全投诉三季度 6 件。", 46_000, (96, 80.2, 6)),
        ),
        ends=ProjectState.ARCHIVED,
        completed="2025-10-16",
        effective="2025-10-23",
        archived="2025-11-12",
        effect="96 家餐饮店全部挂牌，绿牌由 42% 提高到 80.2%（77/96，目标 75%），食品安全投诉由每季 19 件降到 6 件。",
    ),
    Plan(
        wish="给视线不好的弯道装凸面镜",
        township="wudian",
        title="吴店镇弯道凸面镜和反光标识",
        summary="在吴店镇 34 处视线受阻的弯道和路口装凸面镜、反光标识，并清理遮挡树木。",
        lead="traffic_police",
        supporting=("transport", "town_wudian"),
        budget_yuan=76_000,
        aims=(
            Aim("安装凸面镜", "处", 3, 34, "2025-06-30"),
            Aim("弯道事故", "起/季", 6, 2, "2025-09-30"),
        ),
        stones=(
            Stone("点位由村民代表确认", "2025-03-15", "2025-03-13", "town_wudian"),
            Stone("34 处安装完成", "2025-05-31", "2025-06-06"),
        ),
        verdicts=(Verdict(PASSED, "投入小、见效快，同意实施。", 4),),
        quarters=(
            Quarter("2025Q1", "村民代表确认 34 处点位，其中 12 处要修剪树木，已装 5 处。", 14_000, (8, 5)),
            Quarter("2025Q2", "34 处全部装好，修剪遮挡树木 61 棵。", 71_000, (34, 3)),
            Quarter("2025Q3", "弯道事故三季度 1 起，凸面镜完好。", 74_000, (34, 1)),
        ),
        ends=ProjectState.ARCHIVED,
        completed="2025-10-15",
        effective="2025-10-22",
        archived="2025-11-13",
        effect="34 处弯道全部装上凸面镜，弯道事故由每季 6 起降到 1 起（目标 2 起），村民确认后才施工，没有一处返工。",
    ),
)  # fmt: skip

EFFECTIVE = (
    Plan(
        wish="医院学校周边设限时停车位",
        township="nancheng",
        title="医院学校周边限时停车位（南城街道）",
        summary="在南城街道 2 家医院、6 所学校周边施划限时停车位 260 个，限停 30 分钟，高峰时段有人引导。",
        lead="urban_management",
        supporting=("traffic_police", "town_nancheng"),
        budget_yuan=340_000,
        aims=(
            Aim("限时泊位", "个", 0, 260, "2025-06-30"),
            Aim("平均停留时间", "分钟", 148, 35, "2025-09-30"),
            Aim("就诊停车投诉", "件/季", 57, 20, "2025-09-30"),
        ),
        stones=(
            Stone("泊位和标志方案公示", "2025-03-20", "2025-03-19"),
            Stone("首批 140 个启用", "2025-04-30", "2025-04-29"),
            Stone("260 个全部启用", "2025-07-31", "2025-08-06"),
        ),
        verdicts=(Verdict(CHANGED, "请补充残疾人泊位和救护车通道的保障。"),),
        quarters=(
            Quarter("2025Q1", "方案公示，采纳居民意见 11 条，先划 64 个泊位试停。", 72_000, (64, 96, 49)),
            Quarter("2025Q2", "启用 188 个，平均停留降到 44 分钟。", 225_000, (188, 44, 33)),
            Quarter("2025Q3", "266 个全部启用，平均停留 31 分钟，停车投诉 16 件。", 318_000, (266, 31, 16)),
        ),
        ends=ProjectState.EFFECTIVE,
        completed="2025-10-17",
        effective="2025-10-27",
        effect="限时泊位 266 个全部启用，平均停留由 148 分钟降到 31 分钟，停车投诉由每季 57 件降到 16 件，"
               "8 个残疾人泊位到位。",
    ),
    Plan(
        wish="工地扬尘在线监测数据对外公开",
        township="qifang",
        title="七方镇工地扬尘在线监测公开",
        summary="对七方镇 11 处在建工地装扬尘在线监测，数据每小时公开，超标自动喷淋，村民可以扫码查看。",
        lead="environment",
        supporting=("housing", "town_qifang"),
        budget_yuan=310_000,
        aims=(
            Aim("联网工地", "处", 0, 11, "2025-05-31"),
            Aim("扬尘超标时数", "小时/季", 164, 50, "2025-09-30"),
            Aim("扬尘投诉", "件/季", 23, 8, "2025-09-30"),
        ),
        stones=(
            Stone("监测点联网", "2025-04-15", "2025-04-14"),
            Stone("喷淋联动调试", "2025-05-31", "2025-06-09", "housing"),
        ),
        verdicts=(Verdict(PASSED, "数据公开到位，建议把公众查询页做得更简单。"),),
        quarters=(
            Quarter("2025Q1", "7 处工地装好监测设备，喷淋联动正在调试。", 118_000, (7, 131, 18)),
            Quarter("2025Q2", "11 处联网，超标时数降到 76 小时；处罚屡次超标工地 2 处。", 246_000, (11, 76, 12)),
            Quarter("2025Q3", "超标 39 小时，投诉 5 件，两处工地提前完工撤场。", 289_000, (11, 39, 5)),
        ),
        ends=ProjectState.EFFECTIVE,
        completed="2025-10-16",
        effective="2025-10-28",
        effect="11 处工地全部联网公开，扬尘超标由每季 164 小时降到 39 小时，投诉由每季 23 件降到 5 件。",
    ),
    Plan(
        wish="开设不动产登记周末窗口",
        township="qifang",
        title="不动产登记周末窗口和预约上门",
        summary="每周六上午在市大厅和七方镇便民中心开办登记窗口，为行动不便的人预约上门。",
        lead="natural_resources",
        supporting=("administrative_approval", "town_qifang"),
        budget_yuan=120_000,
        aims=(
            Aim("周末办件", "件/月", 0, 180, "2025-09-30"),
            Aim("平均等候", "分钟", 74, 30, "2025-09-30"),
            Aim("上门服务", "次", 0, 40, "2025-12-31"),
        ),
        stones=(
            Stone("周末窗口试运行", "2025-05-10", "2025-05-10", "administrative_approval"),
            Stone("七方镇窗口启用", "2025-06-30", "2025-06-27"),
            Stone("上门服务流程上网", "2025-08-31", "2025-08-29"),
        ),
        verdicts=(Verdict(PASSED, "需求真实，人员以调休解决，同意实施。", 5),),
        quarters=(
            Quarter("2025Q2", "5 月 10 日起试运行，月均办件 126 件，上门 11 次。", 38_000, (126, 41, 11)),
            Quarter("2025Q3", "月均办件 214 件，等候降到 24 分钟，上门累计 38 次。", 79_000, (214, 24, 38)),
        ),
        ends=ProjectState.EFFECTIVE,
        completed="2025-10-22",
        effective="2025-11-06",
        effect="周末月均办件 214 件（目标 180 件），平均等候由 74 分钟降到 24 分钟，为 38 位行动不便的人上门办理。",
    ),
    Plan(
        wish="开办企业材料做成一张清单",
        township="xinshi",
        title="开办企业“一张清单、一次告知”",
        summary="把开办企业、变更、注销的材料整理成一张清单，按行业列出样表和易错点，新市镇窗口先行，再推全市。",
        lead="administrative_approval",
        supporting=("market", "town_xinshi"),
        budget_yuan=60_000,
        aims=(
            Aim("一次办成率", "%", 61, 90, "2025-09-30"),
            Aim("平均跑窗口次数", "次", 2.7, 1.3, "2025-09-30"),
        ),
        stones=(
            Stone("清单和样表编印", "2025-05-31", "2025-05-28"),
            Stone("新市镇窗口试用", "2025-06-20", "2025-06-18", "town_xinshi"),
            Stone("推到 17 个镇办", "2025-08-31", "2025-09-04"),
        ),
        verdicts=(Verdict(PASSED, "清单由办事人试填修改，做法扎实。", 4),),
        quarters=(
            Quarter("2025Q2", "清单由 42 位办事人试填，改了 37 处；新市镇窗口一次办成率 82%。", 24_000, (82, 1.7)),
            Quarter("2025Q3", "推到 17 个镇办，一次办成率 92.6%，平均跑 1.2 次。", 51_000, (92.6, 1.2)),
        ),
        ends=ProjectState.EFFECTIVE,
        completed="2025-10-15",
        effective="2025-10-27",
        effect="一次办成率由 61% 提高到 92.6%（目标 90%），平均跑窗口由 2.7 次降到 1.2 次，"
               "17 个镇办全部使用同一张清单。",
    ),
)  # fmt: skip

COMPLETED = (
    Plan(
        wish="放学时段安排交警和志愿者疏导",
        township="xiongji",
        title="熊集镇中小学放学时段疏导岗",
        summary="在熊集镇 4 所学校门口设疏导岗，交警、村干部、志愿者轮班，划出家长等候区和非机动车区。",
        lead="traffic_police",
        supporting=("education", "town_xiongji"),
        budget_yuan=90_000,
        aims=(
            Aim("疏导岗", "处", 0, 4, "2025-04-30"),
            Aim("放学拥堵时间", "分钟", 34, 15, "2025-09-30"),
        ),
        stones=(
            Stone("四校排班表公布", "2025-03-20", "2025-03-18", "education"),
            Stone("等候区标线完成", "2025-04-30", "2025-05-08"),
        ),
        verdicts=(Verdict(PASSED, "简便易行，同意实施。", 4),),
        quarters=(
            Quarter("2025Q1", "3 处疏导岗先开，排班表贴在校门口。", 26_000, (3, 27)),
            Quarter("2025Q2", "4 处疏导岗到位，拥堵降到 19 分钟；志愿者 46 人参加轮班。", 61_000, (4, 19)),
            Quarter("2025Q3", "开学后拥堵 14 分钟，达到目标。", 82_000, (4, 14)),
        ),
        ends=ProjectState.COMPLETED,
        completed="2025-10-24",
    ),
    Plan(
        wish="学校食堂明厨亮灶接入家长手机",
        township="development",
        title="开发区学校食堂明厨亮灶进手机",
        summary="开发区 9 所学校食堂的洗切、烹饪、留样三处装摄像头，家长在“枣参与”上看，投诉当天回应。",
        lead="education",
        supporting=("market", "town_development"),
        budget_yuan=230_000,
        aims=(
            Aim("接入手机的食堂", "所", 0, 9, "2025-08-31"),
            Aim("家长使用", "人次/月", 0, 6000, "2025-10-31"),
            Aim("食堂投诉", "件/季", 31, 10),
        ),
        stones=(
            Stone("9 所食堂摄像头安装", "2025-05-31", "2025-06-13"),
            Stone("家长手机页上线", "2025-08-31", "2025-08-28"),
        ),
        verdicts=(Verdict(CHANGED, "请明确留样间画面保存 60 天和权限，注意保护员工隐私。", 5),),
        quarters=(
            Quarter("2025Q1", "9 所食堂逐校看点，确定 31 个摄像头位置。", 12_000, (0, None, 28)),
            Quarter("2025Q2", "6 所安装完成，三处画面统一到市级平台。", 96_000, (6, None, 24)),
            Quarter("2025Q3", "9 所全部接入，开学第一个月家长查看 7,340 人次；投诉 9 件。", 212_000, (9, 7340, 9)),
        ),
        ends=ProjectState.COMPLETED,
        completed="2025-10-31",
    ),
    Plan(
        wish="在学校门口安装行人过街信号灯",
        township="nancheng",
        title="南城街道三所学校门口过街信号灯",
        summary="在南城街道 3 所学校门口装行人按钮信号灯、配同相位标线，放学时段加长绿灯 10 秒。",
        lead="traffic_police",
        supporting=("town_nancheng", "education"),
        budget_yuan=420_000,
        aims=(
            Aim("过街信号灯", "处", 0, 3, "2025-09-15"),
            Aim("学生过街等候", "秒", 96, 40, "2025-10-31"),
        ),
        stones=(
            Stone("电力和管线勘察", "2025-06-10", "2025-06-09"),
            Stone("三处信号灯投用", "2025-09-15", "2025-09-12"),
        ),
        verdicts=(Verdict(PASSED, "点位合理，与主干道信号配时应协调，同意实施。"),),
        quarters=(
            Quarter("2025Q2", "三处勘察完成，一处先行投用。", 138_000, (1, 71)),
            Quarter("2025Q3", "三处投用，等候 38 秒，交通调查显示学生闯红灯减少八成。", 402_000, (3, 38)),
        ),
        ends=ProjectState.COMPLETED,
        completed="2025-10-29",
    ),
    Plan(
        wish="在重点田块装高空瞭望探头",
        township="yangdang",
        title="杨垱镇重点田块瞭望探头",
        summary="在杨垱镇 6 处制高点装高空瞭望探头，夏秋两季发现火点自动报到镇和村，五分钟到场。",
        lead="environment",
        supporting=("agriculture", "town_yangdang"),
        budget_yuan=270_000,
        aims=(
            Aim("瞭望探头", "处", 0, 6, "2025-09-10"),
            Aim("火点发现到扑灭", "分钟", 52, 15, "2025-11-10"),
            Aim("露天焚烧火点", "处/季", 34, 10, "2025-11-10"),
        ),
        stones=(
            Stone("选定 6 处制高点", "2025-07-31", "2025-07-30"),
            Stone("秋收前设备投用", "2025-09-10", "2025-09-16"),
        ),
        verdicts=(Verdict(PASSED, "与秸秆离田配套，同意先在一个镇试。", 5),),
        quarters=(
            Quarter("2025Q3", "6 处探头 9 月 16 日投用，秋收前两周发现火点 5 处，平均 13 分钟处置。", 246_000,
                    (6, 13, 5)),
        ),
        ends=ProjectState.COMPLETED,
        completed="2025-11-11",
    ),
)  # fmt: skip

WITHDRAWN = (
    Plan(
        wish="在居民区周边安装噪音显示屏",
        township="xinglong",
        title="兴隆镇集镇噪声显示屏",
        summary="在集镇主街装两块噪声显示屏，实时公布分贝。",
        lead="environment",
        supporting=("town_xinglong",),
        budget_yuan=110_000,
        aims=(Aim("显示屏", "块", 0, 2, "2025-08-31"),),
        stones=(Stone("选定安装位置", "2025-04-30"),),
        ends=ProjectState.WITHDRAWN,
        withdrawn="镇里反映集镇噪声点少且分散，显示屏用处不大，改由执法车不定时监测",
    ),
    Plan(
        wish="在公园划出遛狗区",
        township="qifang",
        title="七方镇公园遛狗区",
        summary="在镇公园东侧划出 600 平方米遛狗区，设围栏和排便箱。",
        lead="police",
        supporting=("town_qifang",),
        budget_yuan=85_000,
        aims=(Aim("遛狗区", "处", 0, 1),),
        stones=(Stone("居民征求意见", "2025-09-30"),),
        ends=ProjectState.WITHDRAWN,
        withdrawn="征求意见中多数居民不赞成占用公园东侧草坪，改到城区公园统一研究",
    ),
)  # fmt: skip

DONE_PLANS = (*ARCHIVED, *EFFECTIVE, *COMPLETED, *WITHDRAWN)
