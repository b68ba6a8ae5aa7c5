"""低收入人口数据库: migrations."""
