"""What crosses a room's door is of the right shape, or is refused without showing what it holds."""

import re

import numpy as np
import pandas as pd
import pytest

from competence import tables, vocabulary
from competence.tables import TABLES, TableError

SECRET = "198001019999"


def stock(**changes) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "period": pd.to_datetime(["2025-12-31", "2025-11-30", "2025-11-30"]),
            "administration": ["vard", "vard", "social"],
            "occupation": ["nurse", "nurse", "other"],
            "contract": ["permanent", "permanent", "fixed_term"],
            "sex": ["female", "male", "unknown"],
            "age": [40, None, 30],
            "tenure": [3, 2, None],
            "manager_level": ["none", "none", "C"],
            "headcount": [2, 1, 1],
            "on_leave": [0, 0, 1],
            "fte": [1.5, 1.0, 0.0],
            "absent_fte": [0.0, 0.0, 0.0],
        }
    )
    return frame.assign(**changes)


def refused(frame: pd.DataFrame, table=tables.STOCK) -> str:
    with pytest.raises(TableError) as raised:
        table.check(frame)
    return str(raised.value)


def test_columns_are_put_in_order_with_their_types():
    given = stock()[list(reversed(tables.STOCK.names))]
    checked = tables.STOCK.check(given)
    assert list(checked) == tables.STOCK.names
    assert {name: str(kind) for name, kind in checked.dtypes.items()} == {
        c.name: c.dtype for c in tables.STOCK.columns
    }
    assert checked["age"].isna().sum() == 1
    assert list(given) == list(reversed(tables.STOCK.names)), "the frame handed in is left alone"


def test_equal_content_is_stored_in_equal_order_whatever_the_order_of_rows():
    first = tables.STOCK.check(stock())
    for order in ([2, 1, 0], [1, 0, 2], [2, 0, 1]):
        pd.testing.assert_frame_equal(tables.STOCK.check(stock().iloc[order]), first)
    assert list(first["period"]) == sorted(first["period"])
    assert list(first["administration"]) == ["social", "vard", "vard"]
    kept = tables.STOCK.check(stock(), sort=False)
    assert list(kept["administration"]) == ["vard", "vard", "social"]


def test_missing_values_of_a_key_have_a_fixed_place():
    frame = stock(period=pd.Timestamp("2025-12-31"), administration="vard", occupation="nurse", sex="male",
                  contract="permanent", tenure=1, manager_level="none", age=[None, 30, 20])  # fmt: skip
    ages = tables.STOCK.check(frame)["age"]
    pd.testing.assert_series_equal(tables.STOCK.check(frame.iloc[::-1])["age"], ages)
    assert ages.dropna().tolist() == [20, 30]


def test_missing_and_unexpected_columns_are_named():
    message = refused(stock().drop(columns="fte").assign(Namn=SECRET))
    assert "table stock" in message
    assert "missing columns ['fte']" in message
    assert "unexpected columns ['Namn']" in message
    assert SECRET not in message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"headcount": [SECRET + "x", "1", "1"]}, "cannot be read as its type: headcount as int64"),
        ({"headcount": [1.5, 1, 1]}, "cannot be read as its type: headcount as int64"),
        ({"headcount": [None, 1, 1]}, "cannot be read as its type: headcount as int64"),
        ({"period": ["soon", "2025-11-30", "2025-11-30"]}, "cannot be read as its type: period as datetime64[us]"),
        ({"contract": [SECRET, "permanent", "permanent"]}, "contract: not an allowed value (1 rows)"),
        ({"contract": ["", "permanent", "permanent"]}, "contract: not an allowed value (1 rows)"),
        ({"contract": [None, "permanent", "permanent"]}, "contract: not_nullable (1 rows)"),
        ({"headcount": [-19800101, 1, 1]}, "headcount: below 0 (1 rows)"),
        ({"age": [19801, 20, 20]}, "age: above 120 (1 rows)"),
        ({"fte": [np.nan, 1.0, 1.0]}, "fte: not_nullable (1 rows)"),
        ({"period": [None, None, None]}, "period: not_nullable"),
    ],
    ids=["text", "half", "null count", "no date", "word", "empty word", "null word", "below", "above", "null", "null date"],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_column_and_check_never_by_value(changes, said):
    message = refused(stock(**changes))
    assert message.startswith("table stock: ")
    assert said in message
    for value in (SECRET, "19801", "soon"):
        assert value not in message


def test_the_cause_that_shows_values_is_not_chained():
    for frame in (stock(contract=SECRET), stock(headcount=SECRET + "x")):
        with pytest.raises(TableError) as raised:
            tables.STOCK.check(frame)
        assert raised.value.__cause__ is None
        assert raised.value.__context__ is None or raised.value.__suppress_context__


def test_a_key_stands_once():
    twice = pd.concat([stock(), stock().iloc[:1]])
    message = refused(twice)
    assert message.startswith("table stock: ")
    assert "unique" in message


def test_several_faults_are_told_at_once():
    message = refused(stock(contract=["x", "y", "permanent"], headcount=[-1, 1, 1]))
    assert "contract: not an allowed value (2 rows)" in message
    assert "headcount: below 0 (1 rows)" in message


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_has_an_empty_form_and_a_key_of_its_own_columns(table):
    empty = table.check(table.empty())
    assert len(empty) == 0
    assert list(empty) == table.names
    assert len(set(table.names)) == len(table.names)
    assert table.key
    assert set(table.key) <= set(table.names)
    assert all(column.what for column in table.columns)


def test_tables_with_persons_are_marked_and_no_other_has_a_person_column():
    assert {name for name, table in TABLES.items() if "person" in table.names} <= {
        name for name, table in TABLES.items() if table.persons
    }
    for name in (
        "stock",
        "flows",
        "competence_stock",
        "competence_flows",
        "published",
        "accounts",
        "quality",
    ):
        assert not TABLES[name].persons


def test_words_are_the_same_wherever_they_are_imported_from():
    words = [name for name in dir(vocabulary) if name.isupper()]
    assert {"ALL", "UNKNOWN", "FLOWS", "CONTRACTS", "QUANTILES"} <= set(words)
    for name in words:
        assert getattr(tables, name) is getattr(vocabulary, name), name


def test_every_exit_is_a_way_out_and_in_and_out_partition_the_flows():
    assert set(vocabulary.EXIT_FLOWS) < set(vocabulary.LEAVING_FLOWS)
    parts = (vocabulary.ENTRY_FLOWS, vocabulary.LEAVING_FLOWS, vocabulary.OUTSIDE_FLOWS)
    assert sum(map(len, parts)) == len(set(vocabulary.FLOWS)) == len(vocabulary.FLOWS)
    assert "transfer_out" not in vocabulary.EXIT_FLOWS


COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t.name}.{c.name}" for t, c in COLUMNS])
def test_each_column_says_what_it_means_with_an_example_that_it_may_hold(table, column):
    told = set(re.findall(r"[^\W\d_]+", column.what.casefold()))
    assert len(told - set(re.findall(r"[a-z]+", column.name))) >= 3, "more than the name again"
    assert column.missing.strip().endswith("."), "what follows without it, in a sentence"
    value = pd.Series([column.example]).replace({"True": True, "False": False}).astype(column.dtype).iloc[0]
    assert column.example
    if column.allowed is not None:
        assert value in column.allowed
    if column.low is not None:
        assert value >= column.low
    if column.high is not None:
        assert value <= column.high
