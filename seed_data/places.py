"""The 17 townships of 枣阳市, the spots people name, and the 民情驿站. Spots and stations are invented."""

from dataclasses import dataclass

from glossary import StationKind


@dataclass(frozen=True)
class Township:
    """镇办区: how much it writes (weight) and the spots its people name."""

    code: str
    name: str
    weight: float
    spots: tuple[str, ...]


TOWN_SPOTS = (
    "集镇主街", "中心小学门口", "卫生院旁", "农贸市场", "老粮站附近", "东岗村3组", "河湾村",
    "槐树村5组", "新桥村", "高铺村",
)  # fmt: skip
CITY_SPOTS = (
    "沿河社区",
    "书院社区",
    "民主路口",
    "光明小区",
    "滨河花园",
    "老体育场",
    "向阳小区",
    "人民路农贸市场",
    "中心广场",
    "梨园小区",
)
PARK_SPOTS = (
    "创业大道", "标准化厂房", "职工公寓", "物流园路口", "安置小区", "纺织产业园", "园区食堂",
    "新能源产业园",
)  # fmt: skip

TOWNSHIPS = (
    Township("beicheng", "北城街道", 3.2, CITY_SPOTS),
    Township("nancheng", "南城街道", 3.6, CITY_SPOTS),
    Township("huancheng", "环城街道", 2.4, CITY_SPOTS),
    Township("juwan", "琚湾镇", 1.1, TOWN_SPOTS),
    Township("qifang", "七方镇", 1.3, TOWN_SPOTS),
    Township("yangdang", "杨垱镇", 1.0, TOWN_SPOTS),
    Township("taiping", "太平镇", 1.2, TOWN_SPOTS),
    Township("xinshi", "新市镇", 0.8, TOWN_SPOTS),
    Township("lutou", "鹿头镇", 0.9, TOWN_SPOTS),
    Township("liusheng", "刘升镇", 0.6, TOWN_SPOTS),
    Township("xinglong", "兴隆镇", 0.9, TOWN_SPOTS),
    Township("wangcheng", "王城镇", 0.7, TOWN_SPOTS),
    Township("wudian", "吴店镇", 1.1, TOWN_SPOTS),
    Township("xiongji", "熊集镇", 0.7, TOWN_SPOTS),
    Township("pinglin", "平林镇", 0.5, TOWN_SPOTS),
    Township("development", "枣阳经济开发区", 1.6, PARK_SPOTS),
    Township("chehe", "车河管理区", 0.3, TOWN_SPOTS),
)

STATION_SPOTS = (
    ("沿河社区", StationKind.COMMUNITY),
    ("书院社区", StationKind.COMMUNITY),
    ("步行街商圈", StationKind.BUSINESS_DISTRICT),
)
TOWN_STATION_SPOTS = (("集镇社区", StationKind.COMMUNITY), ("农贸商圈", StationKind.BUSINESS_DISTRICT))
PARK_STATION_SPOTS = (("职工之家", StationKind.INDUSTRIAL_PARK), ("新能源园区", StationKind.INDUSTRIAL_PARK))


def stations() -> list[dict]:
    """Rows of the station dictionary: two or three per township."""
    rows = []
    for town in TOWNSHIPS:
        spots = {CITY_SPOTS: STATION_SPOTS, PARK_SPOTS: PARK_STATION_SPOTS}.get(town.spots, TOWN_STATION_SPOTS)
        for position, (spot, kind) in enumerate(spots, start=1):
            name = f"{town.name}{spot}民情驿站"
            rows.append({"code": f"{town.code}_{position}", "name": name, "kind": kind, "township_code": town.code})
    return rows


def township_rows() -> list[dict]:
    """The townships as rows of the dictionary; every installation begins with them."""
    return [
        {"code": town.code, "name": town.name, "position": position} for position, town in enumerate(TOWNSHIPS, start=1)
    ]
