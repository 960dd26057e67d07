"""演示科室 the bureau, its sections and two county bureaux; the codes are synthetic."""

# key, 名称, English, parent, 统一社会信用代码 (synthetic), 代字, 复议机关
SECTIONS = (
    (
        "bureau",
        "资阳市交通运输局",
        "Ziyang Transport Bureau",
        None,
        "11512000MB0000051P",
        "资交",
        "资阳市人民政府",
    ),
    (
        "office",
        "局办公室（政策法规科）",
        "General Office (Policy and Law)",
        "bureau",
        None,
        None,
        None,
    ),
    ("licensing", "局行政审批科", "Licensing Section", "bureau", None, None, None),
    ("enforcement", "局执法监督科", "Enforcement Section", "bureau", None, None, None),
    ("construction", "局建管科", "Construction Section", "bureau", None, None, None),
    ("safety", "局安全监督科", "Safety Section", "bureau", None, None, None),
    ("finance", "局行财科", "Finance Section", "bureau", None, None, None),
    ("road", "市道路运输发展中心", "Road Transport Centre", "bureau", None, None, None),
    ("waterway", "市航务海事发展中心", "Waterway and Maritime Centre", "bureau", None, None, None),
    (
        "yanjiang",
        "雁江区交通运输局",
        "Yanjiang District Transport Bureau",
        None,
        "11512002MB1000010K",
        "雁交",
        "雁江区人民政府",
    ),
    (
        "yanjiang.enforcement",
        "雁江区交通运输局执法股",
        "Yanjiang Enforcement Unit",
        "yanjiang",
        None,
        None,
        None,
    ),
    (
        "anyue",
        "安岳县交通运输局",
        "Anyue County Transport Bureau",
        None,
        "11512021MB10000291",
        "安交",
        "安岳县人民政府",
    ),
    (
        "anyue.enforcement",
        "安岳县交通运输局执法股",
        "Anyue Enforcement Unit",
        "anyue",
        None,
        None,
        None,
    ),
)


# 主办种类: what these sections' desks show first
KINDS_FIRST = {
    "licensing": ("commitment",),
    "enforcement": ("sanction",),
    "office": ("objection",),
    "yanjiang.enforcement": ("sanction",),
    "anyue.enforcement": ("sanction",),
}
