"""Same input, same bytes: whatever the path, the process and the clock's zone."""

import pytest

from .conftest import Project, copy

pytestmark = pytest.mark.e2e


# A second whole run: a minute and a half, so in `make test-all`.
@pytest.mark.slow
def test_another_path_hash_seed_zone_worker_count_and_key_change_nothing_right_of_the_waist(
    fresh, built, tmp_path
):
    other = copy(fresh, tmp_path / "helt annan mapp")
    env = {
        **other.env, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LANG": "C",
        "COMPETENCE_KEY_FILE": str(tmp_path / "two.key"),
    }  # fmt: skip
    told = Project(other.folder, env).run("--workers", "1")
    assert told["exit_code"] == 0
    ours, theirs = (p.bytes_of("reports", "data/processed") for p in (built, other))
    assert ours.keys() == theirs.keys()
    # Left of the waist stand pseudonyms, which another key changes.
    differing = [name for name in ours if ours[name] != theirs[name] and "/persons/" not in name]
    assert differing == []
    assert (
        ours["data/processed/persons/employments.parquet"]
        != theirs["data/processed/persons/employments.parquet"]
    )
