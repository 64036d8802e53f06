"""How tests are shared out between workers: what is built once stays with one of them."""

import pytest

# End-to-end tests that rest on one built project, or on one small one; all others go by file.
BUILT = ("test_api", "test_notebooks", "test_pipe", "test_same_bytes")
SMALL = ("test_wrong_deliveries", "test_command_line")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Shared(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            if any(name in file for name in BUILT) or "commands_that_make_something" in nodeid:
                return "e2e built"
            return "e2e small" if any(name in file for name in SMALL) else file

    return Shared(config, log)
