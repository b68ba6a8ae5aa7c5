"""造出来的材料: photographs, cards, bills and files that mean harm, drawn or put together by the tests; nobody here exists."""

import io
import struct
import subprocess
import zlib
from functools import cache
from pathlib import Path

import pypdfium2
from PIL import ExifTags, Image, ImageDraw, ImageFont

SCRIPT = b"<script>fetch('http://127.0.0.1/')</script>"


def jpeg(size: tuple[int, int] = (640, 480), colour: str = "steelblue", *, exif: bool = False) -> bytes:
    """A plain photograph; with `exif` it carries a camera, a place and a turn of ninety degrees."""
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).line((0, 0, *size), fill="white", width=9)
    notes = Image.Exif()
    if exif:
        notes[ExifTags.Base.Make], notes[ExifTags.Base.Orientation] = "SecretPhone", 6
        notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
        notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (36.0, 42.0, 7.0)
    picture.save(written := io.BytesIO(), "JPEG", quality=88, exif=notes if exif else b"")
    return written.getvalue()


def png(size: tuple[int, int] = (640, 480), mode: str = "RGBA") -> bytes:
    Image.new(mode, size, 0).save(written := io.BytesIO(), "PNG")
    return written.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A picture of so many dots by its own word, in a few bytes."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts)


def pdf(pages: int = 1, size: tuple[int, int] = (595, 842)) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*size)
    document.save(written := io.BytesIO())
    return written.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF put together by hand: objects numbered from 1, the first is the catalogue."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(body) + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


PAGES = (b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")


def pdf_with_script(*, hidden: bool = False) -> bytes:
    """A script that runs when the paper is opened; `hidden` spells it so that it is not found by looking at the bytes."""
    name = b"/J#61vaScript" if hidden else b"/JavaScript"
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S %s /J#53 (app.alert\\(1\\)) >> >>" % name, *PAGES)


def pdf_of_ten_thousand_pages() -> bytes:
    """The same page, ten thousand times."""
    kids = b"3 0 R " * 10_000
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 10000 >>" % kids, PAGES[1])


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """A font of this machine that draws Chinese (`make browser` brings one)."""
    found = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=True).stdout.splitlines()
    paths = sorted((line.split(":")[0] for line in found), key=lambda path: ("Sans" not in path or "Regular" not in path, path))
    assert paths and Path(paths[0]).exists(), "没有找到中文字体：请安装 fonts-noto-cjk"
    return ImageFont.truetype(paths[0], size, index=2 if paths[0].endswith(".ttc") else 0)


def _sheet(size: tuple[int, int], words: list[tuple[int, int, int, str]], colour: str = "#dfebf0") -> bytes:
    picture = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(picture)
    for left, top, height, text in words:
        draw.text((left, top), text, font=font(height), fill="#1c1c1c")
    picture.save(written := io.BytesIO(), "JPEG", quality=92)
    return written.getvalue()


def id_card(name: str, sex: str, born: tuple[int, int, int], number: str) -> bytes:
    """A made-up card: drawn as plainly as a good photograph shows one."""
    day = f"{born[0]} 年 {born[1]} 月 {born[2]} 日"
    rows = [(60, 60, 30, "姓名"), (170, 55, 38, name), (60, 145, 30, "性别"), (170, 140, 38, f"{sex}    民族 汉"), (60, 230, 30, "出生"), (170, 225, 38, day)]
    address = [(60, 315, 30, "住址"), (170, 310, 38, "示例省示例市示例区示例路 1 号")]
    return _sheet((1012, 638), [*rows, *address, (60, 540, 30, "公民身份号码"), (330, 530, 40, number)])


def bill(day: str, self_paid: str) -> bytes:
    """A made-up settlement of a hospital."""
    rows = ["示例市示例医院医疗收费票据（样张）", f"结算日期：{day}", "金额合计：12,345.60", "医保统筹基金支付：9,000.00", f"个人自付：{self_paid}"]
    return _sheet((1200, 800), [(80, 60 + 120 * place, 40, text) for place, text in enumerate(rows)], "#fbf7ee")
