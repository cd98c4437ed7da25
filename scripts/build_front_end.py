"""Copy the few front-end files that pages load out of node_modules into static-built/vendor.

Run after `npm ci`. Only files named here are ever served; notes that point at source maps are dropped,
since the maps are not served.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "static-built" / "vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.common.min.js": "echarts.min.js",
}
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*")


def main() -> int:
    missing = [name for name in FILES if not (ROOT / "node_modules" / name).is_file()]
    if missing:
        print(f"缺少前端文件 {'、'.join(missing)}。请先在 {ROOT} 运行 npm ci。", file=sys.stderr)
        return 2
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for source, name in FILES.items():
        (TARGET / name).write_bytes(SOURCE_MAP.sub(b"", (ROOT / "node_modules" / source).read_bytes()))
    print(f"前端文件 {len(FILES)} 个已复制到 {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
