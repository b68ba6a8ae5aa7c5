"""部门文件: what three departments send, with the slips that people make."""
