"""How tests are shared out between workers: what is built once stays with one of them."""

import pytest

# End-to-end tests rest on one built project or on one small one; all others go by file.
SMALL = ("test_wrong_deliveries", "test_command_line")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Shared(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            if "e2e/" not in file:
                return file
            small = any(name in file for name in SMALL) and "commands_that_make_something" not in nodeid
            return "e2e small" if small else "e2e built"

    return Shared(config, log)
