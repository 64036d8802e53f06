"""The same file read row by row with Python's csv and counted with dictionaries: slow, plain, shares no code of ours.

It knows what `made` may write and nothing more. Its quarantine and stock must be those of the package.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from ingest.made import GROUPS, HEADING, PLACES

NAMES = HEADING.split(";")
READ = ("Period", "Skyddad", "Anställningsnr", "Förvaltning", "Enhet", "AID", "Befattning", "Avtal", "Anställningsform",
        "Sysselsättningsgrad", "Ansvar", "Anställd", "Kön")  # fmt: skip
FORMATS = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")
CONTRACTS = {"tillsvidare": "permanent", "vikariat": "fixed_term", "särskild visstid": "fixed_term", "timavlönad": "hourly"}  # fmt: skip
DELIVERED = date(2026, 1, 10)


def read(path: Path) -> tuple[set, Counter, Counter]:
    """(line, code, column) of rows in quarantine; heads and FTE by cell of the stock."""
    rows = csv.reader(io.StringIO(path.read_bytes().decode("cp1252"), newline=""), delimiter=";")
    next(rows)
    held, hidden, quarantine, line = [], set(), set(), 2
    for row in rows:
        cell = dict(zip(NAMES, row))
        who, code, column = _checked(row, cell)
        if code == "protected":
            hidden.add(who)
        held.append((line, cell, who, code, column))
        line = rows.line_num + 1
    used, seen = [], set()
    for line, cell, who, code, column in held:
        if who in hidden and who is not None:
            code, column = "protected", None
        if not code:
            code, column, used_row = _cleaned(line, cell, who)
            if not code and used_row:
                same = (who, *(cell[n] for n in READ))
                code = "duplicate" if same in seen else ""
                seen.add(same)
                if not code:
                    used.append(used_row)
        if code:
            quarantine.add((line, code, column))
    return quarantine, *_counted(used)


def _checked(row: list[str], cell: dict) -> tuple[str | None, str, str | None]:
    """The person of a row, and its code and column where it can be told from the row alone."""
    who, wrong = _person(cell.get("Personnummer", ""))
    if wrong or len(row) != len(NAMES):
        filled = [text.strip() for text in row if text.strip()]
        if not filled:
            return None, "blank_row", None
        if row == NAMES:
            return None, "repeated_heading", None
        if any(re.match(r"summa\b", text, re.IGNORECASE) for text in filled):
            return None, "sum_row", None
        if len(filled) <= len(NAMES) // 5:
            return None, "footer", None
        if len(row) != len(NAMES):
            return None, "field_count", None
    if cell["Skyddad"].strip().lower() not in ("", "nej"):
        return who, "protected", None
    if wrong:
        return None, wrong, "Personnummer"
    for name in READ:
        if re.search(r"\d{8}-\d{4}", cell[name]):
            return who, "identity_in_text", name
    return who, "", None


def _person(text: str) -> tuple[str | None, str]:
    """Twelve digits, or the code of what they are not."""
    digits = text.strip().removesuffix(".0").replace("-", "").replace("+", "")
    if not digits:
        return None, "missing_identity"
    if not digits.isdigit() or len(digits) not in (10, 12):
        return None, "bad_identity"
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(digits[-10:])]
    if sum(n - 9 if n > 9 else n for n in doubled) % 10:
        return None, "bad_identity"
    if len(digits) == 10:  # of the centuries the one that gives someone of 14 to 79
        born = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
        age = DELIVERED.year - born.year - ((DELIVERED.month, DELIVERED.day) < (born.month, born.day))
        digits = ("20" if age >= 14 else "19") + digits
    return digits, ""


def _day(text: str) -> date | None:
    for form in FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def _month_end(text: str) -> date | None:
    day = _day(text)
    if day is None and re.fullmatch(r"\d{4}-\d{2}", text.strip()):
        day = _day(text.strip() + "-01")
    return (
        None if day is None else (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    )


def _share(text: str) -> float | None:
    bare = re.sub(r"[\s%]", "", text).replace(",", ".")
    try:
        number = float(bare)
    except ValueError:
        return None
    return number / 100 if 1 < number <= 100 else None


def _cleaned(line: int, cell: dict, who: str) -> tuple[str, str | None, dict | None]:
    """Code and column of a row that cannot be used; None for one that is no staff."""
    period = _month_end(cell["Period"])
    if period is None:
        return "bad_date", "Period", None
    share = _share(cell["Sysselsättningsgrad"])
    if share is None:
        return "bad_share", "Sysselsättningsgrad", None
    agreement = cell["Avtal"].strip()
    if agreement in ("FTV", "BEA", "PAN", "RiB"):
        return "", None, None
    named = " ".join(cell["Förvaltning"].split()).casefold()
    spellings = {s.casefold(): f"a{i}" for i, (n, short) in enumerate(PLACES.items()) for s in (n, *short)}
    level = cell["Ansvar"]
    code = cell["AID"]
    hired = _day(cell["Anställd"])
    return "", None, {
        "line": line, "who": who, "post": cell["Anställningsnr"], "period": period, "share": share,
        "administration": spellings.get(named, "unknown"),
        "occupation": "manager" if level == "C" else next((g for g, (codes, _) in GROUPS.items() if code in codes), "other"),
        "contract": CONTRACTS.get(cell["Anställningsform"].strip().casefold(), "unknown"),
        "agreement": "AB" if agreement == "AB" else "unknown", "unit": " ".join(cell["Enhet"].split()),
        "level": level or "none", "sex": {"Man": "male", "Kvinna": "female"}[cell["Kön"]],
        "hired": min(hired, period) if hired else None,
    }  # fmt: skip


def _counted(used: list[dict]) -> tuple[Counter, Counter]:
    """Heads in the cell of the main employment, FTE where it is worked; a spell is as its first row has it."""
    periods = sorted({row["period"] for row in used})
    months = {period: i for i, period in enumerate(periods)}
    used.sort(key=lambda row: (row["who"], row["post"], row["period"], row["line"]))
    before: dict = {}
    for row in used:
        alike = ("administration", "unit", "occupation", "agreement", "contract", "share", "level")
        goes_on = before and (before["who"], before["post"]) == (row["who"], row["post"]) and (
            months[before["period"]] + 1 == months[row["period"]]
        )  # fmt: skip
        if goes_on and all(before[name] == row[name] for name in alike):
            row["spell"] = before["spell"]
        else:
            at = months[row["period"]]
            came = at and not goes_on and row["hired"] and row["hired"] > periods[at - 1]
            row["spell"] = {
                "start": row["hired"] if came else row["period"],
                "line": row["line"],
                "hired": row["hired"],
            }
        before = row
    heads, fte, main = Counter(), Counter(), {}
    for row in used:
        if row["contract"] == "hourly":
            continue
        cell = _cell(row)
        fte[cell] += row["share"]
        rank = (-row["share"], row["spell"]["start"], row["spell"]["line"])
        here = (row["who"], row["period"])
        main[here] = min(main.get(here, (rank, cell)), (rank, cell), key=lambda pair: pair[0])
    for _, cell in main.values():
        heads[cell] += 1
    return heads, fte


def _cell(row: dict) -> tuple:
    hired, period = row["spell"]["hired"], row["period"]
    tenure = None
    if hired:
        tenure = ((period.year - hired.year) * 12 + period.month - hired.month) // 12
    return (
        period, row["administration"], row["occupation"], row["contract"], row["sex"],
        period.year - int(row["who"][:4]), tenure, row["level"],
    )  # fmt: skip
