"""CSV: one encoding, one separator, whole records."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.halls.collection.columns import LAYOUT
from app.lib.tables.delimited import open_delimited
from app.lib.tables.unreadable import Unreadable

HEADER = "CF_XDR_MC,CF_WSH,CF_SY,CF_YJ,CF_NR,BZ\n"


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(content)
    return path


def refusal(folder: Path, content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as why:
        list(open_delimited(saved(folder, content), LAYOUT).records())
    return why.value


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_that_cuts_the_header(separator: str, tmp_path: Path) -> None:
    text = HEADER.replace(",", separator) + '"a,b;c\td"' + separator * 5 + "\n"
    csv = open_delimited(saved(tmp_path, text.encode()), LAYOUT)
    assert csv.separator == separator
    assert list(csv.records())[1] == (2, ["a,b;c\td", "", "", "", "", ""])


def test_quotes_and_lines_within_quotes_belong_to_the_cell(tmp_path: Path) -> None:
    text = HEADER + '"他说""好""",1,"一\n二\r\n三",,,\n次,2,,,,\n'
    records = list(open_delimited(saved(tmp_path, text.encode()), LAYOUT).records())
    assert records[1] == (2, ['他说"好"', "1", "一\n二\r\n三", "", "", ""])
    assert records[2][0] == 3


def test_quotes_within_an_unquoted_cell_stay(tmp_path: Path) -> None:
    text = HEADER + '5"管,1,,,,\n'
    assert list(open_delimited(saved(tmp_path, text.encode()), LAYOUT).records())[1][1][0] == '5"管'


def test_a_quote_that_never_ends_is_told_of_with_its_row(tmp_path: Path) -> None:
    why = refusal(tmp_path, HEADER.encode() + b"a,b\n" + b'"c,d\n' * 40_001)
    assert why.code == "quotes"
    assert "第 3 行" in why.says


@given(st.text("资州顺达物流有限公司罚款超限运输", min_size=4, max_size=40))
def test_chinese_in_either_encoding_is_told_apart(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for encoding in ("utf-8", "gb18030"):
            path = saved(Path(folder), (HEADER + text + ",1,,,,\n").encode(encoding))
            csv = open_delimited(path, LAYOUT)
            assert csv.encoding == encoding
            assert list(csv.records())[1][1][0] == text


def test_mixed_encodings_name_both_lines(tmp_path: Path) -> None:
    content = HEADER.encode() + "顺达物流\n".encode() + "鸿运运输\n".encode("gb18030")
    why = refusal(tmp_path, content)
    assert why.code == "mixed_encodings"
    assert (why.params["first"], why.params["second"]) == (2, 3)


def test_a_line_in_no_encoding_is_named(tmp_path: Path) -> None:
    why = refusal(tmp_path, HEADER.encode() + b"a\nb\xff\xff\n")
    assert (why.code, why.params["line"]) == ("encoding", 3)


def test_an_odd_gb18030_word_that_reads_as_utf8_does_not_confuse(tmp_path: Path) -> None:
    content = HEADER.encode() + "联通\n".encode("gb18030") + "顺达物流\n".encode("gb18030")
    assert open_delimited(saved(tmp_path, content), LAYOUT).encoding == "gb18030"


def test_plain_ascii_is_utf8(tmp_path: Path) -> None:
    assert open_delimited(saved(tmp_path, HEADER.encode()), LAYOUT).encoding == "utf-8"
