"""经办: the tables, step by step."""
