"""A picture with what it shows in words above it, its alternative for who cannot see it, and its table below."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from html import escape

import pandas as pd

DPI = 110


@dataclass(frozen=True, repr=False)
class Pictured:
    """What a notebook shows of one question.

    Parameters
    ----------
    says : sentences made from the figures: what is seen, and what to do.
    figure : a matplotlib figure, or None where there is nothing to draw.
    alt : the picture in words.
    table : its figures, folded below it.
    """

    says: tuple[str, ...]
    figure: object | None = None
    alt: str = ""
    table: pd.DataFrame | None = field(default=None)

    def __repr__(self) -> str:
        return "\n".join(self.says)

    def _repr_html_(self) -> str:
        parts = [f"<p>{escape(sentence)}</p>" for sentence in self.says]
        if self.figure is not None:
            drawn = io.BytesIO()
            # No version of a library is written into it: same figures, same bytes.
            self.figure.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
            data = base64.b64encode(drawn.getvalue()).decode("ascii")
            parts.append(
                f'<img style="max-width:100%" alt="{escape(self.alt, quote=True)}" src="data:image/png;base64,{data}">'
            )
        if self.table is not None and len(self.table):
            rows = self.table.to_html(index=False, na_rep="", border=0, float_format=lambda x: f"{x:,.4g}")
            parts.append(f"<details><summary>The figures as a table</summary>{rows}</details>")
        return "\n".join(parts)
