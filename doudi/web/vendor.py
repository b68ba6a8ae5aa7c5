"""页面素材: copies third-party styles, fonts and charts from node_modules into the static folder; they are never committed."""

import re
import shutil
from pathlib import Path

PACKAGE = Path(__file__).parent
VENDOR = PACKAGE / "static" / "vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@tabler/icons-webfont/dist/tabler-icons.min.css": "tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2": "fonts/tabler-icons.woff2",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}
SOURCE_MAP = re.compile(rb"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")
OTHER_FONTS = re.compile(rb',url\("[^"]*\.(woff|ttf)[^"]*"\) format\("[^"]*"\)')


def copy_vendor(source: Path) -> None:
    """Copy what the pages use, without the addresses of source maps and older fonts that are not shipped."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, place in FILES.items():
        target = VENDOR / place
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (source / name).read_bytes()
        if target.suffix in (".css", ".js"):
            content = OTHER_FONTS.sub(b"", SOURCE_MAP.sub(b"", content))
        target.write_bytes(content)


if __name__ == "__main__":
    copy_vendor(PACKAGE.parents[1] / "node_modules")
