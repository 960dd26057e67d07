"""画廊样例 Words and numbers for the gallery: synthetic codes, no real bodies."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    HiddenField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from app.lib.papers import PaperContent, facts, said
from app.web.papers import Sheet, draw_sheet

PORTAL = ("home", "apply", "receipt")
PUBLIC = ("register", "entry")


class Opinion(FlaskForm):
    version = HiddenField(default="3")
    once = HiddenField(default="k-0001")
    outcome = RadioField(
        "意见",
        choices=[SelectChoice("grant", "准予修复"), SelectChoice("refuse", "不予修复")],
        validators=[DataRequired("请选择准予或者不予")],
    )
    opinion = TextAreaField(
        "核查意见",
        validators=[DataRequired("请写明核查意见"), Length(max=500)],
        description="逐条说明是否符合条件，会进入卷宗和法规审核。",
    )
    day = DateField("履行完毕日期", validators=[Optional()])
    amount = DecimalField("罚款金额", validators=[Optional()])
    company = StringField(
        "企业名称", validators=[DataRequired()], default="资阳市顺达道路运输有限公司"
    )
    way = SelectField(
        "怎样履行的",
        choices=[
            SelectChoice("pay", "缴纳罚款"),
            SelectChoice("fix", "整改到位"),
            SelectChoice("both", "缴纳罚款并整改到位"),
        ],
        default="pay",
    )
    proof = MultipleFileField(
        "履行义务的证明", validators=[DataRequired("请上传缴款凭证或者整改证明")]
    )
    promise = BooleanField(
        "我已阅读并签署上面的信用修复承诺书",
        validators=[DataRequired("没有承诺不能受理，请阅读后勾选")],
    )


class SignIn(FlaskForm):
    login = StringField("账号", validators=[DataRequired()])
    password = PasswordField("密码", validators=[DataRequired()])


class Upload(FlaskForm):
    file = FileField("文件", validators=[DataRequired()])


def person(page: str) -> Any:
    if page in (*PUBLIC, "refused", "sign_in"):
        return SimpleNamespace(is_authenticated=False)
    applicant = page in PORTAL
    return SimpleNamespace(
        is_authenticated=True,
        id=7,
        name="顺达公司 刘经办" if applicant else "周晓岚",
        kind="applicant" if applicant else "staff",
        home_section_name="行政审批科 · 经办",
    )


def _nav(*rows: tuple[str, str, int | None], active: int = 0) -> list[Any]:
    return [
        SimpleNamespace(label=label, url="#", icon=icon, active=place == active, count=count)
        for place, (label, icon, count) in enumerate(rows)
    ]


STAFF_NAV = (
    ("工作台", "desk", 12),
    ("一企一档", "building", None),
    ("归集", "upload", 3),
    ("台账", "list", None),
    ("公示", "eye", None),
    ("目录", "book", None),
    ("统计", "chart", None),
    ("管理", "gear", None),
)


def _rows() -> list[Any]:
    table = [
        (
            "资交信修〔2026〕17号",
            "信用修复",
            "资阳市雁江区顺达鑫隆道路货物运输有限责任公司",
            "91512002MA0000023D",
            "核查中",
            "ours",
            "我科室",
            "late",
            100,
            "已超 3 个工作日（11-18 周三）",
            "周晓岚",
            "提出意见",
        ),
        (
            "资交信修〔2026〕21号",
            "信用修复",
            "资阳市顺达道路运输有限公司",
            "91512000MA0000015M",
            "待受理",
            "waiting",
            "我科室",
            "warn",
            85,
            "今天到期（11-21 周六）",
            "",
            "",
        ),
        (
            "资交异〔2026〕3号",
            "异议更正",
            "安岳县普州港航服务部（个体工商户）",
            "92512021MA0000031M",
            "核查中",
            "ours",
            "道路运输中心",
            "warn",
            66,
            "还剩 1 个工作日（11-23 周一）",
            "陈立",
            "催办",
        ),
        (
            "资交承〔2026〕106号",
            "信用承诺",
            "资阳市交通运输协会",
            "51512000MJ0000085H",
            "待补正",
            "theirs",
            "申请人",
            "paused",
            40,
            "暂停计时，等补正",
            "周晓岚",
            "查看",
        ),
        (
            "资交信修〔2026〕19号",
            "信用修复",
            "乐至县宏远汽车运输专业合作社",
            "93512022MA0000066K",
            "待审批",
            "waiting",
            "分管领导",
            "ok",
            30,
            "还剩 5 个工作日（11-27 周五）",
            "周晓岚",
            "查看",
        ),
        (
            "资交惩〔2026〕2号",
            "惩戒建议",
            "资阳市驾驶培训中心",
            "12512000MB0000078C",
            "已公示",
            "good",
            "—",
            "none",
            0,
            "无期限",
            "王敏",
            "查看",
        ),
        (
            "资交信修〔2026〕12号",
            "信用修复",
            "雁江区老字号汽修厂",
            "92512021MA0000031M",
            "不予修复",
            "bad",
            "—",
            "none",
            0,
            "已办结",
            "周晓岚",
            "查看",
        ),
        (
            "资交承〔2026〕98号",
            "信用承诺",
            "资阳市民办驾校联合体",
            "52512000MJ00000421",
            "已撤回",
            "ended",
            "—",
            "none",
            0,
            "已办结",
            "周晓岚",
            "查看",
        ),
    ]
    names = (
        "ref",
        "kind",
        "subject",
        "code",
        "state",
        "tone",
        "turn",
        "left_tone",
        "used",
        "left",
        "holder",
        "next",
    )
    return [dict(zip(names, row, strict=True)) for row in table]


PHASES = [
    {"label": "受理", "state": "done", "date": "11-18"},
    {"label": "审核", "state": "now", "date": "11-25 到期"},
    {"label": "审批", "state": "todo", "date": ""},
    {"label": "公示", "state": "todo", "date": ""},
    {"label": "后续", "state": "todo", "date": ""},
]


def _case() -> dict[str, Any]:
    form = Opinion(meta={"csrf": False})
    form.validate()
    return {
        "form": form,
        "phase_items": PHASES,
        "closed": [
            {
                "label": "准予修复",
                "event": "approve",
                "why": "还没有到审批这一步。",
                "who": "分管领导",
                "opens": "法规审核通过后开放。",
            },
            {
                "label": "延期",
                "event": "extend",
                "why": "需要分管领导说明理由，只能一次，不超过 10 个工作日。",
                "who": "分管领导",
                "opens": "",
            },
        ],
        "fact_pairs": [
            ("处罚文书", "资交执罚〔2026〕118号"),
            (
                "违法事实",
                "该公司所属货车未按规定的周期和频次进行车辆检验检测，经执法人员现场检查发现，逾期三个月以上。",
            ),
            ("失信程度", Markup('<span class="grade" data-grade="general">一般</span>')),
            {"label": "罚款金额", "value": "1,000.00 元", "note": "11-02 已缴清"},
            ("最早可修复日", "2026-11-03 周二"),
            ("同时被处罚人", ""),
        ],
        "material_items": [
            {
                "name": "信用修复承诺书.pdf",
                "kind": "承诺书",
                "size": "214 KB",
                "at": "11-18 09:02",
                "by": "申请人",
                "url": "#",
                "preview_url": "#",
            },
            {
                "name": "罚款缴纳凭证（四川省政府非税收入一般缴款书）扫描件 第二次上传.pdf",
                "kind": "履行证明",
                "size": "1.2 MB",
                "at": "11-18 09:05",
                "by": "申请人",
                "url": "#",
                "preview_url": "#",
                "state": "补正替换",
                "tone": "theirs",
            },
        ],
        "paper_items": [
            {
                "title": "信用修复受理通知书",
                "number": "资交信修受〔2026〕17号",
                "date": "2026-11-18",
                "url": "#",
                "pdf_url": "#",
                "check_code": "Q7M2-KD4H",
            }
        ],
        "ledger": [
            {"date": "11-18 周三", "words": "受理，当天不算", "kind": "start"},
            {"date": "11-19 周四", "words": "工作日", "kind": "count", "number": 1},
            {"date": "11-20 周五", "words": "工作日", "kind": "count", "number": 2},
            {"date": "11-21 周六", "words": "周末", "kind": "rest"},
            {"date": "11-25 周三", "words": "届满", "kind": "due", "number": 3},
        ],
        "events": [
            {
                "title": "转回补充核查",
                "at": "2026-11-20 周五 16:41",
                "actor": "何静",
                "role": "法规审核",
                "section": "政策法规科",
                "text": "缴款凭证与处罚决定书金额不一致，请核对后重新提出意见。\n另请补充整改照片的拍摄日期。",
                "details": "第 2 次退回",
            },
            {
                "title": "提出意见",
                "at": "2026-11-19 周四 11:20",
                "actor": "周晓岚",
                "role": "经办",
                "section": "行政审批科",
                "text": "拟准予修复。",
                "tone": "good",
            },
            {
                "title": "受理",
                "at": "2026-11-18 周三 09:12",
                "actor": "周晓岚",
                "role": "经办",
                "section": "行政审批科",
            },
            {
                "title": "提交申请",
                "at": "2026-11-18 周三 09:05",
                "actor": "刘经办",
                "role": "申请人",
            },
        ],
    }


def _sheet() -> Sheet:
    paper = PaperContent(
        kind="granted",
        title="准予信用修复决定书",
        authority="资阳市交通运输局",
        issued_on=date(2026, 11, 25),
        number="资交信修准〔2026〕17号",
        addressee="资阳市顺达道路运输有限公司",
        addressee_code="91512000MA0000015M",
        paragraphs=(
            *said(
                "你单位于2026年11月18日提出的信用修复申请，本机关已于2026年11月20日受理。经审查，决定如下："
            ),
            facts(
                [
                    ("失信信息", "《行政处罚决定书》（资交执罚〔2026〕118号）"),
                    ("失信程度", "轻微"),
                    ("履行情况", "罚款1000元已于2026年8月10日缴清，车辆已完成检测"),
                ]
            ),
            *said(
                "符合《信用修复管理办法》规定的条件，准予信用修复。自本决定作出之日起停止公示上述信息，停止共享和使用。"
            ),
        ),
        remedy="如对本决定不服，可以自收到本决定书之日起六十日内申请行政复议，或者自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。",
        closing=("本文书一式两份，申请人一份，存档一份。",),
    )
    return draw_sheet(
        paper.as_frozen(),
        check_url="https://xinyong.example.gov.cn/check",
        check_code="Q7M2-KD4H-93XA",
        digest="9f86d081884c7d65",
    )


def context(page: str) -> dict[str, Any]:
    """What one sample page is rendered with."""
    chips = [
        {"label": "全部", "url": "#", "active": True, "count": 12},
        {"label": "信用修复", "url": "#", "active": False, "count": 8},
        {"label": "异议更正", "url": "#", "active": False, "count": 1},
        {"label": "信用承诺", "url": "#", "active": False, "count": 3},
    ]
    shared: dict[str, Any] = {
        "bureau": "资阳市交通运输局",
        "now_words": "2026-11-21 周六",
        "search_url": "#",
        "notices_url": "#",
        "notices_count": 4,
        "account_url": "#",
        "chips": chips,
    }
    if page in PORTAL:
        form = Opinion(meta={"csrf": False})
        form.validate()
        return {
            **shared,
            "nav": _nav(
                ("我的信用信息", "building", None), ("我的申请", "paper", 1), ("消息", "bell", 4)
            ),
            "form": form,
            "phase_items": PHASES,
            "public_url": "#",
        }
    if page in PUBLIC:
        rows = _rows()
        facts = [
            (
                "未按规定维护和检测运输车辆",
                "资交执罚〔2026〕118号",
                "2026-08-03",
                "2026-11-03",
                "异议处理中",
            ),
            (
                "擅自改装已取得车辆营运证的车辆",
                "资交执罚〔2026〕9号",
                "2026-03-12",
                "2029-03-12",
                "",
            ),
            (
                "违法超限运输一年内三次以上，列入严重失信主体名单",
                "资交惩列〔2026〕2号",
                "2026-02-27",
                "2029-02-27",
                "",
            ),
        ]
        entries = [
            {
                "subject": row["subject"],
                "code": row["code"],
                "what": fact[0],
                "number": fact[1],
                "on": fact[2],
                "until": fact[3],
                "mark": fact[4],
            }
            for row, fact in zip(rows, facts, strict=False)
        ]
        return {
            **shared,
            "entries": entries,
            "search_value": "顺达",
            "object_url": "#",
            "repair_url": "#",
            "check_url": "#",
            "status_url": "#",
            "sign_in_url": "#",
            "nav": _nav(
                ("信用信息公示", "eye", None), ("信用承诺", "paper", None), ("统计", "chart", None)
            ),
        }
    if page == "sign_in":
        return {
            "bureau": "资阳市交通运输局",
            "nav": [],
            "form": SignIn(meta={"csrf": False}),
            "public_url": "#",
        }
    if page == "paper":
        return {"sheet": _sheet()}
    shared["nav"] = _nav(*STAFF_NAV, active=2 if page == "desk_empty" else 0)
    shared["rail"] = [
        SimpleNamespace(label="办件", places=shared["nav"][:4]),
        SimpleNamespace(label="公示与管理", places=shared["nav"][4:]),
    ]
    columns = [
        {"label": "编号", "sort_url": "#"},
        "对象",
        "状态",
        "轮到谁",
        {"label": "期限", "sort_url": "#", "sorted": "asc"},
        "经办人",
        {"label": "办理", "kind": "act"},
    ]
    tab_items = [
        {"label": label, "url": "#", "active": place == 0, "count": count}
        for place, (label, count) in enumerate(
            (
                ("待我办", 12),
                ("本科室待领", 5),
                ("等申请人", 2),
                ("等其他科室", 3),
                ("我办过的", None),
            )
        )
    ]
    case = _case() if page == "case" else {}
    return {
        **shared,
        "rows": _rows(),
        "columns": columns,
        "tab_items": tab_items,
        "upload_form": Upload(meta={"csrf": False}),
        **case,
    }
