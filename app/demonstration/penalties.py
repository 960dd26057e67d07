"""在办案由 the penalties that the cases of the demonstration at work are about; nobody is real."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from app.demonstration.stories import Days
from app.halls.collection.columns import ORGANISATION, SOLE_TRADER

# key, name, 统一社会信用代码 (synthetic)
ENTERPRISES = {
    "shunda": ("资阳市顺达示例货运有限公司", "91512000MA0000015M"),
    "hongtu": ("雁江区宏途示例物流有限公司", "91512002MA0000023D"),
    "anjie": ("安岳县安捷示例客运服务部", "92512021MA0000031M"),
    "kangda": ("资阳市康达示例物流有限公司", "91512000MA0002010L"),
    "wanlu": ("乐至县万路示例运输有限公司", "91512022MA0002029D"),
    "rongsheng": ("资阳市荣盛示例货运有限公司", "91512000MA0002037C"),
    "jiafu": ("雁江区嘉福示例运输有限公司", "91512002MA00020454"),
    "yongshun": ("安岳县永顺示例货运有限公司", "91512021MA0002053F"),
    "jianxin": ("安岳县建鑫示例汽车运输队", "92512021MA00020617"),
    "tuojiang": ("资阳市沱江示例航运有限公司", "91512000MA000207XL"),
    "jinnuo": ("资阳市金诺示例危险品运输有限公司", "91512000MA0002088L"),
    "hengtai": ("资阳市恒泰示例工程运输有限公司", "91512000MA0002096F"),
}


class Offence(NamedTuple):
    """违法行为 what it is called, and under which article it is punished."""

    kind: str
    basis: str
    kinds: str = "罚款"


OVERLOAD = Offence("车辆违法超限运输", "《公路安全保护条例》第六十四条")
DRIVER = Offence("使用无从业资格人员驾驶营运车辆", "《中华人民共和国道路运输条例》第六十四条")
REBUILT = Offence("擅自改装已取得车辆营运证的车辆", "《中华人民共和国道路运输条例》第七十条第二款")
UNTESTED = Offence("未按规定维护和检测运输车辆", "《道路运输车辆技术管理规定》第三十一条")
UNLICENSED = Offence(
    "未取得道路运输经营许可擅自从事道路运输经营",
    "《中华人民共和国道路运输条例》第六十三条",
    "罚款;没收违法所得",
)
DANGEROUS = Offence("违反危险货物运输规定", "《道路危险货物运输管理规定》第六十条")
STOPPED = Offence("客运班车不按批准的站点停靠", "《中华人民共和国道路运输条例》第六十九条", "警告")
BEYOND = Offence(
    "超越许可范围经营水路运输业务", "《国内水路运输管理条例》第三十三条", "罚款;没收违法所得"
)
UNTRAINED = Offence(
    "未按规定对从业人员进行安全生产教育和培训", "《中华人民共和国安全生产法》第九十七条"
)


@dataclass(frozen=True)
class Penalty:
    """处罚 its number, on whom, for what, how many days ago, 罚款 in 万元, and the facts."""

    number: int
    whom: str
    offence: Offence
    ago: int
    fine: str
    fact: str
    gains: str = ""


P = Penalty
OF_ROAD = (
    P(301, "shunda", REBUILT, 160, "1.2", "所属挂车货厢栏板擅自加高32厘米"),
    P(302, "shunda", DRIVER, 75, "0.1", "安排未取得从业资格证的人员驾驶营运货车往返成都送货"),
    P(303, "hongtu", UNTESTED, 80, "0.3", "所属厢式货车超过规定周期4个月未进行检验检测"),
    P(304, "kangda", REBUILT, 190, "1", "所属自卸货车擅自加装液压尾板，改变货厢结构"),
    P(305, "hongtu", DRIVER, 70, "0.15", "聘用的驾驶人员从业资格证已注销，仍安排其驾驶营运货车"),
    P(306, "shunda", UNTESTED, 66, "0.2", "2辆营运货车未按期进行二级维护，维护记录系事后补填"),
    P(307, "rongsheng", REBUILT, 200, "1.5", "所属3辆半挂车擅自加长货厢60厘米"),
    P(308, "anjie", STOPPED, 72, "", "班线客车在安岳县城北批准站点以外上下旅客7人次"),
    P(309, "wanlu", REBUILT, 142, "1.2", "所属仓栅货车擅自拆除侧防护装置"),
    P(310, "shunda", UNTESTED, 78, "0.4", "所属牵引车超过规定周期6个月未进行检验检测"),
    P(311, "rongsheng", DRIVER, 68, "0.2", "临时雇用的驾驶人员未取得货运从业资格证"),
    P(312, "hongtu", REBUILT, 152, "1.3", "所属厢式货车擅自加装货架，侵占安全通道"),
    P(313, "kangda", UNLICENSED, 210, "3", "使用未取得道路运输证的货车承运建材11次", "0.86"),
    P(314, "wanlu", UNTESTED, 64, "0.25", "所属货车未建立车辆技术档案，维护情况无据可查"),
    P(315, "anjie", STOPPED, 60, "", "班线客车在高速公路出口处上下旅客3人次"),
    P(316, "rongsheng", UNTESTED, 76, "0.35", "所属货车超过规定周期5个月未进行检验检测"),
    P(317, "wanlu", REBUILT, 166, "1.1", "所属平板货车擅自加装栏板，改变车辆类型"),
    P(318, "shunda", OVERLOAD, 71, "1.5", "重型半挂牵引车在国道319线经称重检测超过限定标准9吨"),
    P(319, "hongtu", UNTESTED, 67, "0.3", "所属货车超过规定周期3个月未进行检验检测"),
    P(320, "kangda", OVERLOAD, 73, "1.8", "重型自卸货车在省道206线经称重检测超过限定标准12吨"),
    P(321, "wanlu", OVERLOAD, 79, "1", "中型货车在县道014线经称重检测超过限定标准5吨"),
    P(322, "shunda", REBUILT, 65, "1.2", "所属仓栅货车擅自加高货厢栏板25厘米"),
    P(323, "hongtu", OVERLOAD, 74, "2.1", "重型半挂牵引车在国道321线经称重检测超过限定标准14吨"),
    P(324, "rongsheng", REBUILT, 130, "1", "所属货车货厢尺寸与道路运输证登记的数据不符"),
    P(325, "jiafu", UNTESTED, 77, "0.4", "所属货车超过规定周期7个月未进行检验检测"),
    P(326, "kangda", REBUILT, 145, "1.1", "所属半挂车擅自加高货厢栏板20厘米"),
    P(327, "jinnuo", DANGEROUS, 90, "3", "运输柴油时未按规定配备押运人员"),
    P(328, "hengtai", OVERLOAD, 69, "0.6", "工程运输车在县道014线经称重检测超过限定标准8吨"),
    P(329, "hengtai", DRIVER, 63, "0.2", "安排未取得从业资格证的人员驾驶工程运输车"),
    P(330, "jiafu", REBUILT, 120, "1.4", "所属货车擅自加装副油箱"),
)
OF_ENFORCEMENT = (
    P(301, "shunda", OVERLOAD, 66, "0.6", "重型半挂牵引车在国道319线经称重检测超过限定标准10吨"),
    P(302, "hongtu", OVERLOAD, 68, "1.8", "重型半挂牵引车在国道321线经称重检测超过限定标准13吨"),
    P(
        303,
        "jinnuo",
        DANGEROUS,
        110,
        "5",
        "装运液化石油气的车辆未悬挂危险货物运输标志，未配备押运人员",
    ),
    P(304, "rongsheng", REBUILT, 100, "1.8", "所属5辆自卸货车擅自加高货厢栏板"),
    P(305, "wanlu", UNLICENSED, 105, "3.5", "使用未取得道路运输证的货车承运砂石19次", "1.2"),
    P(306, "hongtu", DANGEROUS, 95, "2", "普通货车夹带危险货物，未按规定申报"),
    P(307, "jiafu", UNLICENSED, 98, "3", "许可证注销后仍使用货车从事经营性运输6次", "0.5"),
    P(308, "kangda", UNLICENSED, 115, "4", "使用未取得道路运输证的货车承运砂石23次", "1.7"),
    P(309, "hengtai", DANGEROUS, 118, "5", "运输氧气瓶时未使用专用车辆"),
    P(310, "yongshun", UNLICENSED, 125, "3.2", "未取得道路运输经营许可，从事货物运输14次", "0.9"),
    P(311, "shunda", REBUILT, 102, "1", "所属货车擅自加高货厢栏板15厘米"),
    P(312, "wanlu", REBUILT, 108, "1.1", "所属货车擅自拆除后防护装置"),
    P(313, "jianxin", UNLICENSED, 135, "3", "未取得道路运输经营许可，从事货物运输8次", "0.4"),
    P(314, "rongsheng", OVERLOAD, 70, "2.2", "重型自卸货车在省道206线经称重检测超过限定标准15吨"),
    P(315, "kangda", OVERLOAD, 72, "1.8", "重型自卸货车在国道319线经称重检测超过限定标准11吨"),
    P(316, "shunda", OVERLOAD, 74, "1.8", "重型半挂牵引车在国道319线经称重检测超过限定标准12吨"),
    P(317, "anjie", STOPPED, 62, "", "班线客车在批准站点以外上下旅客5人次"),
    P(318, "hongtu", OVERLOAD, 76, "1", "中型货车在国道321线经称重检测超过限定标准4吨"),
    P(319, "hengtai", REBUILT, 104, "1.2", "所属4辆自卸货车擅自加高货厢栏板"),
    P(320, "tuojiang", UNLICENSED, 106, "3", "使用未取得道路运输证的货车转运砂石7次", "0.5"),
)
OF_WATERWAY = (
    P(301, "tuojiang", BEYOND, 170, "3", "超出许可的航区从事砂石运输4航次", "0.6"),
    P(302, "tuojiang", BEYOND, 140, "3", "超出许可的经营范围从事水上游览运输2航次", "0.3"),
)
OF_SAFETY = (
    P(301, "hengtai", UNTRAINED, 150, "2", "新进驾驶人员未经安全生产教育和培训即上岗"),
    P(302, "rongsheng", UNTRAINED, 135, "1.5", "未如实记录安全生产教育和培训情况"),
)
OF_YANJIANG = (
    P(301, "hongtu", UNTESTED, 71, "0.4", "所属货车超过规定周期5个月未进行检验检测"),
    P(302, "jiafu", DRIVER, 64, "0.1", "安排未取得从业资格证的人员驾驶营运货车"),
    P(303, "hongtu", REBUILT, 155, "1", "所属厢式货车擅自改变货厢结构"),
    P(304, "jiafu", OVERLOAD, 133, "1.2", "中型货车在县道022线经称重检测超过限定标准6吨"),
    P(305, "jiafu", REBUILT, 160, "1.2", "所属自卸货车擅自加高货厢栏板30厘米"),
    P(306, "hongtu", OVERLOAD, 69, "1.4", "重型货车在县道022线经称重检测超过限定标准9吨"),
    P(307, "jiafu", UNLICENSED, 112, "3", "未取得道路运输证的货车从事经营性运输5次", "0.4"),
)
OF_ANYUE = (
    P(301, "anjie", STOPPED, 73, "", "班线客车在批准站点以外上下旅客4人次"),
    P(302, "yongshun", UNTESTED, 68, "0.2", "所属货车超过规定周期2个月未进行检验检测"),
    P(303, "jianxin", DRIVER, 77, "0.1", "安排未取得从业资格证的人员驾驶营运货车"),
)


class Docket(NamedTuple):
    """一册 the penalties of one section: who brings them in, and how they are numbered."""

    login: str
    series: str
    penalties: tuple[Penalty, ...]


DOCKETS: Mapping[str, Docket] = {
    "road": Docket("handler.road2", "资交运罚", OF_ROAD),
    "enforcement": Docket("handler.enforcement2", "资交执罚", OF_ENFORCEMENT),
    "waterway": Docket("handler.waterway", "资交航罚", OF_WATERWAY),
    "safety": Docket("handler.safety", "资交安罚", OF_SAFETY),
    "yanjiang.enforcement": Docket("handler.yanjiang", "雁交执罚", OF_YANJIANG),
    "anyue.enforcement": Docket("handler.anyue", "安交执罚", OF_ANYUE),
}


def number_of(section: str, penalty: Penalty, days: Days) -> str:
    """文号."""
    return f"{DOCKETS[section].series}〔{days.ago(penalty.ago).year}〕{penalty.number}号"


def rows(section: str, days: Days, house: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The penalties of a section as a clerk writes them."""
    for penalty in DOCKETS[section].penalties:
        yield _row(penalty, number_of(section, penalty, days), days) | dict(house)


def _row(penalty: Penalty, number: str, days: Days) -> dict[str, Any]:
    name, code = ENTERPRISES[penalty.whom]
    day, offence = days.ago(penalty.ago), penalty.offence
    return {
        "CF_XDR_MC": name,
        "CF_XDR_LB": SOLE_TRADER if code.startswith("92") else ORGANISATION,
        "CF_XDR_SHXYM": code,
        "CF_FRDB": "赵某",
        "CF_WSH": number,
        "CF_WFXW": offence.kind,
        "CF_SY": f"经执法人员检查，{name}{penalty.fact}，有现场笔录、询问笔录等证据证实。",
        "CF_YJ": offence.basis,
        "CF_CFLB": offence.kinds,
        "CF_NR": _content(penalty),
        "CF_JDRQ": day,
        "CF_YXQ": day + timedelta(365),
        **({"CF_NR_FK": Decimal(penalty.fine)} if penalty.fine else {}),
        **({"CF_NR_WFFF": Decimal(penalty.gains)} if penalty.gains else {}),
    }


def _content(penalty: Penalty) -> str:
    parts = []
    if penalty.gains:
        parts.append(f"没收违法所得人民币{_yuan(penalty.gains)}元整")
    if penalty.fine:
        parts.append(f"处以罚款人民币{_yuan(penalty.fine)}元整")
    return "，".join(parts or ["给予警告"]) + "。"


def _yuan(ten_thousands: str) -> int:
    return int(Decimal(ten_thousands) * 10_000)
