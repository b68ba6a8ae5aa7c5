"""监测预警: what each role may do here; where follows from the officer's region."""

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "monitoring.view": ("township", "county", "inspector"),
    "monitoring.sign": ("township", "county"),
    "monitoring.visit": ("township", "county"),
    "monitoring.conclude": ("township", "county"),
}
