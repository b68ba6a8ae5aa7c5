"""经办: applications and changes, from the first word at the window to the decision; a person decides, the rules stand beside."""
