"""识字: the lines of letters in a picture, read on this machine by models that came with the library; needs the extra `ocr`."""

import io
import logging
from typing import Any

import numpy
from PIL import Image
from rapidocr import RapidOCR

from doudi.base.limited.child import Refused

logging.disable(logging.CRITICAL)
_READER = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1})


def work(content: bytes) -> tuple[Any, list[bytes]]:
    """[[text, thousandths of certainty, left, top, height], …] from top to bottom, in dots."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        read = _READER(numpy.asarray(image.convert("RGB"))[:, :, ::-1])
    if read.txts is None:
        raise Refused("图片里没有认出文字。请对照照片手工填写，或重新拍得清楚些。")
    lines = []
    for text, score, box in zip(read.txts, read.scores, read.boxes, strict=True):
        left, top = (int(min(point[axis] for point in box)) for axis in (0, 1))
        lines.append([str(text), int(score * 1000), left, top, int(max(point[1] for point in box)) - top])
    return sorted(lines, key=lambda line: (line[3], line[2])), []
