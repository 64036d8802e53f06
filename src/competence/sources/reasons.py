"""Every code a delivery can be refused or a row quarantined for, with the message that names the mend.

The codes are stable: they stand in `quarantine`, in `accounts` and in what `check` prints. No message repeats a
value of a row. Row codes marked *harmless* say nothing against the delivery and stay outside the limit for
quarantined rows.
"""

from __future__ import annotations

# Row by row: the row goes to quarantine, the rest of the file is used.
ROW = {
    "blank_row": "Empty row; nothing to mend.",
    "repeated_heading": "The heading again; nothing to mend.",
    "before_heading": "Stands above the heading; nothing to mend.",
    "sum_row": "A sum, not a person or an event; nothing to mend.",
    "total_row": "A total of other rows: not added to them; what is hidden in them is made to add up to it.",
    "footer": "A note at the foot, not a row of data; nothing to mend.",
    "superseded": "A newer delivery holds this period or key; the newer row is used.",
    "protected": "Protected identity: left out of everything; only the number of such rows is kept.",
    "duplicate": "The same as an earlier row in all columns that are read; the first one is used.",
    "field_count": "Another number of fields than the heading has; mend the delimiter inside a text field.",
    "missing_identity": "No personal identity number; fill it in at the source.",
    "bad_identity": "Not a personal identity or coordination number; correct it at the source.",
    "identity_in_text": "A personal identity number stands in a column that should not hold one; remove it.",
    "error_value": "A spreadsheet's error stands in the cell; mend the formula at the source.",
    "missing_value": "A value that every row must have is missing; fill it in at the source.",
    "bad_date": "Not a date that can be read; expected e.g. 2024-01-31 or 20240131.",
    "date_out_of_range": "A date that cannot be right for this column; correct it at the source.",
    "end_before_start": "The last day lies before the first; correct one of them at the source.",
    "bad_age": "Not an age or age group that can be read; expected e.g. 37, 30-39, -29 or 65-.",
    "bad_share": "Not a share of full time between 0 and 100 per cent; correct it at the source.",
    "bad_number": "Not a number that can be right for this column; correct it at the source.",
    "unknown_value": "A word that the value map does not have; add it to values in municipality.toml.",
    "unknown_qualification": "Not in the catalogue; add it to aliases of a [[qualification]], if it is wanted.",
    "unknown_committee": "No [[committee]] of that name; correct it or add the committee to municipality.toml.",
    "unknown_strategy": "No [[strategy]] of that name; correct it or add the strategy to municipality.toml.",
    "unknown_requirement": "No [[requirement]] of that name; correct it or add it to municipality.toml.",
    "unknown_family": "No [[occupation]] is of that family; correct it or map it under values.",
    "unknown_administration": "No alias and no rule fits the administration; add one to municipality.toml.",
    "own_over_all": "More users of the own organisation than users in all; correct one of them at the source.",
    "sick_over_ordinary": "More hours of sickness than there are to be sick in; correct one of them at the source.",
    "duplicate_key": "The same key as an earlier row with other content; keep one of them.",
}

# The whole delivery is refused; the last good results stand.
FATAL = {
    "missing_file": "no file matches the path of the source; deliver it or correct the path",
    "no_access": "the file may not be opened; give whoever runs this the right to read it, or close what holds it",
    "vanished": "the file could not be read to its end; it was moved or changed meanwhile: run again",
    "empty_file": "the file is empty; deliver it again",
    "not_text": "not a file of a kind that can be read (CSV, XLSX, Parquet, PX or ZIP of these); save it as one",
    "old_workbook": "a workbook in a form that cannot be read (.xls, .xlsb, .ods); open it and save it as xlsx",
    "encrypted": "the file is locked with a password; deliver it without",
    "bad_archive": "the archive cannot be read: it was cut while it was copied, or packed in an unusual "
    "way; pack it anew as ZIP",
    "missing_member": "no file in the archive fits; name it with member, or deliver it",
    "bad_workbook": "the workbook cannot be read: it was cut while it was copied, or is none; open it, "
    "save it as xlsx and deliver it again",
    "missing_sheet": "no sheet of the workbook fits; name one with sheet",
    "ambiguous_sheet": "the headings stand in several sheets of the workbook; name one with sheet",
    "formula_without_value": "a formula that was never computed; open the workbook, save it and deliver it again",
    "bad_parquet": "the Parquet file cannot be read: it was cut while it was copied, or is none; deliver "
    "it again",
    "nested_column": "a column holds lists, records or bytes, not one value a row; deliver it as text, "
    "numbers and dates",
    "bad_px": "the PX file cannot be read",
    "no_database": "the database cannot be reached as url says",
    "bad_query": "the database does not answer the query; try it there by hand",
    "wrong_encoding": "the text cannot be read in the encoding given; set encoding for the source",
    "cut_in_character": "the file ends within a character: it was cut while it was copied; deliver it again",
    "cut_in_row": "the file ends within a row: it was cut while it was copied; deliver it again",
    "too_large": "more than any table holds; open the file and see what is in it, or deliver it in parts",
    "headings_only": "headings and no rows; deliver the file again",
    "wrong_delimiter": "the columns are parted by another character than delimiter says; set it to auto",
    "missing_column": "a column that municipality.toml names is not in the heading",
    "ambiguous_column": "a heading that municipality.toml names stands twice; rename one of them",
    "no_delivery_date": "the day of the delivery is not known; put it in the file's name (2024-01-31; for looks at one "
    "day also 202401, jan 2024, or 2024 of yearly ones), or set delivered where there is one file",
    "same_day": "two files are of one day, so that one would hide the other; give each its day or month in its name "
    "and take delivered out of the source, or name the column period",
    "too_many_quarantined": "more rows went to quarantine than the limit allows",
    "fewer_rows": "fewer rows than the kept delivery of the same periods; accept it or deliver again",
    "bad_organisation": "the unit map cannot be used",
    "bad_revision": "the map of revised codes cannot be used",
    "no_history": "fewer than two period ends can be counted: the export holds those now employed and nobody who "
    "left; deliver ended employments too, or set history_from for the source",
    "no_staff": "no row of staff was left; check the columns, the value maps and who is staff",
    "undeclared_total": "the rows of one word are the sum of all others in every period: a total; name the word in total of the source",
    "nothing_known": "no delivery of staff was kept by that day; name a later one",
    "wrong_key": "the pseudonym key is another one than the kept deliveries were made with; use that key",
    "bad_key": "the key file cannot be used",
    "internal": "an error within the program",
}
