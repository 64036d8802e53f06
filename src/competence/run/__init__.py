"""Orders the work: what is stale, who computes it, where it is written."""
