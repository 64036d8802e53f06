"""What is kept, read again: beside an incremental delivery, as of a day, under a rotated key; and what changed."""

from datetime import date

import pytest

from competence import sources, workforce
from competence.run import files
from competence.sources import kept, keys

from .conftest import number, spell

INCREMENTAL = ("[sources.hr]\n", "[sources.hr]\ncomplete = false\nhistory_from = 2025-06-01\n")


def staff(count=30, **other):
    return [spell(number(f"19{60 + i}0315", 980 + i % 20), employment=str(i), **other) for i in range(count)]


def ingest(project):
    """As the run does it: read, then keep."""
    config = project.config
    key = sources.key(config)
    delivered = sources.read(config, key)
    found = sources.changes(delivered, config, key)
    sources.keep(delivered, config)
    return delivered, found


def waist(delivered, config):
    built = workforce.build(delivered, config)
    return {"stock": built.stock, "flows": built.flows}


def assert_same(one, other):
    for name, frame in one.items():
        assert frame.equals(other[name]), name


def told(changes):
    return {
        tuple(row[1:]): row[0]
        for row in changes[["rows", "month", "change", "column"]].itertuples(index=False)
    }


# --- incremental deliveries -----------------------------------------------------------------------------------


def test_an_incremental_delivery_is_read_with_those_kept_before(project):
    project.text = project.text.replace(*INCREMENTAL)
    rows = staff()
    project.write("hr_2025-12-31.csv", rows)
    ingest(project)
    (project.raw / "hr_2025-12-31.csv").unlink()
    # One has left, one says another share, one is new; the others are not delivered again.
    leaves = spell(number("19600315", 980), employment="0", start="20150101", end="2026-01-15", reason="EB")
    less = spell(number("19610315", 981), employment="1", share="50")
    comes = spell(number("19850202", 990), employment="90", start="2026-01-02")
    project.write("hr_2026-01-31.csv", [leaves, less, comes])
    delivered, _ = ingest(project)
    table = delivered.employments
    assert len(table) == 31
    assert (delivered.accounts.query("category == 'superseded'")["rows"].tolist()) == [2]
    assert table["end"].notna().sum() == 1
    assert table["contract_share"].value_counts().to_dict() == {1.0: 30, 0.5: 1}
    # The rows of the first file are kept once, and a second look finds the same.
    first, second = kept.every(project.config)
    assert [len(k.rows()) for k in (first, second)] == [30, 3]
    assert [f["name"] for f in second.manifest["files"]] == ["hr_2025-12-31.csv", "hr_2026-01-31.csv"]
    again, _ = ingest(project)
    assert again.employments.equals(table)
    assert len(kept.every(project.config)) == 2


def test_a_file_that_is_delivered_again_under_its_name_takes_the_place_of_the_kept_one(project):
    project.text = project.text.replace(*INCREMENTAL)
    project.write("hr_2025-12-31.csv", staff())
    ingest(project)
    project.write("hr_2025-12-31.csv", staff(29))
    delivered, _ = ingest(project)
    assert len(delivered.employments) == 29


def test_without_employment_ids_two_posts_begun_on_one_day_stay_two(project):
    project.text = project.text.replace(*INCREMENTAL).replace('employment = "Anst", ', "")
    project.write("hr_2025-12-31.csv", [*staff(), spell(unit="Söder"), spell(unit="Norr")])
    ingest(project)
    project.write("hr_2026-01-31.csv", [spell(unit="Söder", end="2026-01-15", reason="EB")])
    delivered, _ = ingest(project)
    assert len(delivered.employments) == 32


# --- what changed ---------------------------------------------------------------------------------------------


def test_a_first_delivery_changes_nothing(project):
    project.write("hr_2025-12-31.csv", staff())
    assert ingest(project)[1] is None


def test_what_a_later_delivery_says_otherwise_is_counted_by_month_and_column(project):
    rows = staff()
    project.write("hr_2025-12-31.csv", rows)
    ingest(project)
    now = [
        spell(number("19600315", 980), employment="0", end="2025-06-30", reason="EB"),  # known too late
        spell(number("19610315", 981), employment="1", end="2026-01-15", reason="EB"),  # news
        spell(number("19620315", 982), employment="2", share="75,0"),
        spell(number("19630315", 983), employment="3", share="100,00", start="20150101"),  # written otherwise
        *rows[4:29],  # the last one is gone
        spell(number("19850202", 990), employment="90", start="2025-11-01"),  # known too late
        spell(number("19860202", 990), employment="91", start="2026-01-02"),  # news
    ]
    project.write("hr_2026-01-31.csv", now)
    _, found = ingest(project)
    assert told(found) == {
        ("2025-06", "changed", "end"): 1,
        ("2015-01", "changed", "contract_share"): 1,
        ("2015-01", "changed", "exit_reason"): 2,
        ("2015-01", "gone", "*"): 1,
        ("2025-11", "added", "*"): 1,
    }
    assert set(found["source"]) == {"hr"}
    assert set(found["earlier"].dt.date) == {date(2025, 12, 31)}
    # Told again when it is built again, though both are kept by now.
    assert ingest(project)[1].equals(found)


def test_months_that_roll_out_of_the_window_are_told_apart(project):
    project.write("hr_2025-12-31.csv", [*staff(3, start="2015-01-01"), *staff(30, start="2015-02-01")[3:]])
    ingest(project)
    project.write("hr_2026-01-31.csv", staff(30, start="2015-02-01")[3:])
    _, found = ingest(project)
    assert told(found) == {("2015-01", "rolled_out", "*"): 3}


def test_a_delivery_in_another_encoding_and_order_changes_nothing(project):
    project.write("hr_2025-12-31.csv", staff())
    ingest(project)
    project.write("hr_2026-01-31.csv", staff()[::-1], encoding="cp1252", end="\r\n")
    assert told(ingest(project)[1]) == {}


# --- as of a day ----------------------------------------------------------------------------------------------


def test_a_past_day_is_built_from_what_was_known_then(project):
    project.text = project.text.replace("[sources.hr]\n", "[sources.hr]\nhistory_from = 2025-06-01\n")
    project.write("hr_2025-12-31.csv", staff())
    then = waist(ingest(project)[0], project.config)
    project.write("hr_2026-01-31.csv", staff(40))
    now = waist(ingest(project)[0], project.config)
    for path in project.raw.iterdir():
        path.unlink()
    project.raw.rmdir()
    config = project.config
    assert_same(then, waist(sources.read_kept(config, date(2026, 1, 30)), config))
    assert_same(now, waist(sources.read_kept(config, date(2026, 1, 31)), config))
    with pytest.raises(sources.DeliveryError, match=r"nothing_known.*the first one is of 2025-12-31"):
        sources.read_kept(config, date(2025, 12, 30))


def test_a_column_that_is_named_later_is_empty_in_what_was_kept_before(project):
    named = project.text
    project.text = named.replace(', hired = "Anställd"', "")
    project.write("hr_2025-12-31.csv", staff())
    ingest(project)
    project.text = named
    config = project.config
    assert sources.read_kept(config, date(2026, 1, 1)).employments["hired"].isna().all()
    # Read again from the raw file it is kept with the column, in the same place.
    ingest(project)
    assert len(kept.every(config)) == 1
    assert sources.read_kept(config, date(2026, 1, 1)).employments["hired"].notna().all()


def test_the_unit_map_is_kept_as_it_was(project):
    project.add('[organisation]\nmap = "organisation.csv"')
    head = "unit;administration;from;to"
    project.write("organisation.csv", ["Norr;SKF;2015-01-01;"], head=head)
    project.write("hr_2025-12-31.csv", staff())
    ingest(project)
    (project.raw / "organisation.csv").unlink()
    (project.raw / "hr_2025-12-31.csv").unlink()
    assert set(sources.read_kept(project.config, date(2026, 1, 1)).employments["administration"]) == {"skola"}


def test_revisions_of_codes_are_known_though_their_file_is_gone(project):
    project.add('[[code_revision]]\ndate = 2020-01-01\nmap = "revision.csv"')
    project.write("revision.csv", ["151010;206010"], head="old;new")
    project.text = project.text.replace('titles = ["sjuksk"]\n', "")
    project.write("hr_2025-12-31.csv", staff(code="151010", end="2019-12-31", reason="EB"))
    assert set(ingest(project)[0].employments["occupation"]) == {"nurse"}
    (project.raw / "revision.csv").unlink()
    assert set(sources.read_kept(project.config, date(2026, 1, 1)).employments["occupation"]) == {"nurse"}


def test_who_comes_under_protection_is_taken_out_of_what_was_kept_before(project):
    project.write("hr_2025-12-31.csv", staff())
    first, _ = ingest(project)
    hidden = first.employments.query("source_row == 5")["person"].iloc[0]
    rows = staff()
    rows[3] = spell(number("19630315", 983), employment="3", protected="Ja")
    project.write("hr_2026-01-31.csv", rows)
    ingest(project)
    for each in kept.every(project.config):
        assert hidden not in set(each.rows()["person"].dropna())
    known = sources.read_kept(project.config, date(2026, 1, 1))
    assert known.accounts.query("category == 'protected'")["rows"].tolist() == [1]
    assert len(known.employments) == 29


# --- rotation -------------------------------------------------------------------------------------------------


@pytest.fixture
def two(project):
    """Thirty kept from a file that is gone; three of them, one with an end, delivered since."""
    project.text = project.text.replace(*INCREMENTAL)
    project.write("hr_2025-12-31.csv", staff())
    ingest(project)
    (project.raw / "hr_2025-12-31.csv").unlink()
    project.write("hr_2026-01-31.csv", [staff(1, end="2026-01-15", reason="EB")[0], *staff(3)[1:]])
    return project


def pseudonyms(config):
    return {p for k in kept.every(config) for c in ("person", "employment") for p in k.rows()[c].dropna()} - {
        ""
    }


def test_a_rotated_key_gives_new_pseudonyms_and_the_same_counts(two, tmp_path):
    config = two.config
    before = waist(ingest(two)[0], config)
    old, old_file = pseudonyms(config), (tmp_path / "key").read_bytes()
    assert sources.rotate(config) == 2
    assert (tmp_path / "key").read_bytes().startswith(old_file)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    new = pseudonyms(config)
    assert len(new) == len(old) and not new & old
    assert_same(before, waist(sources.read(config, sources.key(config)), config))
    assert_same(before, waist(sources.read_kept(config, date(2026, 2, 1)), config))
    assert ingest(two)[1] is not None and pseudonyms(config) == new
    assert sources.rotate(config) == 2
    assert_same(before, waist(sources.read(config, sources.key(config)), config))
    _, prints, counts = sources.generations(config)
    assert len(set(prints)) == 3 and counts == [0, 0, 2]
    # An older key file is another key.
    (tmp_path / "key").write_bytes(old_file)
    with pytest.raises(sources.DeliveryError, match="wrong_key"):
        sources.key(config)


@pytest.mark.parametrize("done", [0, 1])
def test_a_rotation_that_is_cut_short_leaves_what_can_be_used(two, monkeypatch, done):
    config = two.config
    before = waist(ingest(two)[0], config)
    write, count = kept.Kept.write, []

    def dies(self, *given):
        if len(count) == done:
            raise KeyboardInterrupt
        count.append(self)
        write(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(kept.Kept, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            sources.rotate(config)
    assert sources.generations(config)[2] == [2 - done, done]
    assert_same(before, waist(sources.read(config, sources.key(config)), config))
    assert_same(before, waist(sources.read_kept(config, date(2026, 2, 1)), config))
    # The next run brings up what was left behind.
    delivered, _ = ingest(two)
    assert_same(before, waist(delivered, config))
    assert sources.generations(config)[2] == [0, 2]


def test_a_key_file_cut_short_before_it_was_replaced_is_the_old_one(two, monkeypatch, tmp_path):
    config = two.config
    ingest(two)
    old = (tmp_path / "key").read_bytes()
    monkeypatch.setattr(files.os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        sources.rotate(config)
    assert (tmp_path / "key").read_bytes() == old
    assert sources.generations(config)[2] == [2]


def test_a_backup_of_what_was_kept_before_the_rotation_is_brought_up(two):
    config = two.config
    ingest(two)
    saved = [(k, k.rows(), k.fingerprint) for k in kept.every(config)]
    sources.rotate(config)
    new = pseudonyms(config)
    for each, rows, fingerprint in saved:
        each.write(rows, fingerprint)
    ingest(two)
    assert pseudonyms(config) == new


def test_a_key_with_too_many_generations_says_so(project, tmp_path):
    config = project.config
    (tmp_path / "key").write_text("\n".join(f"{i:064x}" for i in range(keys.GENERATIONS)), encoding="ascii")
    assert len(sources.key(config)) == 32 * keys.GENERATIONS
    with pytest.raises(sources.DeliveryError, match="64 generations"):
        sources.rotate(config)


def test_a_look_takes_the_real_key_only_where_deliveries_are_kept(project, tmp_path):
    sources.looking_key(project.config)
    assert not (tmp_path / "key").exists()
    project.write("hr_2025-12-31.csv", staff())
    ingest(project)
    assert sources.looking_key(project.config) == sources.key(project.config)
