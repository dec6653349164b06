"""Which ledger rows may be sent now, as SQL over a row `d`, and the claim of some as one statement."""

from bot.store.delivery_rows import NAMES
from bot.store.rows import marks

LOOKED_AT = 8  # rows looked at for each one claimed, as several may be of one channel

# A newer slot came within the row's life; the first part alone gives way. (One planned far ahead, by a
# clock that was wrong, is no newer digest.)
NEWER = (
    "d.part = 0 and exists (select 1 from deliveries n where n.subscription = d.subscription"
    " and n.slot > d.slot and n.part = 0 and n.slot_at < d.expires_at)"
)
RESTS = "exists (select 1 from subscriptions s where s.id = d.subscription and s.parked <> '')"
SUPERSEDE = (
    "update deliveries set state = 'skipped', reason = 'a newer digest takes its place'"
    " where subscription = ? and slot < ? and state = 'planned' and not exists (select 1 from deliveries f"
    " where f.subscription = deliveries.subscription and f.slot = deliveries.slot and f.part = 0"
    " and f.state in ('sending', 'unknown', 'sent'))"
)
READY = f"d.expires_at > :now and not ({NEWER}) and not {RESTS}"
EARLIER_PARTS_SENT = (
    "not exists (select 1 from deliveries e where e.subscription = d.subscription and e.slot = d.slot"
    " and e.part < d.part and e.state <> 'sent')"
)


def claim_statement(without: int) -> str:
    """The claim as one statement: the longest due row of each channel, among those that may be sent."""
    ready = READY.replace(":now", "?")
    spared = f" and d.channel not in ({marks(without)})" if without else ""
    return (
        "update deliveries set state = 'sending', worker = ?, lease_until = ?, attempts = attempts + 1,"
        " first_try = coalesce(first_try, ?), last_try = ? where state = 'planned' and key in ("
        "select key from (select key, due_at, row_number() over (partition by channel order by due_at, key)"
        " as place from (select d.key, d.due_at, d.channel from deliveries d where d.platform = ?"
        " and d.state = 'planned' and d.parcel <> '' and d.due_at <= ? and"
        f" {ready}{spared} and {EARLIER_PARTS_SENT}"
        " order by d.due_at limit ?) as some) as ranked where place = 1 order by due_at, key limit ?)"
        f" returning {NAMES}"
    )
