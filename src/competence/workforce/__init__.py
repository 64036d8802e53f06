"""Persons to spells, spells to stock and flows: the last room that sees a person."""
