"""经办人员: played officers, who do their day's work through the verbs that pages use, and see of a family what a visit shows."""
