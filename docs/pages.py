"""Write the pages that are made from the code: config.md, data.md and quality.md. A test holds them equal to it.

python docs/pages.py
"""

from __future__ import annotations

from pathlib import Path

import dictionary
import keys
import measures

HERE = Path(__file__).resolve().parent
PAGES = {"config.md": keys.page, "data.md": dictionary.page, "quality.md": measures.page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8", newline="\n")
