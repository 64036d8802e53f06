"""The pure model: counts in, distributions out. Reads no file, writes none, prints nothing."""
