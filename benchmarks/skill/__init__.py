"""The parts of `benchmarks/skill.py`: shards of one municipality each, and the table that is printed from them."""
