"""拍照件: a photograph or a PDF becomes plain pictures of its pages, made anew; nothing else of what was sent is kept.

What a file is called tells nothing, its first bytes tell what it is. A new picture has no place, no camera, no hidden text and no script in it.
"""

import io
import re
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageFile, ImageOps

from doudi.base.limited.child import Refused

MOST_PIXELS, MOST_PAGES = 60_000_000, 20
LONGEST_SIDE, SMALL_SIDE = 2600, 240
POINTS_AN_INCH, DOTS_AN_INCH = 72, 150

PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
NAMED = (
    (re.compile(rb"....ftyp(heic|heix|hevc|mif1|msf1)", re.DOTALL), "这是 HEIC 照片。请在手机相机设置中选择“兼容性最佳”（JPEG）后重新拍照。"),
    (re.compile(rb"....ftyp|\x1aE\xdf\xa3", re.DOTALL), "这是视频。请上传照片或 PDF。"),
    (re.compile(rb"GIF8|BM|II\*\0|MM\0\*|RIFF....WEBP", re.DOTALL), "这种图片格式不收。请转存为 JPEG 或 PNG 后再传。"),
    (re.compile(rb"\s*(<|\xef\xbb\xbf)"), "这是网页或矢量图（SVG、HTML），不收。请上传照片或 PDF。"),
    (re.compile(rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b"), "这是压缩包或办公文档，不收。请另存为 PDF，或拍照后再传。"),
    (re.compile(rb"MZ|\x7fELF|#!"), "这是程序，不收。请上传照片或 PDF。"),
)
NOT_TAKEN = "认不出这是什么文件。请上传 JPEG、PNG 照片或 PDF。"
BROKEN = "图片不完整或已损坏。请重新拍照后再传。"
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
for _decoder in ("JPEG", "PNG"):  # read in now: later no program is loaded
    Image.new("RGB", (1, 1)).save(_sample := io.BytesIO(), _decoder)
    Image.open(_sample).load()


def work(content: bytes) -> tuple[Any, list[bytes]]:
    """{"pages": [[width, height], …]} and the JPEG of each page, the last piece a small one of the first page; or Refused."""
    pages = [_within(page, LONGEST_SIDE) for page in _pages(content)]
    pieces = [_jpeg(page, 85) for page in pages]
    return {"pages": [list(page.size) for page in pages]}, [*pieces, _jpeg(_within(pages[0], SMALL_SIDE), 70)]


def _pages(content: bytes) -> list[Image.Image]:
    if content.startswith(b"%PDF-"):
        return _pages_of_pdf(content)
    kind = next((name for first, name in PICTURES.items() if content.startswith(first)), None)
    if kind is None:
        raise Refused(next((words for shape, words in NAMED if shape.match(content)), NOT_TAKEN) if content else "文件是空的（0 字节）。请重新拍照后再传。")
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            return [_picture(image)]
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        raise Refused(BROKEN) from None


def _picture(image: Image.Image) -> Image.Image:
    """Upright, without transparency; a large JPEG is not even unpacked in full."""
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    turned = ImageOps.exif_transpose(image)
    if "A" in turned.getbands() or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        paper = Image.new("RGB", turned.size, "white")
        paper.paste(turned, mask=turned.getchannel("A"))
        return paper
    return turned.convert("RGB")


def _pages_of_pdf(content: bytes) -> list[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Refused("PDF 有密码。请去掉密码后再传。" if locked else "PDF 不完整或已损坏。请重新导出，或拍照后再传。") from None
    count = len(document)
    if count > MOST_PAGES:
        raise Refused(f"PDF 有 {count} 页，一次最多 {MOST_PAGES} 页。请拆分后再传。")
    if count == 0:
        raise Refused("PDF 没有页面。请重新导出，或拍照后再传。")
    if ACTIVE.search(content) or pdfium.FPDFDoc_GetJavaScriptActionCount(document) or pdfium.FPDFDoc_GetAttachmentCount(document):
        raise Refused("PDF 含有脚本、附件或可执行内容，不收。请打印成新的 PDF，或拍照后再传。")
    try:
        return [_page(document, number) for number in range(count)]
    except pypdfium2.PdfiumError:
        raise Refused("PDF 不完整或已损坏。请重新导出，或拍照后再传。") from None


def _page(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    """As it would be printed; a sheet however large becomes a picture of the usual size."""
    page = document[number]
    longest = max(page.get_size())
    scale = min(DOTS_AN_INCH / POINTS_AN_INCH, LONGEST_SIDE / longest)
    picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    page.close()
    return picture


def _within(picture: Image.Image, side: int) -> Image.Image:
    smaller = picture.copy() if max(picture.size) > side else picture
    smaller.thumbnail((side, side))
    return smaller


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
    plain.save(written := io.BytesIO(), "JPEG", quality=quality)
    return written.getvalue()


def _too_large() -> Refused:
    return Refused(f"图片超过 {MOST_PIXELS // 10_000} 万像素。请在相机设置中降低像素后重新拍照。")
