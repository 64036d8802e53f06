"""The notebooks as an analyst and plain papermill run them."""

import shutil
import subprocess
import sys

import nbformat
import pytest

from competence.run import kernels

from .conftest import DRAWS, Project, copy

pytestmark = pytest.mark.e2e


def _shown(path) -> list:
    """What each cell below the parameters shows, stderr apart."""
    cells = nbformat.read(path, as_version=4).cells
    first = next(i for i, c in enumerate(cells) if "import competence" in c.source)
    return [
        [o for o in kernels._joined(c.outputs) if o.get("name") != "stderr"]
        for c in cells[first:]
        if c.cell_type == "code"
    ]


def _without_counts(shown: list) -> list:
    return [[{k: v for k, v in o.items() if k != "execution_count"} for o in outputs] for outputs in shown]


def _papermill(project: Project, name: str, target, *parameters: str) -> None:
    source = kernels.NOTEBOOKS / f"{name}.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(source),
        str(target),
        "--cwd",
        str(project.folder),
        *parameters,
    ]
    done = subprocess.run(command, env=project.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.slow
def test_a_changed_parameter_shows_what_the_same_change_in_the_config_gives(built, tmp_path):
    target = tmp_path / "changed.ipynb"
    _papermill(built, "3_long_term", target, "-p", "administration", "kultur", "-p", "draws", "150")
    other = copy(built, tmp_path / "annan")
    toml = other.folder / "municipality.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace(f"draws = {DRAWS}", "draws = 150"), encoding="utf-8"
    )
    assert other.competence("forecast", "--administration", "kultur").returncode == 0
    by_config = other.folder / "data/processed/notebooks/3_long_term_kultur.ipynb"
    unchanged = built.folder / "data/processed/notebooks/3_long_term_kultur.ipynb"
    assert _without_counts(_shown(target)) == _without_counts(_shown(by_config))
    assert _without_counts(_shown(target)) != _without_counts(_shown(unchanged))


@pytest.mark.slow
def test_the_long_term_notebook_works_without_a_stored_forecast(built, tmp_path):
    project = copy(built, tmp_path / "utan")
    shutil.rmtree(project.folder / "data/processed/forecast")
    _papermill(project, "3_long_term", tmp_path / "out.ipynb", "-p", "administration", "social")
    stored = built.folder / "data/processed/notebooks/3_long_term_social.ipynb"
    assert _without_counts(_shown(tmp_path / "out.ipynb")) == _without_counts(_shown(stored))
    assert not (project.folder / "data/processed/forecast").exists()


@pytest.mark.slow
def test_the_explore_page_runs_as_it_stands(built, tmp_path):
    _papermill(built, "explore", tmp_path / "out.ipynb")
    told = (tmp_path / "out.ipynb").read_text(encoding="utf-8")
    assert "image/png" in told


def test_executed_copies_are_for_the_analyst_alone(built):
    import os
    import stat

    if os.name != "posix":
        pytest.skip("modes as POSIX has them")
    executed = list((built.folder / "data/processed/notebooks").glob("*.ipynb"))
    assert len(executed) == 2 + 2 * 10
    assert {stat.S_IMODE(p.stat().st_mode) for p in executed} == {0o600}
    assert not list((built.folder / "reports").rglob("*.ipynb"))


def test_notebooks_in_the_repository_carry_no_output():
    for path in kernels.NOTEBOOKS.glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None, path.name
            assert cell.cell_type != "code" or len(cell.source.splitlines()) <= 15, path.name
