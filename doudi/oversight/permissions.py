"""监管的权限: who may have the house prove itself."""

PERMISSIONS: dict[str, tuple[str, ...]] = {"oversight.check": ("county", "finance", "inspector")}
