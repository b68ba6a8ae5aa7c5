"""文书的地基: the same bytes again, words that stay words, and templates that are a city's own."""

import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from doudi.base import papers

ON = date(2026, 10, 26)
PLAIN = """
#let plain(paper) = {
  title(paper)
  told(paper.words)
  if "rows" in paper { fields(paper.rows) }
}
"""
HOSTILE = [
    '#eval("1+1")',
    '#panic("stop")',
    '#read("/etc/passwd") #include "frame.typ"',
    "$x^2 + \\frac{1}{2}$",
    "*粗* _斜_ `code` ```raw``` <label> @reference",
    "// 注释 /* 注释 */ = 标题",
    "\\u{41} \\ \\\\ \\n",
    '"引号" \'单引号\' "}]}, "title": "假"',
    "{{ template }} {% if %} ${PATH} %s %d",
    "<script>alert(1)</script> & &amp; <b>",
]


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder of templates of our own with the real frame, and one that shows words and rows."""
    folder = tmp_path / "ours"
    folder.mkdir()
    frame = papers.SHARED / "frame.typ"
    (folder / "frame.typ").write_text(frame.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "plain.typ").write_text(PLAIN, encoding="utf-8")
    return folder


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The city's folder, still empty."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    monkeypatch.setenv(papers.ENV, str(folder))
    return folder


def printed(ours: Path, words: str = "家中情况与申报一致。", **more: object) -> bytes:
    return papers.printed("plain", {"title": "记录", "number": "DC-1", "words": words, **more}, ours=ours, on=ON)


def text_of(made: bytes) -> str:
    """What can be read of all pages, without the breaks of lines and what lets long words break."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).replace("\n", "").replace("\u200b", "")


def compact(words: str) -> str:
    return re.sub(r"\s", "", words)


def test_the_same_bytes_again(ours: Path) -> None:
    first = printed(ours)
    papers._fonts.cache_clear()
    assert printed(ours) == first and printed(ours, "别的话。") != first


def test_another_process_writes_the_same_bytes(ours: Path, tmp_path: Path) -> None:
    """What hangs on a process (the order of a set, an address, the clock) would differ there."""
    program = (
        "import sys; from datetime import date; from pathlib import Path; from doudi.base import papers;"
        "made = papers.printed('plain', {'title': '记录', 'number': 'DC-1', 'words': '家中情况与申报一致。'}, ours=Path(sys.argv[1]), on=date(2026, 10, 26));"
        "Path(sys.argv[2]).write_bytes(made)"
    )
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(path for path in sys.path if path), "TZ": "Asia/Tokyo"}
        subprocess.run([sys.executable, "-c", program, str(ours), str(tmp_path / seed)], check=True, env=environment)
        assert (tmp_path / seed).read_bytes() == printed(ours)


def test_its_metadata_says_what_it_is_and_no_more(ours: Path) -> None:
    read = PdfReader(BytesIO(printed(ours)))
    assert dict(read.metadata) == {
        "/Title": "记录 DC-1",
        "/Creator": read.metadata["/Creator"],
        "/CreationDate": "D:20261026000000Z",
        "/ModDate": "D:20261026000000Z",
    }
    assert read.metadata["/Creator"].startswith("Typst")
    assert "<pdfaid:part>2</pdfaid:part>" in read.xmp_metadata.stream.get_data().decode()


def test_its_fonts_are_in_it(ours: Path) -> None:
    fonts = [font.get_object() for page in PdfReader(BytesIO(printed(ours))).pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert descriptors and all({"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys() for descriptor in descriptors)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_run(ours: Path, words: str) -> None:
    made = printed(ours, words, rows=[[words, words]])
    assert compact(text_of(made)).count(compact(words)) == 3


def test_a_template_is_run(ours: Path) -> None:
    """Negative control: what the test above would see if words were read as a program."""
    (ours / "plain.typ").write_text('#let plain(paper) = { title(paper); eval("[" + paper.words + "]") }', encoding="utf-8")
    assert "1+1" not in text_of(printed(ours, '#(1+1)')) and "2" in text_of(printed(ours, '#(1+1)'))


def test_many_words_are_all_there(ours: Path) -> None:
    words = "".join(chr(0x4E00 + place % 3000) for place in range(10_000))
    made = printed(ours, words)
    read = "".join(page.extract_text(visitor_text=None) for page in PdfReader(BytesIO(made)).pages)
    kept = [letter for letter in read if "\u4e00" <= letter <= "\u9fff"]
    assert len(PdfReader(BytesIO(made)).pages) > 5
    assert "".join(kept).count(words[2000:2020]) >= 3, "three times in ten thousand, whatever page it stands on"


def test_a_word_without_end_stays_on_the_paper(ours: Path) -> None:
    """It is broken into lines no longer than the paper is wide; with a frame that does not break it, it runs off (the negative control)."""
    assert 20 < longest_line(printed(ours, "x" * 2000)) < 90
    frame = (ours / "frame.typ").read_text(encoding="utf-8")
    (ours / "frame.typ").write_text("".join(line for line in frame.splitlines(keepends=True) if "sym.zws" not in line), encoding="utf-8")
    assert longest_line(printed(ours, "x" * 2000)) == 2000


def longest_line(made: bytes) -> int:
    return max(line.count("x") for page in PdfReader(BytesIO(made)).pages for line in page.extract_text().split("\n"))


def test_lines_stay_lines(ours: Path) -> None:
    read = "\n".join(page.extract_text() for page in PdfReader(BytesIO(printed(ours, "住房两间。\r\n屋顶漏雨。\t已报修。"))).pages)
    assert "住房两间。\n屋顶漏雨。" in read and "〓" not in read


def test_a_rare_name_is_drawn(ours: Path) -> None:
    assert "䶮堃喆" in text_of(printed(ours, "䶮堃喆")) and "〓" not in text_of(printed(ours, "䶮堃喆"))


@pytest.mark.parametrize(("words", "named"), [("爱心😀", "U+1F600"), ("倒\u202e序", "U+202E"), ("一\x07声", "U+0007"), ("私\ue000用", "U+E000")])
def test_what_cannot_be_drawn_is_said_so(ours: Path, words: str, named: str) -> None:
    read = text_of(printed(ours, words))
    assert "〓" in read and named in read and words[0] in read


def test_without_the_rare_font_a_rare_character_is_said_so(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "RARE", Path("/nowhere"))
    papers._fonts.cache_clear()
    try:
        read = text_of(printed(ours, "𠮷某"))
    finally:
        papers._fonts.cache_clear()
    assert "〓某" in read and "U+20BB7" in read


def test_ordinary_words_look_alike_with_and_without_the_rare_font(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = printed(ours)
    monkeypatch.setattr(papers, "RARE", Path("/nowhere"))
    papers._fonts.cache_clear()
    try:
        assert printed(ours) == before
    finally:
        papers._fonts.cache_clear()


def test_a_citys_own_template_goes_first(ours: Path, theirs: Path) -> None:
    before = printed(ours)
    (theirs / "plain.typ").write_text('#let plain(paper) = { title(paper); [某市样式：#paper.words] }', encoding="utf-8")
    assert "某市样式：" in text_of(printed(ours)) and "某市样式" not in text_of(before)


def test_a_template_knows_no_clock(ours: Path, theirs: Path) -> None:
    (theirs / "plain.typ").write_text('#let plain(paper) = { title(paper); [#datetime.today().year()] }', encoding="utf-8")
    assert "1970" in text_of(printed(ours))


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("#let plain(paper) = {\n  title(paper)\n  nothing-of-that-name(paper)\n}\n", "模板 plain.typ 第 3 行"),
        ("#let plain(paper) = {\n  title(paper)\n  paper.no-such-thing\n}\n", "模板 plain.typ 第 3 行"),
        ("#let plain(paper) = {\n", "模板 plain.typ 第 "),
        ("没有定义\n", "模板 plain.typ"),
    ],
)
def test_a_broken_template_is_named_with_its_line(ours: Path, theirs: Path, template: str, said: str) -> None:
    (theirs / "plain.typ").write_text(template, encoding="utf-8")
    with pytest.raises(papers.CannotPrint, match=said):
        printed(ours)


def test_a_broken_frame_is_named(ours: Path, theirs: Path) -> None:
    (theirs / "frame.typ").write_text((ours / "frame.typ").read_text(encoding="utf-8").replace("#let thin", "#let thick"), encoding="utf-8")
    with pytest.raises(papers.CannotPrint, match=r"模板 frame\.typ 第 \d+ 行"):
        printed(ours)


def test_a_template_that_is_not_text_is_named(ours: Path, theirs: Path) -> None:
    (theirs / "plain.typ").write_bytes("公示".encode("gb18030"))
    with pytest.raises(papers.CannotPrint, match=r"plain\.typ"):
        printed(ours)


def test_a_folder_that_is_not_there_is_named(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(papers.ENV, "/nowhere/at/all")
    with pytest.raises(papers.CannotPrint, match="DOUDI_PAPERS"):
        printed(ours)
