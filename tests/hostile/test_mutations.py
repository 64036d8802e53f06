"""Two thousand spoiled deliveries: none crashes, none loses a row, none gives a person away, none is half used."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from tests.e2e import traces
from tests.hostile import mutations

from competence import config, sample, sources, workforce

# Kinds in turn: a whole round of them in the quick suite, two thousand deliveries in `make test-all`.
QUICK, ALL, PART = len(mutations.MUTATIONS), 2000, 100
OLD = (
    "befolkningsprognos_2021",
    "befolkningsprognos_2022",
    "befolkningsprognos_2023",
    "befolkningsprognos_2024",
)


@dataclass(frozen=True, repr=False)
class Town:
    """A delivery of a 300-person municipality, what was counted of it, and who is in it."""

    folder: Path
    files: dict[str, bytes]
    key: bytes
    stock: pd.DataFrame
    flows: pd.DataFrame
    persons: traces.Traces


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Town:
    folder = tmp_path_factory.mktemp("stad")
    (folder / "municipality.toml").write_text(sample.config_text(), encoding="utf-8")
    sample.write(folder / "data" / "raw", seed=3, employees=300, months=24)
    for path in (folder / "data" / "raw").iterdir():
        if path.name.startswith(OLD):
            path.unlink()
    files = {p.name: p.read_bytes() for p in sorted((folder / "data" / "raw").glob("*.csv"))}
    files.pop("organisation.csv")
    setup, key = config.load(folder), sources.throwaway_key()
    built = workforce.build(sources.read(setup, key), setup)
    return Town(folder, files, key, built.stock, built.flows, traces.of(folder))


def delivered(town: Town, spoiled: mutations.Spoiled, folder: Path) -> Path:
    """The project with the spoiled files in the place of the good ones."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    (folder / "municipality.toml").write_bytes((town.folder / "municipality.toml").read_bytes())
    for path in (town.folder / "data" / "raw").iterdir():
        if path.name not in spoiled.files:
            os.link(path, raw / path.name)
    for name, data in spoiled.files.items():
        if data is not None:
            (raw / name).write_bytes(data)
    return folder


def outcome(town: Town, spoiled: mutations.Spoiled, folder: Path) -> str:
    """`refused` or `read`; whatever else happens is a failure."""
    setup = config.load(delivered(town, spoiled, folder))
    try:
        found = sources.read(setup, town.key)
        built = workforce.build(found, setup)
    except sources.DeliveryError as error:
        assert not spoiled.same, error
        for fault in error.faults:
            assert fault.code != "internal" and sources.FATAL[fault.code] in fault.message, fault
        assert town.persons.in_text(str(error)) == set()
        return "refused"
    by_file = found.accounts.groupby("source_file")["rows"].sum()
    for file in found.files:
        assert by_file.get(file.name, 0) == file.rows, f"{file.name}: rows lost"
        known = spoiled.rows.get(file.name)
        assert known is None or file.rows == known, f"{file.name}: {file.rows} rows of {known}"
    told = found.quarantine.astype("str").to_csv(index=False)
    assert town.persons.in_text(told) == set()
    if spoiled.same:
        pd.testing.assert_frame_equal(built.stock, town.stock)
        pd.testing.assert_frame_equal(built.flows, town.flows)
    return "read"


@pytest.mark.parametrize("seed", range(QUICK))
def test_a_spoiled_delivery_is_read_row_by_row_or_refused_whole(town, tmp_path, seed):
    spoiled = mutations.spoil(seed, town.files)
    print(spoiled.what)
    outcome(town, spoiled, tmp_path / "by")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(QUICK // PART, ALL // PART))
def test_two_thousand_spoiled_deliveries(town, tmp_path, part):
    failed = []
    for seed in range(part * PART, (part + 1) * PART):
        spoiled = mutations.spoil(seed, town.files)
        try:
            outcome(town, spoiled, tmp_path / f"by {seed}")
        except Exception as error:
            failed.append(f"seed {seed}: {spoiled.what}: {type(error).__name__}: {str(error)[:300]}")
    assert failed == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, ALL, ALL // 50))
def test_in_a_process_of_its_own_the_last_good_results_stand(town, tmp_path, seed):
    folder = tmp_path / "min by"
    spoiled = mutations.spoil(seed, town.files)
    env = {**os.environ, "COMPETENCE_KEY_FILE": str(tmp_path / "key"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "competence.cli", "ingest"]
    delivered(town, mutations.Spoiled("", {}), folder)
    first = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert first.returncode == 0, first.stderr
    good = {p: p.read_bytes() for p in sorted((folder / "data/processed").rglob("*")) if p.is_file()}
    for name, data in spoiled.files.items():
        (folder / "data/raw" / name).unlink(missing_ok=True)
        if data is not None:
            (folder / "data/raw" / name).write_bytes(data)
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr and done.returncode in (0, 1), done.stderr
    assert town.persons.in_text(done.stdout + done.stderr) == set()
    if done.returncode == 1:
        now = {p: p.read_bytes() for p in sorted((folder / "data/processed").rglob("*")) if p.is_file()}
        assert now == good
    assert town.persons.below(folder) == {}
