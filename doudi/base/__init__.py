"""地基: officers and access, audit, crypto, the lake, the database, regions, working days; imports nothing by itself."""
