"""Departments, the two levels of categories, collectors and invented names. Mostly word lists."""

from dataclasses import dataclass

from glossary import CollectorKind
from seed_data.places import TOWNSHIPS, stations

BUREAUS = {
    "transport": "市交通运输局",
    "traffic_police": "市公安局交警大队",
    "police": "市公安局",
    "housing": "市住房和城乡建设局",
    "urban_management": "市城市管理执法局",
    "environment": "市生态环境分局",
    "natural_resources": "市自然资源和规划局",
    "water": "市水利局",
    "water_company": "市供水公司",
    "power": "市供电公司",
    "gas": "市燃气事务中心",
    "education": "市教育局",
    "culture": "市文化和旅游局",
    "health": "市卫生健康局",
    "medical_insurance": "市医疗保障局",
    "civil_affairs": "市民政局",
    "employment": "市人力资源和社会保障局",
    "agriculture": "市农业农村局",
    "market": "市市场监督管理局",
    "administrative_approval": "市政务服务和大数据管理局",
}
LATE_BUREAUS = {"housing": 2.4, "natural_resources": 2.2, "urban_management": 1.5, "water": 1.6, "town_taiping": 1.8}

# First level: code → (name, second level: code → (name, lead department, weight)).
CATEGORIES = {
    "traffic": ("交通出行", {
        "road_surface": ("道路破损", "transport", 3.0), "street_lights": ("路灯照明", "urban_management", 1.8),
        "parking": ("停车管理", "urban_management", 2.2), "buses": ("公交客运", "transport", 1.3),
        "signals": ("信号灯与标线", "traffic_police", 1.2), "congestion": ("交通拥堵", "traffic_police", 1.5),
        "electric_bikes": ("电动车管理", "traffic_police", 0.8),
    }),
    "housing": ("住房物业", {
        "property_service": ("物业服务", "housing", 2.6), "deed": ("房产证办理", "natural_resources", 1.1),
        "delivery": ("延期交房", "housing", 1.0), "leaking": ("房屋漏水", "housing", 1.0),
        "lifts": ("电梯安全", "market", 0.9), "old_estates": ("老旧小区改造", "housing", 1.2),
    }),
    "environment": ("生态环境", {
        "noise": ("噪音扰民", "environment", 2.3), "dust": ("扬尘污染", "environment", 1.2),
        "smell": ("异味废气", "environment", 1.1), "sewage": ("污水排放", "environment", 1.1),
        "burning": ("露天焚烧", "environment", 0.7), "river": ("河道环境", "water", 0.8),
    }),
    "city": ("城市管理", {
        "refuse": ("垃圾清运", "urban_management", 2.0), "stalls": ("占道经营", "urban_management", 1.4),
        "illegal_building": ("违章搭建", "urban_management", 1.3), "drains": ("下水道堵塞", "urban_management", 1.4),
        "greening": ("园林绿化", "urban_management", 0.9), "toilets": ("公共厕所", "urban_management", 0.6),
        "dogs": ("养犬管理", "police", 0.7),
    }),
    "utilities": ("水电气", {
        "water_supply": ("停水与水压", "water_company", 1.6), "water_quality": ("自来水水质", "water_company", 0.8),
        "power_supply": ("停电与电压", "power", 1.3), "lines": ("线路隐患", "power", 0.8),
        "gas_supply": ("燃气安装", "gas", 0.9), "charging": ("充电设施", "housing", 0.9),
    }),
    "education": ("教育文体", {
        "enrolment": ("入学招生", "education", 1.4), "after_school": ("课后服务", "education", 0.7),
        "school_meals": ("学校食堂", "education", 0.7), "training": ("校外培训退费", "education", 0.8),
        "fitness": ("健身设施", "culture", 0.7), "library": ("图书与文化活动", "culture", 0.5),
        "tourism": ("景区管理", "culture", 0.6),
    }),
    "health": ("医疗卫生", {
        "hospital": ("医院服务", "health", 1.2), "village_clinic": ("村卫生室", "health", 0.8),
        "medical_insurance": ("医保报销", "medical_insurance", 1.3), "vaccination": ("预防接种", "health", 0.5),
        "food_safety": ("食品安全", "market", 1.1), "emergency": ("急救服务", "health", 0.4),
    }),
    "welfare": ("社会保障", {
        "pension": ("养老保险", "employment", 1.1), "subsistence": ("低保救助", "civil_affairs", 1.0),
        "elderly_care": ("养老服务", "civil_affairs", 0.9), "disabled": ("残疾人服务", "civil_affairs", 0.5),
        "wages": ("欠薪维权", "employment", 1.5), "jobs": ("就业招聘", "employment", 0.8),
    }),
    "rural": ("农业农村", {
        "irrigation": ("农田灌溉", "water", 1.0), "land": ("土地承包", "agriculture", 0.9),
        "subsidies": ("惠农补贴", "agriculture", 0.9), "village_roads": ("通村公路", "transport", 1.3),
        "rural_toilets": ("农村改厕", "agriculture", 0.6), "peach": ("桃产业发展", "agriculture", 0.6),
        "homestead": ("宅基地审批", "natural_resources", 0.8),
    }),
    "business": ("营商与消费", {
        "consumer": ("消费维权", "market", 1.8), "prepaid": ("预付卡退费", "market", 0.9),
        "licences": ("证照办理", "administrative_approval", 0.8),
        "window_service": ("窗口服务", "administrative_approval", 0.7),
        "enterprise": ("企业用工用地", "administrative_approval", 0.6), "fraud": ("电信诈骗", "police", 0.6),
    }),
}  # fmt: skip

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
GIVEN = (
    "建国", "秀英", "桂兰", "志强", "丽华", "海燕", "文军", "春梅", "立新", "小红",
    "国庆", "玉珍", "明辉", "雪梅", "永刚", "慧敏", "俊杰", "思琪", "浩然", "雨桐",
    "晓东", "爱华", "光明", "素芬", "长青", "红霞", "家豪", "梦洁", "德胜", "凤英",
    "新民", "艳玲", "大勇", "佳怡", "振华", "美玲", "子轩", "欣然", "福生", "翠萍",
)  # fmt: skip
OFFICE_STAFF = ("程思远", "周敏", "胡立群")
REVIEWERS = ("郑淑云", "何启明")


@dataclass(frozen=True)
class Category:
    """A second-level category with its lead department and how often it comes up."""

    code: str
    parent: str
    name: str
    department: str
    weight: float


def second_level() -> tuple[Category, ...]:
    """Every second-level category, in dictionary order."""
    return tuple(
        Category(f"{parent}.{code}", parent, *values)
        for parent, (_, children) in CATEGORIES.items()
        for code, values in children.items()
    )


def category_rows() -> list[dict]:
    """Rows of the category dictionary, parents first."""
    parents = [
        {"code": code, "name": name, "parent_code": None, "position": position}
        for position, (code, (name, _)) in enumerate(CATEGORIES.items(), start=1)
    ]
    children = [
        {"code": category.code, "name": category.name, "parent_code": category.parent, "position": position}
        for position, category in enumerate(second_level(), start=1)
    ]
    return parents + children


def department_names() -> dict[str, str]:
    """Code → name: the bureaus, then one government per township."""
    governments = {f"town_{town.code}": _government(town.name) for town in TOWNSHIPS}
    return BUREAUS | governments


def _government(township: str) -> str:
    if township.endswith("镇"):
        return f"{township}人民政府"
    return f"{township}办事处" if township.endswith("街道") else f"{township}管委会"


def lateness(department: str) -> float:
    """How much more often than others a department is late."""
    return LATE_BUREAUS.get(department, 1.0)


def invented_name(number: int) -> str:
    """A name no real person is meant by; the same number gives the same name."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 11 // 3 % len(GIVEN)]


def collectors() -> list[dict]:
    """Rows of the collector dictionary: two at every station."""
    rows = []
    kinds = list(CollectorKind)
    for station in stations():
        for _ in range(2):
            number = len(rows) + 1
            rows.append(
                {
                    "id": number,
                    "name": invented_name(number * 13 + 5),
                    "kind": kinds[number % len(kinds)],
                    "township_code": station["township_code"],
                    "station_code": station["code"],
                }
            )
    return rows
