"""统计: every number that a page or a report shows, defined once."""
