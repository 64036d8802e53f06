"""What an analyst meets whose scenario cannot be computed."""

import pytest

from competence.config import ConfigError, load

BASE = """\
[municipality]
name = "Prov"

[[administration]]
id = "vard"
name = "Vård och omsorg"

[[occupation]]
id = "nurse"
name = "Sjuksköterskor"
family = "care"
titles = ["sjuksk"]

[[occupation]]
id = "assistant"
name = "Undersköterskor"
family = "care"
titles = ["undersk"]

[[strategy]]
id = "keep"
name = "Behålla"

[sources.hr]
table = "employments"
path = "hr_*.csv"
kind = "spells"
columns = { person = "Persnr", administration = "Förvaltning", start = "Från" }

"""
GOOD = '[scenarios.fewer]\nname = "Färre slutar"\nresignations_percent = -10\nstrategy = "keep"\n'

# What stands in the file, the part of it whose line is told, where it is said to stand, what is said.
FAULTS = {
    "no lever": ('[scenarios.idle]\nname = "Inget"\ncost_sek_a_year = 100\n', "[scenarios.idle]", "scenarios.idle",
                 "names no lever; expected one of resignations_percent"),
    "unknown lever": ('[scenarios.a]\nname = "A"\nresignation_percent = -10\n', "resignation_percent",
                      "scenarios.a.resignation_percent", "unknown key; nearest valid name: resignations_percent"),
    "text for a number": ('[scenarios.a]\nname = "A"\nretirement_months = "sex"\n', "retirement_months",
                          "scenarios.a.retirement_months", "a number"),
    "unknown strategy": (GOOD.replace('"keep"', '"kep"'), "strategy", "scenarios.fewer.strategy",
                         '"kep" is no strategy; nearest valid name: keep'),
    "unknown administration": (GOOD + 'administrations = ["vrad"]\n', "administrations",
                               "scenarios.fewer.administrations[1]", "nearest valid name: vard"),
    "shift to nobody": ('[scenarios.a]\nname = "A"\ntask_shift_percent = 10\noccupations = ["nurse"]\n',
                        "task_shift_percent", "scenarios.a.task_shift_percent", "needs task_shift_to"),
    "shift to itself": ('[scenarios.a]\nname = "A"\ntask_shift_percent = 10\ntask_shift_to = "nurse"\n'
                        'occupations = ["nurse"]\n', "task_shift_to", "scenarios.a.task_shift_to",
                        "occupations must name whose work is moved"),
    "training for nothing": ('[scenarios.a]\nname = "A"\ntrain_a_year = 10\n', "train_a_year",
                             "scenarios.a.train_a_year", "needs requirement"),
    "the base's name": (GOOD.replace("fewer", "base"), "[scenarios.base]", "scenarios.base",
                        "has a meaning of its own"),
    "combines nobody": (GOOD + 'combines = ["fever"]\n', "combines", "scenarios.fewer.combines[1]", "is no scenario"),
    "combines itself": (GOOD + 'combines = ["both"]\n[scenarios.both]\nname = "B"\ncombines = ["fewer"]\n', None,
                        "scenarios.fewer.combines", "goes round in a circle"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_scenario_that_cannot_be_computed_is_refused_with_its_line(tmp_path, case):
    text, marker, where, message = FAULTS[case]
    (tmp_path / "municipality.toml").write_text(BASE + text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(tmp_path)
    found = [fault for fault in raised.value.faults if fault.where == where]
    assert len(found) == 1, str(raised.value)
    assert message in found[0].message
    if marker is not None:
        assert found[0].line == (BASE + text[: text.index(marker)]).count("\n") + 1


def test_levers_stand_in_natural_units(tmp_path):
    (tmp_path / "municipality.toml").write_text(BASE + GOOD, encoding="utf-8")
    config = load(tmp_path)
    assert config.scenarios["fewer"].resignations_percent == -10
    assert config.strategy[0].name == "Behålla"
    assert config.standard_model.growth == 0.005
