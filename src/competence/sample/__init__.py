"""The known-truth municipality: everything in it was planted and is written down."""

from competence.sample.municipality import Municipality, config_text, waist

__all__ = ["Municipality", "config_text", "waist"]
