"""流程: the story of the house, told in order and by name; it holds calls, never a rule."""
