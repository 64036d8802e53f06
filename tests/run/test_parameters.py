from pathlib import Path

import papermill
import pytest

from competence.run import kernels, parameters

NAMES = ["1_data_quality", "2_short_term", "3_long_term", "4_programme"]


@pytest.mark.parametrize("name", NAMES)
def test_papermill_reads_the_same_parameters_as_we_do(name):
    path = kernels.NOTEBOOKS / f"{name}.ipynb"
    ours = parameters.declared(path)
    assert list(ours) == list(papermill.inspect_notebook(str(path)))
    assert all(p.what for p in ours.values())


def test_an_unknown_parameter_is_refused_with_the_nearest_name():
    path = kernels.NOTEBOOKS / "3_long_term.ipynb"
    with pytest.raises(parameters.ParameterError, match=r"horizont.*nearest: horizon"):
        parameters.check(path, {"horizont": 5})


@pytest.mark.parametrize("value", ["5", 5.5, True])
def test_a_value_of_another_type_is_refused(value):
    path = kernels.NOTEBOOKS / "3_long_term.ipynb"
    with pytest.raises(parameters.ParameterError, match="expected int"):
        parameters.check(path, {"horizon": value})


def test_none_is_a_value_where_the_parameter_is_optional():
    path = kernels.NOTEBOOKS / "3_long_term.ipynb"
    parameters.check(path, {"horizon": None, "administration": "x"})
    with pytest.raises(parameters.ParameterError):
        parameters.check(path, {"administration": None})


def test_a_projects_own_notebook_goes_before_the_packaged_one(tmp_path: Path):
    assert kernels.notebook("3_long_term", tmp_path) == (kernels.NOTEBOOKS / "3_long_term.ipynb", False)
    own = tmp_path / "notebooks" / "3_long_term.ipynb"
    own.parent.mkdir()
    own.write_text("{}", encoding="utf-8")
    assert kernels.notebook("3_long_term", tmp_path) == (own, True)
