"""转介路线: one file for each kind of help another department gives."""
