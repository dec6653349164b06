"""From feed bytes to a shown digest, through crashes and gaps."""
