"""The municipality's two colours, made readable on paper white and on the dark page (WCAG 2.1 AA)."""

from __future__ import annotations

LIGHT, DARK = "#ffffff", "#14181d"
TEXT_RATIO = 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """WCAG contrast ratio of two colours."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, ground: str, ratio: float = TEXT_RATIO) -> str:
    """`colour`, moved towards black or white until it is readable on `ground`."""
    target = "#000000" if _luminance(ground) > 0.2 else "#ffffff"
    for step in range(21):
        mixed = mix(colour, target, step / 20)
        if contrast(mixed, ground) >= ratio:
            return mixed
    return target


def mix(a: str, b: str, share: float) -> str:
    """`share` of the way from a to b."""
    parts = [round(int(a[i : i + 2], 16) * (1 - share) + int(b[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#" + "".join(f"{p:02x}" for p in parts)
