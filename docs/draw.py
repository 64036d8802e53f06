"""Draw the pictures of forecast.md: its snippets are run on the sample, and each picture shows what they made.

python docs/draw.py            # all of them, in docs/pictures
python docs/draw.py rates      # some, by name
"""

from __future__ import annotations

import ast
import io
import re
import sys
from pathlib import Path

import numpy as np
from figures import DRAWN

HERE = Path(__file__).resolve().parent
PAGE, PICTURES = HERE / "forecast.md", HERE / "pictures"


def snippets(page: Path = PAGE) -> list[str]:
    """The Python snippets of a page, in order."""
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)


def run() -> dict:
    """What the snippets made, by name; the sample's counts stand where the first snippet opens a project."""
    from competence import config, forecast, sample

    tables = sample.waist(1).tables
    made = {
        "np": np,
        "counts": forecast.Counts(
            **{name: tables.get(name) for name in forecast.Counts.__dataclass_fields__}
        ),
        "config": config.load(HERE.parent),
    }
    for number, text in enumerate(snippets()[1:], 2):
        exec(compile(ast.parse(text), f"{PAGE.name}, snippet {number}", "exec"), made)
    return made


def save(made: dict, names=()) -> None:
    """Write the pictures named, all where none is."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from PIL import Image

    plt.rcParams.update({"font.size": 9, "axes.titlesize": 10})
    PICTURES.mkdir(exist_ok=True)
    for name in names or DRAWN:
        figure, drawn = DRAWN[name](made), io.BytesIO()
        figure.savefig(drawn, dpi=100)
        plt.close(figure)
        # A palette of colours keeps files small; no version of a library is written in them.
        with Image.open(drawn) as image:
            image.convert("RGB").quantize(64).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(DRAWN)
    if unknown:
        sys.exit(f"no picture {', '.join(sorted(unknown))}; known: {', '.join(DRAWN)}")
    save(run(), sys.argv[1:])
