"""文书文字: each paper of a repair says what the law asks it to say, and says it once."""

import re
from dataclasses import replace
from datetime import date

import pytest

from app.cases.repair import wording
from app.cases.spine.matter import Matter
from app.lib.papers import PaperContent, from_body, to_body

DAY = date(2026, 11, 21)
MATTER = Matter(
    authority="资阳市交通运输局",
    ref="XF-2026-000128",
    applicant="资阳市顺达运输有限公司",
    code="91512000MA0000015M",
    document_no="资交执罚〔2026〕31号",
    decided_on=date(2026, 4, 15),
    decided_by="资阳市交通运输局",
    review_body="资阳市人民政府",
    application="信用修复申请",
)
FINDINGS = [
    ("最短公示期", "最短公示期至2026年7月15日届满"),
    ("履行义务", "罚款2万元已于2026年4月28日缴清。"),
]


def papers(matter: Matter = MATTER) -> dict[str, PaperContent]:
    """One of each, as a bureau would issue it."""
    received, accepted = date(2026, 11, 10), date(2026, 11, 12)
    made = (
        wording.receipt(
            matter,
            received_on=received,
            category="信用修复",
            receiver="网上窗口",
            promised_days=3,
            due_on=date(2026, 11, 13),
            look_up_code="7K2M-9QXD-4H",
            section="市道路运输发展中心",
            materials=("信用修复承诺书", "罚款缴纳凭证"),
        ),
        wording.acceptance(
            matter,
            issued_on=DAY,
            received_on=received,
            section="市道路运输发展中心",
            decision_days=7,
            due_on=date(2026, 12, 1),
        ),
        wording.correction_notice(
            matter,
            issued_on=DAY,
            wanted=[
                ("罚款缴纳凭证", "图片不清晰", "重新上传"),
                ("整改证明", "没有佐证", "补充照片"),
            ],
            due_on=date(2026, 11, 30),
        ),
        wording.not_accepted(
            matter,
            issued_on=DAY,
            received_on=received,
            reason="最短公示期未满",
            may_apply_from=date(2026, 7, 16),
        ),
        wording.granted(
            matter, issued_on=DAY, received_on=received, accepted_on=accepted, findings=FINDINGS
        ),
        wording.not_granted(
            matter,
            issued_on=DAY,
            received_on=received,
            accepted_on=accepted,
            findings=FINDINGS,
            reason="罚款没有缴清\n整改没有完成",
        ),
        wording.extension(
            matter,
            issued_on=DAY,
            accepted_on=accepted,
            was_due_on=date(2026, 11, 23),
            days=10,
            reason="需要向其他单位核实",
            new_due_on=date(2026, 12, 7),
        ),
        wording.revoked(
            matter,
            issued_on=DAY,
            granted_no="资交信修决〔2026〕2号",
            granted_on=date(2026, 8, 3),
            evidence=["缴款凭证系变造"],
            defence="该意见不予采纳",
            public_until=date(2027, 4, 15),
            barred_until=date(2029, 11, 21),
        ),
        wording.lapsed(
            matter,
            issued_on=DAY,
            notice_no="资交信修补〔2026〕5号",
            notified_on=date(2026, 10, 20),
            due_on=date(2026, 11, 10),
            missing=["罚款缴纳凭证", "整改证明"],
        ),
        wording.commitment_letter(matter, signer="王某", signed_on=received),
        wording.repair_notice(
            matter,
            issued_on=matter.decided_on,
            severity="一般",
            published=True,
            min_ends_on=date(2026, 7, 15),
            may_apply_from=date(2026, 7, 16),
            stops_on=date(2027, 4, 15),
            channel="“信用中国”网站",
            accept_days=3,
            decide_days=7,
            contact="政策法规科",
        ),
    )
    return {paper.kind: paper for paper in made}


def read(paper: PaperContent) -> str:
    """Everything on the paper, one piece a line."""
    lines = [paper.title, paper.addressee]
    for part in paper.paragraphs:
        lines.append(part.number + part.lead + part.text)
        lines += [" ".join(row) for row in (part.columns, *part.rows)]
    return "\n".join([*lines, paper.remedy or "", *paper.signatories, *paper.closing])


KINDS = sorted(papers())
ENDINGS = ["granted", "lapsed", "not_accepted", "not_granted", "revoked"]


def test_every_paper_of_the_room_is_here():
    assert set(KINDS) == {
        *ENDINGS,
        "acceptance",
        "commitment_letter",
        "correction_notice",
        "extension",
        "receipt",
        "repair_notice",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_survives_being_stored(kind):
    assert from_body(to_body(papers()[kind])) == papers()[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("natural_person", [False, True])
def test_a_paper_reads_cleanly(kind, natural_person):
    matter = replace(MATTER, natural_person=natural_person, code="512***********0011")
    words = read(papers(matter)[kind])
    assert not re.search("None|。。|，，|。，|：：|本机关本机关|《《|[{}]", words)
    assert not re.search(r"[,;:?!()]", words.replace("(", ""))


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_ends(kind):
    for part in papers()[kind].paragraphs:
        if part.kind in {"text", "item"}:
            assert part.text[-1] in "。：", part.text


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_is_cited_without_an_article_nobody_could_verify(kind):
    words = read(papers()[kind])
    assert not re.search("信用修复管理办法》（国家发展改革委令第36号）第", words)
    assert "国家发展改革委令第36号" in words or kind in {
        "receipt",
        "correction_notice",
        "extension",
        "lapsed",
        "commitment_letter",
    }


@pytest.mark.parametrize("kind", ENDINGS)
def test_every_paper_that_ends_a_case_names_both_remedies(kind):
    remedy = papers()[kind].remedy or ""
    assert "六十日内向资阳市人民政府申请行政复议" in remedy
    assert "六个月内直接向有管辖权的人民法院提起行政诉讼" in remedy
    assert "《中华人民共和国行政复议法》第二十条" in remedy
    assert "《中华人民共和国行政诉讼法》第四十六条" in remedy


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(ENDINGS)))
def test_a_paper_that_only_moves_the_case_along_offers_no_lawsuit(kind):
    assert papers()[kind].remedy is None


def test_a_bureau_without_a_named_review_body_still_prints_a_whole_sentence():
    remedy = papers(replace(MATTER, review_body=""))["granted"].remedy or ""
    assert "向有管辖权的行政复议机关申请行政复议" in remedy


def test_the_grant_names_each_finding_and_all_four_linked_effects():
    words = read(papers()["granted"])
    for expected in (
        "（一）最短公示期。最短公示期至2026年7月15日届满。",
        "（二）履行义务。罚款2万元已于2026年4月28日缴清。",
        "准予信用修复。",
        *("停止公示。", "停止共享和使用。", "解除管理措施。", "更新信用评价。"),
        "本决定不改变本机关2026年4月15日作出的《行政处罚决定书》（资交执罚〔2026〕31号）的效力。",
    ):
        assert expected in words


def test_a_refusal_gives_each_line_of_the_reason_its_own_paragraph():
    parts = [part.text for part in papers()["not_granted"].paragraphs]
    assert "罚款没有缴清。" in parts
    assert "整改没有完成。" in parts
    assert "本机关决定：不予信用修复" in read(papers()["not_granted"])


def test_a_record_found_by_another_body_is_not_called_ours():
    words = read(papers(replace(MATTER, decided_by="乐至县交通运输局"))["acceptance"])
    assert "乐至县交通运输局2026年4月15日作出的《行政处罚决定书》" in words


def test_a_natural_person_is_addressed_as_one():
    person = replace(MATTER, natural_person=True, applicant="张某", code="512***********0011")
    paper = papers(person)["acceptance"]
    assert paper.code_label == "证件号码"
    assert "你单位" not in read(paper)
    assert "本人（张某，证件号码：512***********0011）" in read(papers(person)["commitment_letter"])


def test_a_subject_without_a_code_leaves_no_empty_row():
    words = read(papers(replace(MATTER, code=None))["receipt"])
    assert "统一社会信用代码" not in words


def test_the_receipt_tells_the_look_up_code_the_term_and_what_was_handed_in():
    words = read(papers()["receipt"])
    for expected in (
        "查询码 7K2M-9QXD-4H",
        "3个工作日内（至2026年11月13日止）",
        "1. 信用修复承诺书\n2. 罚款缴纳凭证",
        "申请事项 信用修复：《行政处罚决定书》（资交执罚〔2026〕31号）所涉失信信息",
        "2026年11月10日（接收人：网上窗口）",
    ):
        assert expected in words


def test_the_correction_notice_lists_everything_at_once():
    paper = papers()["correction_notice"]
    (table,) = [part for part in paper.paragraphs if part.kind == "grid"]
    assert table.rows == (
        ("1", "罚款缴纳凭证", "图片不清晰", "重新上传"),
        ("2", "整改证明", "没有佐证", "补充照片"),
    )
    assert "2026年11月30日前（含当日）" in read(paper)
    assert "再次通知补正" not in read(paper)


def test_a_second_correction_says_why_there_is_a_second():
    paper = wording.correction_notice(
        MATTER,
        issued_on=DAY,
        wanted=[("甲", "乙", "丙")],
        due_on=DAY,
        again_because="新材料前后矛盾",
    )
    parts = [part.text for part in paper.paragraphs]
    assert parts[parts.index("本次为再次通知补正，理由如下：") + 1] == "新材料前后矛盾。"


def test_the_extension_says_how_long_why_and_until_when():
    words = read(papers()["extension"])
    assert "延长10个工作日，至2026年12月7日止" in words
    assert "需要向其他单位核实。" in words


def test_a_revocation_names_only_the_days_that_are_known():
    with_days = read(papers()["revoked"])
    assert "公示至2027年4月15日止" in with_days
    assert "至2029年11月21日止，本机关不受理" in with_days
    assert "陈述申辩" in with_days
    without = read(
        wording.revoked(
            MATTER,
            issued_on=DAY,
            granted_no="资交信修决〔2026〕2号",
            granted_on=date(2026, 8, 3),
            evidence=["缴款凭证系变造"],
        )
    )
    assert "公示至" not in without
    assert "不受理" not in without
    assert "陈述申辩" not in without
    assert "不停止执行" in without


def test_the_commitment_is_the_applicants_paper_to_the_authority():
    paper = papers()["commitment_letter"]
    assert paper.addressee == "资阳市交通运输局"
    assert paper.signatories == ("承诺人：资阳市顺达运输有限公司", "签署人：王某")
    assert paper.head == "plain"
    assert "资阳市交通运输局2026年4月15日作出的" in read(paper)
    assert "本机关" not in read(paper)
    assert len([part for part in paper.paragraphs if part.kind == "item"]) == len(
        wording.COMMITMENT
    )


def test_a_commitment_in_the_applicants_own_words_keeps_them():
    letter = wording.commitment_letter(
        MATTER, signer=MATTER.applicant, signed_on=DAY, text="第一\n\n第二。"
    )
    points = [part.number + part.text for part in letter.paragraphs if part.kind == "item"]
    assert points == ["一、第一。", "二、第二。"]
    assert letter.signatories == ("承诺人：资阳市顺达运输有限公司",)


def test_the_repair_notice_gives_the_days_of_a_published_record():
    words = read(papers()["repair_notice"])
    for expected in (
        "最短公示期 至2026年7月15日止",
        "可以申请修复 自2026年7月16日起",
        "最长公示期 至2027年4月15日止，期满自动停止公示",
        "3个工作日内决定是否受理",
        "不收取任何费用",
    ):
        assert expected in words


def test_the_repair_notice_of_an_unpublished_record_promises_no_publicity():
    notice = wording.repair_notice(
        MATTER,
        issued_on=DAY,
        severity="轻微",
        published=False,
        min_ends_on=None,
        may_apply_from=None,
        stops_on=None,
        channel="本机关办事窗口",
        accept_days=3,
        decide_days=7,
    )
    words = read(notice)
    assert "是否公示 不公示" in words
    assert "可以申请修复 义务履行完毕后即可申请" in words
    assert "最长公示期" not in words
