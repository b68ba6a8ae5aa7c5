"""部门: the pages of officers of other departments."""
