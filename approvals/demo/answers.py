"""Plausible answers for a form of the catalogue; names and numbers belong to nobody."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from accounts.demo.names import id_number, mobile, staff_name, uscc
from admin_center.registry.enums import FieldType

Field = Mapping[str, Any]

PROJECTS = (
    "莫角山路2号厂房工程", "塘栖文化公园配套用房", "临平副城邻里中心", "良渚新城小学扩建", "仓前科技园3号楼",
    "运河码头改造工程", "闲林污水泵站", "径山茶文化体验馆", "星桥北路标准厂房", "瓶窑农贸市场改建",
    "崇贤物流仓储中心", "五常湿地游客中心", "东湖公园服务用房", "百丈竹产业园", "黄湖卫生院门诊楼",
)  # fmt: skip
SHOPS = ("南苑小馆", "运河人家面馆", "临平老街茶室", "良渚书屋", "塘栖糕团店", "星桥早点铺", "闲林便利店")
PLACES = (
    "莫角山路2号",
    "南大街265号",
    "禾丰路18号",
    "星桥北路66号",
    "广济路9号",
    "文一西路998号",
    "良渚大道33号",
)
# Two departments' conditions that cannot both be met.
CLASH = (
    {"subject": "围挡占道宽度", "relation": "at_most", "figure": "2.5", "unit": "m"},
    {"subject": "围挡占道宽度", "relation": "at_least", "figure": "3", "unit": "米"},
)
TOWNS = ("良渚镇", "南苑街道", "塘栖镇", "星桥街道", "瓶窑镇", "仓前镇", "临平街道")
BY_KEY = {
    "project": PROJECTS,
    "shop": SHOPS,
    "company": ("浙江某建设有限公司", "杭州某智造有限公司", "杭州某餐饮管理有限公司"),
    "enterprise": ("浙江某建设有限公司", "杭州某智造有限公司"),
    "builder": ("浙江某建设有限公司",),
    "unit": ("浙江某建设有限公司",),
    "designer": ("浙江某建筑设计院有限公司",),
    "contractor": ("杭州某建筑工程有限公司",),
    "supervisor": ("杭州某工程监理有限公司",),
}


def answers_for(fields: Sequence[Field], *, seed: int, today: date) -> dict[str, Any]:
    """One answer per field, the same for the same seed."""
    return {str(field["key"]): _answer(field, seed + place, today) for place, field in enumerate(fields)}


def _answer(field: Field, seed: int, today: date) -> Any:
    kind = field["type"]
    if kind == FieldType.CHOICE:
        choices = field["choices"]
        return choices[seed % len(choices)]["value"]
    if kind == FieldType.YES_NO:
        return "no" if seed % 3 else "yes"
    if kind == FieldType.DATE:
        return _date(str(field["key"]), str(field.get("bounds") or ""), seed, today)
    makers = {
        FieldType.PHONE: lambda: mobile(100 + seed % 800),
        FieldType.ID_NUMBER: lambda: id_number(
            f"19{70 + seed % 25}0{1 + seed % 9}1{seed % 9}", 10 + seed % 80
        ),
        FieldType.USCC: lambda: uscc(1 + seed % 40),
        FieldType.ADDRESS: lambda: f"杭州市余杭区{TOWNS[seed % len(TOWNS)]}{PLACES[seed % len(PLACES)]}",
        FieldType.NUMBER: lambda: str(2 + seed % 30),
        FieldType.AREA: lambda: str(120 + (seed * 37) % 9000),
        FieldType.MONEY: lambda: str(20 + (seed * 53) % 3000),
    }
    return makers[kind]() if kind in makers else _text(str(field["key"]), str(field["label_zh"]), seed)


def _date(key: str, bounds: str, seed: int, today: date) -> str:
    if bounds == "past":
        return (today - timedelta(days=40 + seed % 300)).isoformat()
    ahead = key.endswith("_to") or any(
        word in key for word in ("end", "finish", "expir", "until", "completion")
    )
    start = any(word in key for word in ("start", "plan", "begin", "open", "from"))
    if ahead:
        return (today + timedelta(days=400 + seed % 90)).isoformat()
    return (today + timedelta(days=(30 + seed % 20) if start else -(40 + seed % 300))).isoformat()


def _text(key: str, label: str, seed: int) -> str:
    for word, names in BY_KEY.items():
        if word in key:
            return names[seed % len(names)]
    if any(
        word in label
        for word in (
            "姓名",
            "负责人",
            "代表",
            "经理",
            "联系人",
            "申请人",
            "法人",
            "代理人",
            "申报人",
            "人员",
            "户主",
        )
    ):
        return staff_name(seed % 60)
    if any(word in label for word in ("号", "证")):
        return f"余规许〔2026〕{1 + seed % 400}号"
    if "名称" in label:
        return SHOPS[seed % len(SHOPS)]
    return f"{PROJECTS[seed % len(PROJECTS)]}相关内容"
