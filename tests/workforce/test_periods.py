"""Which months can be counted."""

import pytest

from competence.sources import DeliveryError

from .conftest import spell


def test_an_export_of_those_now_employed_is_refused_with_what_to_do(world):
    world.text = world.text.replace("history_from = 2024-01-01\n", "")
    with pytest.raises(DeliveryError, match="deliver ended employments too, or set history_from") as refused:
        world.build([spell("a", "2010-01-01"), spell("b", "2022-03-01")])
    assert [f.code for f in refused.value.faults] == ["no_history"]
