"""How much each reason weighs in a story's rank: the only numbers of `rank.py`.

Chosen on the first 35 days of the public `ai_ranking` data and by what an editor would sign;
`bench/ranking.py` reports the other days and how far the figures move when each weight is changed by a
quarter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.model import Tier

KINDS = MappingProxyType(
    {
        "release": 1.0,
        "deal": 1.4,
        "rule": 0.8,
        "harm": 0.8,
        "people": 0.6,
        "research": 0.5,
        "": 0.0,
        "patch": -1.5,
        "project": -1.0,
        "opinion": -1.5,
        "roundup": -2.0,
        "promotion": -2.0,
    }
)
TIERS = MappingProxyType(
    {Tier.PRIMARY: 1.0, Tier.PRESS: 0.8, Tier.RESEARCH: 0.6, Tier.EXPERT: 0.5, Tier.COMMUNITY: 0.0}
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for each reason; a story's score is their sum.

    `off_topic` is for what shows no sign of being about AI; `unsure` stands in its place where a lab, a
    project or a research group published it, as most of those that are read work on AI. `corroboration`
    is for each doubling of independent publishers, `community` for each doubling of points over what is
    usual at that source, `recency` for a story of this moment (halved every `half_life_h` hours).
    """

    about_ai: float = 1.0
    off_topic: float = -10.0
    unsure: float = -1.0
    frontier: float = 1.0
    maker: float = 0.5
    named_product: float = 0.5
    version: float = 0.3
    source: float = 1.0
    happening: float = 1.0
    corroboration: float = 1.2
    community: float = 0.6
    recency: float = 1.0
    half_life_h: float = 24.0
    topic_fit: float = 1.0
    boosted: float = 1.0
    liked: float = 1.0
    told: float = -4.0
    kinds: Mapping[str, float] = field(default_factory=lambda: KINDS)
    tiers: Mapping[Tier, float] = field(default_factory=lambda: TIERS)


WEIGHTS = Weights()

# The bar for a digest, so that a quiet day is short. Told by one source some hours ago: a lab's post, a
# paper and what the press reports about AI pass; what a community points at passes where more happened
# than an opinion, or with several times the usual points; what is not about AI never passes. A day's age
# costs half the recency.
FLOOR = 2.4
