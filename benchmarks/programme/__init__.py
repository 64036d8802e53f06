"""Municipalities with a planted programme, written straight at the waist, and what is found of it."""
