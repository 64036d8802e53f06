"""What rules mended while a delivery was read; each is counted, none is hidden."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

# Rules that mend a value where it is read, by name, in words.
RULES: dict[str, str] = {
    "serial_1900": "serial numbers of a spreadsheet read as days, counted from 1900",
    "serial_1904": "serial numbers of a spreadsheet read as days, counted from 1904",
    "year_first": "days with a year of two digits, read as year, month, day",
    "six_digits": "days of six digits (240131, 310124), in the order that fits most of the column",
    "open_word": "words such as tills vidare read as an open end",
    "merged_cell": "cells of a workbook merged over several rows, read in each of them",
    "zero_day": "0000-00-00 and the like read as no day",
    "share_otherwise": "shares written in another unit than their column: 1 or 0,75 among per cent, 75 among shares",
    "unit_moved": "rows of a unit that another administration has today, put there by the unit map",
    "unit_renamed": "units that got another name, under the one of today",
    "cut_title": "titles cut short, put in the group of the whole title",
    "code_revised": "codes of an earlier classification, put in the group of today's code",
    "code_by_title": "codes that became codes of several groups, put in a group by the title",
    "number_masked": "identity numbers masked in a text, the row used",
    "identity_list": "coordination numbers replaced by a personal number: delivered as pairs",
    "identity_same_employment": "coordination numbers replaced by a personal number: both stand on one employment",
}
ASKED = (
    Asked(
        id="mended",
        subject="mended",
        asks="How many values did each rule read otherwise than they are written?",
        says="Values that a rule read otherwise than they are written",
        unit="rows",
    ),
)
