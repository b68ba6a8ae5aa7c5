"""部门数据: one file a feed."""
