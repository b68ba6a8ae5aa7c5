"""经办页面: one file an address."""
