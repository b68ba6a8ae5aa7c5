"""群众: pages for everybody, without signing in."""
