"""地基: migrations."""
