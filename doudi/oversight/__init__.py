"""监管: looks at everything below, changes nothing there."""
