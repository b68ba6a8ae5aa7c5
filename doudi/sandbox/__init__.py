"""沙箱: a made-up city with known truth, and officers who work in it through the same verbs the pages use."""
