"""What an analyst meets in a notebook cell."""

import pytest

import competence

from .conftest import copy

pytestmark = pytest.mark.e2e


def test_printing_counts_shows_totals_and_shape_never_cells(built):
    project = competence.load(built.folder)
    total = project.stock.by("period")["headcount"].iloc[-1]
    for shown in (repr(project.stock), project.stock._repr_html_()):
        assert f"{total:,}" in shown
        assert "preschool_teacher" not in shown and "utbildning" not in shown
    assert "headcount" not in repr(project.flows)


def test_an_administration_that_is_not_there_is_refused_with_those_that_are(built):
    with pytest.raises(ValueError, match=r"no administration 'kulturr'.*kultur"):
        competence.long_term(built.folder, "kulturr")


def test_the_bridge_adds_up(built):
    bridge = competence.long_term(built.folder, "vard").bridge()
    remain, recruit = bridge["of today's staff remain"], bridge["to recruit in all"]
    gone = bridge["of them replacing people hired and gone again"]
    assert abs(remain + recruit - gone - bridge["needed at the horizon"]) <= 2  # rounded to persons


def test_figures_can_be_drawn_without_a_screen(built):
    for administration in ("*", "kultur"):
        forecast = competence.long_term(built.folder, administration)
        assert forecast.plot_people().axes and forecast.plot_competence().axes
        assert competence.short_term(built.folder, administration).plot_flows().axes
    assert competence.quality(built.folder).rows().figure.axes


@pytest.mark.slow
def test_a_changed_assumption_is_not_answered_from_the_stored_forecast(built, tmp_path):
    project = copy(built, tmp_path / "annat krav")
    stored = competence.long_term(project.folder, "utbildning").competence()
    toml = project.folder / "municipality.toml"
    text = toml.read_text(encoding="utf-8").replace(
        "share_required = { 2016 = 1.0 }", "share_required = { 2016 = 0.5 }"
    )
    toml.write_text(text, encoding="utf-8")
    now = competence.long_term(project.folder, "utbildning").competence()
    first = "required_qualified_fte"
    assert (now[first] / stored[first]).round(2).eq(0.5).all()
