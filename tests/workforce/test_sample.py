"""The known-truth municipality: its messy files, read and counted, give what was planted, cell by cell."""

import re

import pandas as pd
import pytest

from competence import config, sample, sources, tables, workforce
from competence.run import files

TABLES = (
    "stock", "flows", "competence_stock", "competence_flows", "vacancies", "cover", "population",
    "service_volumes", "agency_staff", "staff_costs", "budget_frame",
)  # fmt: skip


class Town:
    """Files written, read and counted, beside the truth."""

    def __init__(self, folder, **how):
        raw = folder / "data" / "raw"
        raw.mkdir(parents=True)
        sample.write(raw, **how)
        (folder / "municipality.toml").write_text(sample.config_text(), encoding="utf-8")
        self.config = config.load(folder)
        self.told = files.read_json(raw / "truth.json")
        self.planted = self.told["mess"]
        self.truth = sample.waist(**how).tables
        self.delivered = sources.read(self.config, b"k" * 32)
        self.waist = workforce.build(self.delivered, self.config)

    def compare(self, name):
        """Ours and theirs over the periods that both have."""
        ours, theirs = getattr(self.waist, name), self.truth[name]
        if "period" in ours:
            # In a small town nobody may leave in the first month, and the export does not tell that it is whole.
            first = self.waist.stock["period"].min()
            later = theirs["period"] > first if "flows" in name else theirs["period"] >= first
            theirs = theirs[later].reset_index(drop=True)
            assert (first - self.truth["stock"]["period"].min()).days < 62
        pd.testing.assert_frame_equal(tables.plain(ours), theirs, check_exact=False, rtol=0, atol=2e-6)

    def found(self):
        accounts = self.delivered.accounts
        some = accounts[(accounts["kind"] != "used") & (accounts["category"] != "no_employment")]
        by_file = some.groupby("source_file")
        return {name: dict(zip(rows["category"], rows["rows"])) for name, rows in by_file}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("by"), seed=7, employees=1200, months=48)


@pytest.mark.parametrize("name", TABLES)
def test_the_truth_is_found(town, name):
    town.compare(name)


def test_planted_rows_are_found_by_kind(town):
    assert town.found() == {name: rows for name, rows in town.planted.items() if rows}


def test_every_row_is_accounted_for(town):
    assert town.delivered.accounts["rows"].sum() == sum(f.rows for f in town.delivered.files)
    assert town.waist.quality.set_index("measure").loc["rows_unaccounted", "value"].max() == 0
    stops = town.waist.quality[town.waist.quality["consequence"] == "stop"]
    assert stops["passed"].all()


def test_units_are_trained_when_their_manager_of_the_time_was(town):
    units = town.waist.unit_periods.dropna(subset=["first_trained"]).drop_duplicates("unit")
    ours = units.assign(day=units["first_trained"].dt.strftime("%Y-%m-%d"))[
        ["administration", "day", "group"]
    ]
    theirs = pd.DataFrame(town.told["programme"]["units"])
    assert len(theirs) > 20
    assert sorted(map(tuple, ours.to_numpy())) == sorted(
        map(tuple, theirs[["administration", "first_trained", "group"]].to_numpy())
    )


def test_managers_have_come_as_far_as_was_planted_month_by_month(town):
    told, periods = town.waist.programme_status, town.waist.stock["period"].drop_duplicates().sort_values()
    for level, by_status in town.told["programme"]["status"].items():
        for status, heads in by_status.items():
            mine = told[(told["manager_level"] == level) & (told["status"] == status)]
            ours = mine.groupby("period")["managers"].sum().reindex(periods, fill_value=0)
            assert ours.tolist() == heads[-len(periods) :], (level, status)


def test_sickness_is_near_what_was_planted_by_sex(town):
    hours = town.waist.sickness.groupby("sex")[["sick_hours", "ordinary_hours"]].sum()
    share = hours["sick_hours"] / hours["ordinary_hours"]
    # Planted are days of persons; hours weigh them by contracted share and count no day twice.
    for sex in ("female", "male"):
        assert share[sex] == pytest.approx(town.told["sickness"][sex], rel=0.12)


def test_rounds_initiatives_and_what_managers_say_are_as_planted(town):
    rounds = town.waist.survey_rounds.set_index("round")["instrument"].to_dict()
    assert rounds == town.told["survey_rounds"]["instruments"]
    ours = town.waist.initiatives
    assert ours["initiative"].tolist() == [i["initiative"] for i in town.told["initiatives"]]
    for mine, planted in zip(ours.to_dict("records"), town.told["initiatives"]):
        assert mine["with_administrations"] == "|".join(sorted(planted["with_administrations"]))
        assert (mine["strategy"], mine["status"]) == (planted["strategy"], planted["status"])
        assert mine["driver"] == (planted["driver"] or "unknown")
        assert mine["from_programme"] == planted["from_programme"]
    said = town.waist.manager_survey.dropna(subset=["mean"])
    for item, means in town.told["manager_survey"]["items"].items():
        found = said[said["item"] == item].groupby("when")["mean"].mean()
        for when, mean in found.items():
            assert mean == pytest.approx(means[when], abs=0.5)


def test_with_another_key_everything_right_of_the_waist_is_the_same(town):
    other = workforce.build(sources.read(town.config, b"x" * 32), town.config)
    beside = (
        "sickness",
        "unit_periods",
        "programme_status",
        "programme_groups",
        "manager_survey",
        "initiatives",
    )
    for name in (*TABLES, *beside, "quality", "accounts"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(town.waist, name))
    assert not set(other.employments["person"]) & set(town.waist.employments["person"])


def test_nothing_kept_or_shown_holds_a_number_or_a_name(town):
    export = next(town.config.raw.glob("heroma_anstallningar_*.csv"))
    lines = export.read_text(encoding="cp1252").splitlines()
    numbers = {line.split(";")[0].replace("-", "") for line in lines[1:]}
    names = {part.strip() for line in lines[1:] for part in line.split(";")[1].split(",")}
    shown = "\n".join(
        [
            frame.to_csv()
            for frame in (
                town.waist.quality,
                town.waist.quarantine,
                town.delivered.aliases,
                town.waist.accounts,
            )
        ]
        + [repr(town.delivered), repr(town.waist)]
    )
    stored = "\n".join(raw.frame.to_csv() for raw in town.delivered.raw)
    twelve = {n for n in numbers if len(n) == 12 and n.isdigit()}
    traces = twelve | {n[2:] for n in twelve}
    assert not traces & set(re.findall(r"\d{10,12}", shown.replace("-", "") + stored.replace("-", "")))
    words = set(re.findall(r"[^\W\d_]{5,}", shown))
    assert not words & {name for name in names if len(name) > 4}
    assert not set(town.waist.employments["person"]) & set(re.findall(r"[0-9a-f]{16}", shown))


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["plain", *sorted(set(sample.VARIANTS) - {"plain"})][:3])
def test_a_full_town_and_other_variants(tmp_path, variant):
    town = Town(tmp_path, seed=1, variant=variant)
    for name in TABLES:
        town.compare(name)
    assert town.found() == {name: rows for name, rows in town.planted.items() if rows}
