"""页面部件: what several templates show the same way."""
