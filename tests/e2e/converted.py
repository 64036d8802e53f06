"""The sample's CSV files in every other form that an HR system might give them in, and the config that says so."""

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import sqlalchemy

from competence import config

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WHOLE = re.compile(r"0|[1-9]\d{0,14}")


class Delivery:
    """A project with the sample's files, about to be delivered in another form."""

    def __init__(self, folder: Path):
        self.folder, self.raw = folder, folder / "data" / "raw"
        self.text = (folder / "municipality.toml").read_text(encoding="utf-8")
        found = config.load(folder)
        self.sources = {name: (source, found.files(name)) for name, source in found.sources.items()}

    def rows(self, source, path: Path) -> tuple[list[list[str]], list[str], list[list[str]]]:
        """Rows above the heading, the heading, and the rows below it that are as wide as it is."""
        text = path.read_bytes().decode("utf-8-sig" if "utf" in source.encoding else source.encoding)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter))
        wanted = set(source.columns.values())
        top = next(i for i, row in enumerate(rows) if wanted <= set(row))
        return rows[:top], rows[top], [row for row in rows[top + 1 :] if len(row) == len(rows[top])]

    def point(self, name: str, keys: str, *, without=("delimiter", "encoding")) -> None:
        """Say in the config where a source lies now."""
        start = self.text.index(f"[sources.{name}]\n")
        end = self.text.find("\n[", start)
        section = re.sub(r'path = "[^"]*"', lambda _: keys, self.text[start:end], count=1)
        for key in without:
            section = re.sub(rf'^{key} = "[^"]*"\n', "", section, flags=re.M)
        self.text = self.text[:start] + section + self.text[end:]

    def done(self):
        """The project as it is delivered now."""
        (self.folder / "municipality.toml").write_text(self.text, encoding="utf-8")
        return config.load(self.folder)


def typed(text: str) -> object:
    """A cell as a spreadsheet would take it: days and whole numbers as such."""
    if match := _DAY.fullmatch(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return text
    return int(text) if _WHOLE.fullmatch(text) else text or None


def to_xlsx(of: Delivery) -> None:
    """A workbook a source: a title, a row of group heads, another sheet, cells typed one by one."""
    for name, (source, paths) in of.sources.items():
        for path in paths:
            above, heading, rows = of.rows(source, path)
            book = openpyxl.Workbook(write_only=True)
            book.create_sheet("Läs mig").append(["Uttag ur systemet"])
            page = book.create_sheet("Uttag")
            for row in (*above, [f"Uttag {name}"], ["Person", None, None, "Anställning"], heading):
                page.append(row)
            for row in rows:
                page.append([typed(cell) for cell in row])
            book.save(path.with_suffix(".xlsx"))
            path.unlink()
        of.point(name, f'path = "{source.path.replace(".csv", ".xlsx")}"')


def frame(heading: list[str], rows: list[list[str]]) -> pd.DataFrame:
    """Columns typed where all of their cells are of one type."""
    table = pd.DataFrame(rows, columns=heading, dtype="str")
    for column in heading:
        cells = [typed(c) for c in table[column]]
        kinds = {type(c) for c in cells if c is not None}
        if kinds == {date}:
            table[column] = pd.Series(cells, dtype="object")
        elif kinds == {int}:
            table[column] = pd.Series(cells, dtype="Int64")
        else:
            table[column] = table[column].replace("", None)
    return table


def to_parquet(of: Delivery) -> None:
    for name, (source, paths) in of.sources.items():
        for path in paths:
            _, heading, rows = of.rows(source, path)
            frame(heading, rows).to_parquet(path.with_suffix(".parquet"), index=False)
            path.unlink()
        of.point(name, f'path = "{source.path.replace(".csv", ".parquet")}"')


def to_zip(of: Delivery) -> None:
    """All files in one archive, in a folder; the rescue service's in an archive of their own within it."""
    inner = io.BytesIO()
    with zipfile.ZipFile(of.raw / "leverans.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as within:
            for name, (source, paths) in of.sources.items():
                for path in paths:
                    (within if name == "raddning" else archive).write(path, f"ut/{path.name}")
                    path.unlink()
                of.point(name, f'path = "leverans.zip"\nmember = "{source.path}"', without=())
        archive.writestr("raddning.zip", inner.getvalue())


def px(table: pd.DataFrame, figure: str, *, keys: bool = False) -> bytes:
    """A table of text, one figure a row, as a statistics office publishes it: the last column across, the others down.

    With `keys` rows name their place, and those that hold nothing but noughts are left out.
    """
    *down, across = [name for name in table.columns if name != figure]
    cube = table.pivot(index=down, columns=across, values=figure).fillna("0")
    values = {name: sorted(table[name].unique()) for name in (*down, across)}

    def words(texts) -> str:
        return ",".join(f'"{text}"' for text in texts)

    lines = [
        'CHARSET="ANSI";', 'AXIS-VERSION="2013";', 'CODEPAGE="iso-8859-1";', 'TITLE="Tabell";',
        f"STUB={words(down)};", f'HEADING="{across}";',
        *(f'VALUES("{name}")={words(texts)};' for name, texts in values.items()),
        *(f'KEYS("{name}")=VALUES;' for name in down if keys),
        "DATA=",
    ]  # fmt: skip
    if not keys:
        every = pd.MultiIndex.from_product([values[name] for name in down], names=down)
        cube = cube.reindex(every, fill_value="0")
    for row, *cells in cube[values[across]].itertuples(name=None):
        figures = " ".join(cells).replace(",", ".")
        lines.append(f"{words(row)},{figures}" if keys else figures)
    return "\r\n".join([*lines, ";"]).encode("cp1252")


def to_px(of: Delivery) -> None:
    """The observed population as a PX file; the rest stays as it is."""
    source, (path,) = of.sources["befolkning"]
    _, heading, rows = of.rows(source, path)
    table = pd.DataFrame(rows, columns=heading, dtype="str").drop_duplicates()
    named = {"ålder": "age", "kön": "sex", "år": "year", "antal": "persons"}
    cube = pd.DataFrame({px_name: table[source.columns[ours]] for px_name, ours in named.items()})
    path.with_suffix(".px").write_bytes(px(cube, "antal"))
    path.unlink()
    of.point("befolkning", 'path = "befolkning.px"')
    start = of.text.index("[sources.befolkning]\n")
    said = 'columns = { year = "år", age = "ålder", sex = "kön", persons = "DATA" }'
    of.text = of.text[:start] + re.sub(r"columns = \{[^}]*\}", said, of.text[start:], count=1)


def to_database(of: Delivery, url: str, engine: sqlalchemy.Engine) -> None:
    """A table a source. `url` : as the config names the database."""
    for name, (source, paths) in of.sources.items():
        parts = []
        for path in paths:
            _, heading, rows = of.rows(source, path)
            parts.append(frame(heading, rows))
            path.unlink()
        table = pd.concat(parts)
        _load(engine, name, table)
        day = re.search(r"\d{4}-\d{2}-\d{2}", paths[-1].name)
        dated = f"\ndelivered = {day[0]}" if day else ""
        query = ", ".join(f'\\"{h}\\"' for h in table.columns)
        of.point(name, f'format = "database"\nurl = "{url}"\nquery = "select {query} from {name}"{dated}')


def _load(engine: sqlalchemy.Engine, name: str, table: pd.DataFrame) -> None:
    kinds = {date: sqlalchemy.Date(), int: sqlalchemy.BigInteger()}
    columns = []
    for column in table:
        there = table[column].dropna()
        kind = kinds.get(type(there.iloc[0]) if len(there) else str, sqlalchemy.Text())
        if pd.api.types.is_integer_dtype(table[column].dtype):
            kind = sqlalchemy.BigInteger()
        columns.append(sqlalchemy.Column(column, kind))
    made = sqlalchemy.Table(name, sqlalchemy.MetaData(), *columns)
    rows = [
        {c: None if pd.isna(v) else int(v) if isinstance(made.c[c].type, sqlalchemy.BigInteger) else v
         for c, v in zip(table.columns, row)}
        for row in table.itertuples(index=False)
    ]  # fmt: skip
    with engine.begin() as connection:
        made.create(connection)
        if rows:
            connection.execute(made.insert(), rows)
    engine.dispose()
