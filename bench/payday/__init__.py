"""发放的速度: a month of a million awards, each step beside the least that moving its rows costs."""
