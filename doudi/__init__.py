"""兜底: layered social assistance for a county, end to end."""
