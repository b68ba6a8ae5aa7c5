"""地基的权限: who may say who works here."""

PERMISSIONS: dict[str, tuple[str, ...]] = {"base.keep_officers": ("administrator",)}
