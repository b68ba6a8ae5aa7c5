"""页面的速度: two hundred officers at work on the register of a million people."""
