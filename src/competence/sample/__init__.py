"""The known-truth municipality: everything in it was planted and is written down."""
