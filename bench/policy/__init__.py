"""规则引擎的速度: the same rules over the same made-up city, ours and the peers' engines, one checksum for all."""
