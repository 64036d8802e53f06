"""The delivered files: as the config says they are, the same bytes for the same seed, nobody's numbers."""

import csv
import io
import json
import re

import pytest

from competence import sample
from competence.run.files import read_json, sha256
from competence.sample import identity, municipality, names


def source_files(folder):
    for name, source in municipality.config().sources.items():
        for path in sorted(folder.glob(source.path)):
            yield name, source, path


def rows(source, path):
    text = path.read_bytes().decode(source.encoding)
    return list(csv.reader(io.StringIO(text), delimiter=source.delimiter))


def persons(folder):
    """Identity numbers as written, of all files that hold persons."""
    for _, source, path in source_files(folder):
        if "person" in source.columns:
            head, *body = rows(source, path)
            at = head.index(source.columns["person"])
            yield from (row[at] for row in body if len(row) == len(head))


def test_every_source_of_the_config_is_delivered_with_its_columns_and_encoding(folder):
    found = {name for name, _, _ in source_files(folder)}
    assert found == set(municipality.config().sources)
    for name, source, path in source_files(folder):
        head = rows(source, path)[0]
        assert set(source.columns.values()) <= set(head), name
    heroma = next(folder.glob("heroma_*.csv")).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        heroma.decode("utf-8")
    assert next(folder.glob("visma_*.csv")).read_bytes().startswith(b"\xef\xbb\xbf")


def test_only_numbers_that_are_kept_for_tests_occur_with_a_valid_check_digit(folder):
    seen = {re.sub(r"\D", "", value) for value in persons(folder)} - {""}
    assert len(seen) > 2000
    for number in seen:
        ten = number.zfill(10)[-10:]
        assert 980 <= int(ten[6:9]) <= 999
        total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(ten))
        assert total % 10 == 0
    days = {int(n[-6:-4]) for n in seen}
    assert any(d > 60 for d in days)


def test_check_digits_are_luhns():
    import numpy as np

    # The Tax Agency's own example number: 811218-9876.
    assert identity.luhn(np.array([811218987])).tolist() == [6]


def test_numbers_are_written_as_the_systems_write_them(folder):
    heroma = [v for v in _column(folder, "heroma", "person") if v]
    assert 0.8 < sum("-" in v for v in heroma) / len(heroma) < 0.97
    visma = [v for v in _column(folder, "visma", "person") if v]
    assert all(
        v.isdigit() and len(v) <= 10
        for v in visma
        if v not in ("Summa", "Antal rader", "SKYDDAD", "Personnummer")
    )
    assert any(len(v) < 10 for v in visma if v.isdigit())
    shares = set(_column(folder, "heroma", "contract_share"))
    assert {"75", "75,00", "75%", "75\u00a0%", ""} <= shares
    assert {"0,75", "1", ""} <= set(_column(folder, "visma", "contract_share"))
    assert "9999-12-31" in set(_column(folder, "heroma", "end"))
    assert "" in set(_column(folder, "visma", "end"))


def _column(folder, source_id, ours):
    source = municipality.config().sources[source_id]
    found = []
    for path in sorted(folder.glob(source.path)):
        head, *body = rows(source, path)
        at = head.index(source.columns[ours])
        found += [row[at] for row in body if len(row) == len(head)]
    return found


def test_every_word_is_in_the_value_maps(folder):
    for name, source, _ in source_files(folder):
        for ours, mapping in source.values.items():
            if ours not in source.columns:
                continue
            words = {w.strip() for w in _column(folder, name, ours)} - {source.columns[ours]}
            assert words <= {*mapping, ""}, (name, ours)


def test_organisation_tells_where_each_unit_was_and_is(folder):
    lines = (folder / "organisation.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "unit;administration;from;to"
    units = [line.split(";") for line in lines[1:]]
    today = [u for u in units if not u[3]]
    assert len({u[0] for u in today}) == len(today)
    was = {u[1] for u in units if u[3]}
    assert {"aldre", "funktionsstod", "utbildning"} <= was
    known = {u[0] for u in units}
    assert set(_column(folder, "heroma", "unit")) <= known


def test_the_truth_counts_every_planted_row(folder):
    truth = read_json(folder / "truth.json")
    mess = truth["mess"]
    heroma, visma = (next(v for k, v in mess.items() if k.startswith(s)) for s in ("heroma", "visma"))
    for planted in (heroma, visma):
        assert {"elected", "fee_paid", "youth_job", "bad_share", "end_before_start", "date_out_of_range",
                "identity_in_text", "protected", "duplicate"} <= set(planted)  # fmt: skip
    assert visma["sum_row"] == 2 and visma["repeated_heading"] == 2 and visma["blank_row"] == 6
    assert any("on_call_firefighter" in planted for planted in mess.values())
    assert sum(v == "SKYDDAD" for v in persons(folder)) == 1
    assert truth["planted_people"]["summer_gaps"] > 0
    assert {c["kind"] for c in truth["organisation"]} == {"merger", "move", "rename"}
    assert json.dumps(truth)


def test_the_same_seed_gives_the_same_bytes_in_any_folder(tmp_path):
    for place in ("one", "another place"):
        sample.write(tmp_path / place, seed=3, employees=300, months=24)
    first, second = (sorted((tmp_path / p).iterdir()) for p in ("one", "another place"))
    assert [p.name for p in first] == [p.name for p in second]
    assert [sha256(p) for p in first] == [sha256(p) for p in second]
    assert all(p.stat().st_mode & 0o077 == 0 for p in first)


def test_a_new_sample_replaces_the_old_one_and_nothing_else(tmp_path):
    (tmp_path / "own.csv").write_text("mine", encoding="utf-8")
    sample.write(tmp_path, seed=3, employees=300, months=24)
    sample.write(tmp_path, seed=3, employees=300, months=24, end="2021-06")
    dated = [p.name for p in tmp_path.glob("heroma_*.csv")]
    assert dated == ["heroma_anstallningar_2021-07-10.csv"]
    assert (tmp_path / "own.csv").read_text(encoding="utf-8") == "mine"


def test_progress_is_told(tmp_path):
    told = []
    sample.write(tmp_path, seed=3, employees=300, months=24, progress=told.append)
    assert told[0] == "people" and "heroma_anstallningar" in told


def test_no_persons_name_is_a_word_of_the_municipality():
    words = sample.config_text() + json.dumps(names.TITLES, ensure_ascii=False)
    words += " ".join(names.UNITS.values()) + " ".join(names.PLACES)
    people = [*names.FIRST["female"], *names.FIRST["male"], *names.LAST]
    assert len(set(people)) == len(people)
    assert not [name for name in people if name.casefold() in words.casefold()]


def test_titles_and_codes_lead_to_their_occupation():
    occupations = municipality.config().occupation
    for occupation, titles in names.TITLES.items():
        for title, _ in titles:
            hit = next(o.id for o in occupations if any(re.search(t, title, re.IGNORECASE) for t in o.titles))
            assert hit == occupation, title
        coded = next(o for o in occupations if o.id == occupation).codes
        assert not coded or all(code in coded for _, code in titles)
