"""Word list: the experts of the demonstration, where they work and worked, and how they judge. Invented."""

from dataclasses import dataclass

from seed_data.actors import ACCOUNTS


@dataclass(frozen=True)
class Judge:
    """An expert: `leaning` points above or below others, `noise` standard deviation, `follows` how far towards the
    median in a later round; `flat`: the one mark given to everything."""

    account_id: int
    username: str
    name: str
    unit: str
    field: str
    department_code: str | None = None
    employments: tuple[tuple[str, str], ...] = ()
    leaning: float = 0.0
    noise: float = 4.5
    follows: float = 0.45
    flat: float | None = None


# name, unit, field, then what differs from Judge's defaults; the first is the demonstration account.
PEOPLE: tuple[tuple[str, str, str, dict], ...] = (
    ("陆明哲", "枣阳市基层治理研究会", "基层治理、群众工作", {"leaning": 1.0, "noise": 4.0}),
    ("梁启文", "汉江工程职业学院", "道路与交通组织", {"leaning": -12.0, "follows": 0.3}),
    ("阮静怡", "襄北公共政策研究所", "公共政策评估", {"leaning": 2.0}),
    ("卓远航", "鄂北城市规划设计院", "城市更新、慢行系统", {"leaning": 8.0}),
    ("祝安民", "市城市管理执法局", "市容环卫", {"department_code": "urban_management", "leaning": -2.0}),
    ("尹素素", "枣阳青禾会计师事务所", "项目预算与绩效", {"leaning": -4.0, "noise": 3.5}),
    ("柏松年", "退休工程师", "给排水与燃气", {"employments": (("gas", "2023-10-31"),), "leaning": 1.5}),
    ("甘雨霏", "随枣大学社会学系", "社区调查方法", {"noise": 9.5, "follows": 0.6}),
    ("殷立诚", "枣阳市工程造价协会", "工程造价", {"leaning": -3.0}),
    ("倪若兰", "枣阳市志愿服务联合会", "志愿服务组织", {"leaning": 3.5, "follows": 0.7}),
    ("尤正平", "枣阳正和律师事务所", "行政法、物业纠纷", {"leaning": -12.0, "noise": 3.5, "follows": 0.35}),
    ("舒晓棠", "襄北建筑职业学校", "老旧小区改造", {"leaning": 1.0}),
    ("单国华", "退休干部", "自然资源管理", {"employments": (("natural_resources", "2024-06-30"),), "leaning": 0.5}),
    ("费思齐", "鄂北环境监测技术中心", "大气与异味监测", {"leaning": -1.5}),
    ("于海若", "枣阳市河湖保护协会", "河道与面源污染", {"noise": 8.5}),
    ("纪长风", "桐柏山农业技术推广站", "果树与冷链", {"leaning": 2.5}),
    ("莫书言", "枣北乡村振兴研究院", "乡村公共服务", {"flat": 80.0}),
    ("安如意", "枣阳市建筑业协会", "工程质量验收", {"leaning": -2.5}),
    ("容若谷", "枣阳市风景园林学会", "公园绿地", {"leaning": 4.0, "follows": 0.55}),
    ("戚文澜", "随枣大学公共管理系", "政府绩效", {"leaning": -1.0, "noise": 4.0}),
    ("易水寒", "市卫生健康局", "基层卫生", {"department_code": "health", "leaning": 0.5}),
    ("江月明", "枣北医养联合医院", "急诊与院前急救", {"leaning": 2.0}),
    ("裴清如", "襄北实验小学", "小学教育、课后服务", {"leaning": 8.0, "noise": 4.0}),
    ("庄亦凡", "枣阳市养老服务协会", "养老服务", {"leaning": 3.0}),
    ("路行知", "退休教师", "特殊教育、家校协作", {"employments": (("education", "2023-08-31"),)}),
    ("左其明", "枣北消费维权服务中心", "消费维权", {"leaning": -3.5}),
    ("施云舒", "襄北医疗保障研究室", "医保支付", {"leaning": -0.5}),
    ("邢如松", "枣北小微企业服务中心", "营商环境", {"leaning": 1.5, "noise": 6.0}),
    ("褚文心", "枣北群众文化服务社", "群众文化", {"leaning": 2.5}),
    ("应子谦", "鄂北数据服务有限公司", "政务数据", {"leaning": -1.0, "noise": 5.5}),
)
PER_PANEL = 10
PANELS = ("第一组", "第二组", "第三组")
# First-level categories each panel looks after while there are three.
SUBJECTS = (("traffic", "utilities"), ("housing", "city", "environment", "rural"),
            ("education", "health", "welfare", "business"))  # fmt: skip
_OWN = {username: number for number, (username, _, _) in enumerate(ACCOUNTS, start=1)}


def _judges() -> tuple[Judge, ...]:
    found = []
    for place, (name, unit, field, rest) in enumerate(PEOPLE, start=1):
        username = "expert" if place == 1 else f"expert{place:02d}"
        account_id = _OWN["expert"] if place == 1 else len(ACCOUNTS) + place - 1
        found.append(Judge(account_id, username, name, unit, field, **rest))
    return tuple(found)


JUDGES = _judges()
