"""From results to one published cube, and from the cube to pages."""
