"""`municipality.toml` read into typed, frozen objects; every fault of the file is told at once.

`load(project)` returns a `Config` or raises `ConfigError`, whose message has a line per fault: file, line,
what stands there, what was expected and the nearest valid name.
"""

from competence.config.faults import ConfigError, Fault
from competence.config.project import FILE_NAME, Config, find, load
from competence.config.references import RESERVED, spelling
from competence.config.sections import (
    Administration,
    Break,
    Fields,
    NotStaff,
    Occupation,
    PolicyChange,
    Qualification,
    Requirement,
    Rule,
    Source,
    StaffingLink,
)

__all__ = [
    "FILE_NAME",
    "RESERVED",
    "Administration",
    "Break",
    "Config",
    "ConfigError",
    "Fault",
    "Fields",
    "NotStaff",
    "Occupation",
    "PolicyChange",
    "Qualification",
    "Requirement",
    "Rule",
    "Source",
    "StaffingLink",
    "find",
    "load",
    "spelling",
]
