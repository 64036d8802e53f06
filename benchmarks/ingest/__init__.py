"""A monthly snapshot export made for measuring: the file, what stands in for its reader, a slow reader to hold it to."""
