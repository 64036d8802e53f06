"""The leadership programme on the pages: its figures in the cube, section 10 of the reports, a page of its own."""
