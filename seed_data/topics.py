"""Sixteen 苗头性 topics, each rising for a few weeks. Known only here: the product has to find them itself."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Topic:
    """One matter at one place: a quiet trickle, then a burst starting in the week of `starts`."""

    keyword: str  # stands in the title of every message on it
    category: str
    township: str
    starts: date
    weekly: tuple[int, ...]  # messages per week of the burst
    complaint: str  # follows the keyword
    request: str


def _day(text: str) -> date:
    return date.fromisoformat(text)


TOPICS = (
    Topic("滨河花园二期停工", "housing.delivery", "nancheng", _day("2024-03-11"), (8, 14, 21, 17, 9),
          "工地没人干活，交房没了日子", "请帮我们问清什么时候复工"),
    Topic("沥青拌合站异味", "environment.smell", "huancheng", _day("2024-05-20"), (7, 13, 18, 15),
          "夜里味道刺鼻，孩子直咳嗽", "请来检测一下空气"),
    Topic("优学教育退费", "education.training", "beicheng", _day("2024-07-08"), (10, 19, 22, 12, 8),
          "机构一夜之间关门，学费退不回来", "请帮忙登记追回学费"),
    Topic("太平泵站抗旱取水", "rural.irrigation", "taiping", _day("2024-08-12"), (9, 15, 16, 8),
          "泵站抽不上水，稻子快旱死了", "请调水保苗"),
    Topic("城南学区调整", "education.enrolment", "nancheng", _day("2024-08-05"), (12, 20, 24, 13),
          "临开学才改学区，家长没有准备", "请给划出去的孩子留出学位"),
    Topic("动感健身房闭店", "business.prepaid", "beicheng", _day("2024-10-14"), (8, 16, 14, 9),
          "年卡余额没人认", "请协助退还会员费"),
    Topic("鹿头集镇水厂停水", "utilities.water_supply", "lutou", _day("2024-12-02"), (9, 12, 15, 8),
          "隔一天停一次水，做饭都难", "请尽快修好水厂设备"),
    Topic("纺织产业园欠薪", "welfare.wages", "development", _day("2024-12-30"), (10, 17, 23, 14),
          "年关将近，工资还没有着落", "请帮工人们要回血汗钱"),
    Topic("光武大道路灯不亮", "traffic.street_lights", "huancheng", _day("2025-02-17"), (8, 12, 14, 8),
          "整段路漆黑，已经有人摔伤", "请抢修照明线路"),
    Topic("桃园流胶病", "rural.peach", "pinglin", _day("2025-03-24"), (7, 11, 13, 9),
          "成片桃树流胶枯枝，药打了不管用", "请派农技员到地里指导"),
    Topic("琚湾砂石车扬尘", "environment.dust", "juwan", _day("2025-04-21"), (8, 13, 17, 12),
          "砂石车昼夜不停，路边人家不敢开窗", "请限时限速并洒水"),
    Topic("电动车充电棚涨价", "utilities.charging", "nancheng", _day("2025-06-09"), (9, 15, 18, 10),
          "充一次电涨了一倍，没有公示", "请核查收费依据"),
    Topic("七方台区跳闸", "utilities.power_supply", "qifang", _day("2025-07-07"), (10, 16, 19, 15, 8),
          "一到晚上就跳闸，老人孩子热得睡不着", "请给变压器增容"),
    Topic("梨园小区电梯困人", "housing.lifts", "beicheng", _day("2025-08-18"), (8, 12, 13, 9),
          "三部电梯轮着坏，物业说没钱修", "请动用维修资金更换"),
    Topic("居民医保重复扣费", "health.medical_insurance", "wudian", _day("2025-10-13"), (9, 17, 16, 8),
          "同一个人扣了两次保费", "请核对后退回多扣的钱"),
    Topic("安置小区燃气迟迟不通", "utilities.gas_supply", "development", _day("2025-11-03"), (8, 13, 17, 19),
          "交了钱快一年还在用煤气罐", "请赶在入冬前通气"),
)  # fmt: skip
QUIET_PER_WEEK = 0.6
