"""信息核对的速度: departments' files received, checked, matched and kept, each step beside its limit."""
