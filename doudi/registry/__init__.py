"""低收入人口数据库: people, households and what is known about them. Verbs in `actions`, questions in `queries`."""
