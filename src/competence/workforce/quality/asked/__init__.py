"""The measures by subject, in words: a module a subject, each with its `ASKED`."""
