"""The sample delivered in every form comes to the same counts, cell by cell."""

import shutil
from urllib.parse import quote

import pandas as pd
import pytest
import sqlalchemy

from competence import config, sample, sources, workforce
from competence.run import store
from competence.schema import plain

from . import converted, counted, postgres

KEY = b"k" * 32
# All but what tells of the delivery itself: its rows and where they stood. Units are numbered by their first row.
OF_ROWS = ("quality", "accounts", "quarantine", "spellings", "unit_periods")
COUNTED = [name for name in store.WAIST if name not in OF_ROWS]


def delivered(folder, **how):
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "municipality.toml").write_text(sample.config_text(), encoding="utf-8")
    sample.write(folder / "data" / "raw", seed=3, **how)
    return folder, workforce.build(sources.read(config.load(folder), KEY), config.load(folder))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return delivered(tmp_path_factory.mktemp("liten") / "by", employees=300, months=24)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return delivered(tmp_path_factory.mktemp("full") / "by")


@pytest.fixture
def server():
    with postgres.server() as port:
        yield port


def taken(project, folder, convert):
    """The same deliveries in another form, read and counted."""
    shutil.copytree(project, folder)
    of = converted.Delivery(folder)
    convert(of)
    found = of.done()
    return workforce.build(sources.read(found, KEY), found)


def assert_equal(one, other):
    for name in COUNTED:
        ours, theirs = getattr(one, name), getattr(other, name)
        if ours is not None or theirs is not None:
            # As they are stored: which word a column happens to hold first is nobody's matter.
            pd.testing.assert_frame_equal(plain(ours), plain(theirs), obj=name)


def to_sqlite(of):
    engine = sqlalchemy.create_engine(f"sqlite:///{of.raw / 'hr.db'}")
    converted.to_database(of, "sqlite:///hr.db", engine)


ROUTES = {
    "xlsx": converted.to_xlsx,
    "parquet": converted.to_parquet,
    "zip": converted.to_zip,
    "px": converted.to_px,
    "sqlite": to_sqlite,
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_form_gives_the_same_counts(small, tmp_path, route):
    project, counted_once = small
    assert_equal(taken(project, tmp_path / "by", ROUTES[route]), counted_once)


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES)
def test_every_form_gives_the_same_counts_at_full_size(full, tmp_path, route):
    project, counted_once = full
    assert_equal(taken(project, tmp_path / "by", ROUTES[route]), counted_once)


@pytest.mark.slow
def test_a_postgresql_server_gives_the_same_counts(small, tmp_path, server, monkeypatch):
    project, counted_once = small
    monkeypatch.setenv("HR_PASSWORD", postgres.PASSWORD)
    engine = sqlalchemy.create_engine(_url(server))

    def to_postgresql(of):
        address = f"postgresql://{postgres.USER}:${{HR_PASSWORD}}@127.0.0.1:{server}/postgres"
        converted.to_database(of, address, engine)

    assert_equal(taken(project, tmp_path / "by", to_postgresql), counted_once)


# A delivery of counts by four columns: what a PX file of reasonable size holds.
BY = ["period", "administration", "occupation", "sex"]


def by_few(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Stock (a row a measure) and flows of a municipality as the text of a file, summed over the other columns."""
    stock = tables["stock"].groupby(BY, observed=True)[["headcount", "fte"]].sum().reset_index()
    stock = stock.melt(BY, var_name="measure", value_name="value")
    flows = tables["flows"].groupby([*BY, "flow"], observed=True)["count"].sum().reset_index()
    return {"stock": counted.text(stock), "flows": counted.text(flows)}


def told(table: str, path: str, figure: str, **more: str) -> str:
    """The section that reads such a file."""
    headings = {name: counted.HEADINGS[name] for name in BY} | more
    keys = {"stock": {"measure": "measure", "value": figure}, "flows": {"flow": "Händelse", "count": figure}}[
        table
    ]
    pairs = ", ".join(f'{ours} = "{heading}"' for ours, heading in (headings | keys).items())
    measures = 'measures = { headcount = "headcount", fte = "fte" }\n' if table == "stock" else ""
    lines = f'[sources.{table}]\ntable = "{table}"\nkind = "counts"\npath = "{path}"\n{measures}'
    return f"{lines}columns = {{ {pairs} }}\n\n"


def counts(folder, sections: str):
    """What deliveries of counts come to."""
    text = counted.without_persons(sample.config_text()) + "\n" + sections
    (folder / "municipality.toml").write_text(text, encoding="utf-8")
    found = config.load(folder)
    return workforce.build(sources.read(found, KEY), found)


def test_counts_are_the_same_from_text_workbook_and_px(small, tmp_path):
    _, whole = small
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    tables = by_few({"stock": whole.stock, "flows": whole.flows})
    figures = {"stock": "value", "flows": "Antal"}
    for name, table in tables.items():
        table.to_csv(raw / f"{name}.csv", sep=";", index=False, encoding="utf-8")
        table.map(converted.typed).to_excel(raw / f"{name}.xlsx", index=False, startrow=3)
        (raw / f"{name}.px").write_bytes(converted.px(table, figures[name], keys=name == "flows"))
    first = counts(tmp_path, "".join(told(n, f"{n}.csv", figures[n]) for n in tables))
    assert first.stock["headcount"].sum() == whole.stock["headcount"].sum()
    assert first.flows["count"].sum() == whole.flows["count"].sum()
    for suffix in ("xlsx", "px"):
        named = {n: "DATA" if suffix == "px" else figures[n] for n in tables}
        other = counts(tmp_path, "".join(told(n, f"{n}.{suffix}", named[n]) for n in tables))
        for name, figure in (("stock", "headcount"), ("flows", "count")):
            theirs = getattr(other, name)
            theirs = theirs[theirs[figure] > 0].reset_index(drop=True)
            pd.testing.assert_frame_equal(
                plain(theirs), plain(getattr(first, name)), obj=f"{name} from {suffix}"
            )


def _url(port: int) -> str:
    return (
        f"postgresql+psycopg://{postgres.USER}:{quote(postgres.PASSWORD, safe='')}@127.0.0.1:{port}/postgres"
    )


@pytest.mark.slow
def test_a_query_cannot_change_a_postgresql_database_nor_run_for_ever(tmp_path, server, monkeypatch):
    monkeypatch.setenv("HR_PASSWORD", postgres.PASSWORD)
    monkeypatch.setattr("competence.sources.limits.QUERY_SECONDS", 1)
    engine = sqlalchemy.create_engine(_url(server))
    with engine.begin() as connection:
        connection.exec_driver_sql("create table t (x int)")
        connection.exec_driver_sql(
            "create function f() returns int language sql as $$ insert into t values (1) returning 1 $$"
        )
    for query, word in (
        ('select f() as \\"Persnr\\"', "state 25006"),
        ('select pg_sleep(30)::text as \\"Persnr\\"', "more than 1 seconds"),
        ("select 'hemligt' + 1", "state 22P02"),
    ):
        message = refused(tmp_path, server, query)
        assert word in message, message
        assert not any(told in message for told in ("hemligt", "127.0.0.1", postgres.USER, postgres.PASSWORD))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from t").scalar() == 0
    monkeypatch.setenv("HR_PASSWORD", "wrong")
    message = refused(tmp_path, server, "select 1 as x")
    assert "no_database" in message and "wrong" not in message and postgres.USER not in message
    engine.dispose()


def refused(folder, port: int, query: str) -> str:
    """What the user is told of a query that is not answered."""
    (folder / "data" / "raw").mkdir(parents=True, exist_ok=True)
    (folder / "municipality.toml").write_text(
        f"""
        municipality.name = "Provköping"
        administration = [{{ id = "vard", name = "Vård" }}]
        [sources.hr]
        table = "employments"
        kind = "spells"
        format = "database"
        url = "postgresql://{postgres.USER}:${{HR_PASSWORD}}@127.0.0.1:{port}/postgres"
        query = "{query}"
        delivered = 2024-12-31
        columns = {{ person = "Persnr", administration = "Förv", start = "Från" }}
        """,
        encoding="utf-8",
    )
    with pytest.raises(sources.DeliveryError) as error:
        sources.read(config.load(folder), KEY)
    return str(error.value)
