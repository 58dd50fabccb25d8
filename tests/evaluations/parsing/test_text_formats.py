"""CSV, TXT, Markdown and HTML: encodings, places, records, what is dropped."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.parsing.errors import DocumentRefused
from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.registry import parse_document
from intake.encoding import decode

CSV = '品番,材質,数量\r\nE-0421,SUJ2,"1,200"\r\nE-0422,ＳＵＳ３０４,30\r\n'
PROSE = "油圧ユニットの圧力計を確認し、異常があれば班長へ報告する。"


def parsed(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> ParsedDocument:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return parse_document(path, name)


def lines(document: ParsedDocument) -> list[str]:
    return [line for passage in document.passages for line in passage.text.splitlines()]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("cp932", "CP932 (Shift_JIS)"),
        ("euc_jp", "EUC-JP"),
        ("utf-16", "UTF-16"),
        ("iso2022_jp", "ISO-2022-JP"),
    ],
)
def test_the_encoding_of_a_csv_is_found_and_reported(tmp_path, encoding, name):
    document = parsed(tmp_path, "parts.csv", CSV, encoding)
    assert document.encoding == name
    assert [notice.code for notice in document.notices] == ["encoding_detected"]
    assert name in document.notices[0].message.ja
    assert lines(document) == [
        "品番: E-0421; 材質: SUJ2; 数量: 1,200",
        "品番: E-0422; 材質: ＳＵＳ３０４; 数量: 30",
    ]


@given(
    st.text("油圧点検保全基準書作業者部品交換のをはにがで、。・ー（）ABC019-", min_size=1),
    st.sampled_from(["cp932", "euc_jp"]),
)
def test_japanese_prose_of_either_old_encoding_is_read_back(text, encoding):
    assert decode((PROSE + text).encode(encoding))[0] == PROSE + text


def test_western_punctuation_of_an_english_csv_is_read(tmp_path):
    content = "part,note\r\nE-0421,“Don’t over-tighten” – see page 3\r\n" * 3
    document = parsed(tmp_path, "notes.csv", content, "cp1252")
    assert document.encoding == "Windows-1252"
    assert "“Don’t over-tighten” – see page 3" in lines(document)[0]


def test_a_csv_of_unreadable_bytes_is_refused(tmp_path):
    with pytest.raises(DocumentRefused) as refusal:
        parsed(tmp_path, "broken.csv", bytes(range(128, 256)) * 4 + b"\xff\xfe\x81")
    assert refusal.value.code == "unreadable_encoding"
    assert "文字コードを判定できません" in refusal.value.message.ja
    assert "UTF-8" in refusal.value.message.en


def test_a_mixture_of_two_encodings_is_refused(tmp_path):
    with pytest.raises(DocumentRefused) as refusal:
        parsed(
            tmp_path,
            "mixed.csv",
            "品番,材質\n".encode() + "油圧ユニット\n".encode("cp932") + b"\x80\xa0\xfd\n",
        )
    assert refusal.value.code == "unreadable_encoding"


def test_csv_rows_are_cited_by_line_also_when_a_value_holds_a_line_end(tmp_path):
    document = parsed(tmp_path, "claims.csv", '番号,内容,処置\n1,"異音\nあり",交換\n2,漏れ,締付\n')
    assert lines(document)[0] == "番号: 1; 内容: 異音 あり; 処置: 交換"
    assert document.passages[0].locator.label == "行2-4"


def test_a_csv_of_labels_and_values_is_read_as_pairs(tmp_path):
    assert lines(parsed(tmp_path, "spec.csv", "品番,E-0421\n定格,7.5 kW\n")) == [
        "品番: E-0421",
        "定格: 7.5 kW",
    ]


def test_tab_separated_text_is_a_table_too(tmp_path):
    assert lines(parsed(tmp_path, "t.csv", "番号\t内容\t処置\n1\t漏れ, 大\t締付\n")) == [
        "番号: 1; 内容: 漏れ, 大; 処置: 締付"
    ]


def test_text_is_cited_by_its_lines(tmp_path):
    document = parsed(tmp_path, "memo.txt", "一行目の文。\n\n三行目の文。\n")
    assert document.passages[0].locator.label == "行1-3"
    assert document.units == 3
    assert document.language == "ja"


def test_control_characters_are_removed_and_nothing_is_normalised(tmp_path):
    assert lines(parsed(tmp_path, "memo.txt", "ﾓｰﾀ\x0b①\x07 Ｅ－０４２１ ㎜\u200b")) == [
        "ﾓｰﾀ① Ｅ－０４２１ ㎜"
    ]


def test_an_english_text_is_known_as_english(tmp_path):
    assert parsed(tmp_path, "memo.txt", "Replace the seal E-0421 every year.").language == "en"


def test_a_file_of_white_space_gives_a_notice_and_no_passages(tmp_path):
    document = parsed(tmp_path, "memo.txt", " \n\n")
    assert document.passages == ()
    assert "no_text" in [notice.code for notice in document.notices]


def test_markdown_headings_are_the_path_and_code_fences_are_not(tmp_path):
    source = (
        "# 手順書\n\n前文。\n\n## 準備\n\n```\n# これは見出しではない\n```\n\n段取り\n---\n\n治具を置く。\n"
    )
    document = parsed(tmp_path, "guide.md", source)
    assert [(passage.heading_path, passage.locator.label) for passage in document.passages] == [
        (("手順書",), "行1-3"),
        (("手順書", "準備"), "行5-9"),
        (("手順書", "段取り"), "行11-14"),
    ]
    assert "# これは見出しではない" in document.passages[1].text


def test_html_scripts_and_hidden_parts_are_dropped(tmp_path):
    source = (
        "<html><head><title>題</title><style>p{color:red}</style></head><body><h1>規程</h1>"
        "<script>alert('悪意')</script><p>第1条 <b>安全</b>を優先する。</p><p style='display: none'>隠し文</p>"
        "<p>第2条<br>清掃する。</p></body></html>"
    )
    document = parsed(tmp_path, "rule.html", source)
    text = "\n".join(lines(document))
    assert "第1条 安全を優先する。" in text
    assert "悪意" not in text
    assert "隠し文" not in text
    assert "color" not in text
    assert [notice.code for notice in document.notices] == ["encoding_detected", "hidden_text"]
    assert document.passages[0].locator.label == "規程"


def test_html_tables_are_records_with_spans_filled(tmp_path):
    source = (
        "<table><tr><th rowspan=2>品番<th colspan=2>材質</tr><tr><th>硬度<th>名称</tr>"
        "<tr><td>E-0421<td>HRC 58-62<td>SUJ2</tr></table>"
    )
    assert lines(parsed(tmp_path, "t.html", source)) == [
        "品番: E-0421; 材質 > 硬度: HRC 58-62; 材質 > 名称: SUJ2"
    ]


def test_html_declared_as_shift_jis_is_read(tmp_path):
    source = "<html><head><meta charset=Shift_JIS></head><body><p>点検①を行う。</p></body></html>"
    assert lines(parsed(tmp_path, "old.html", source, "cp932")) == ["点検①を行う。"]
