"""Workspaces: servers, teams, the terminal and people's direct messages, with what is set for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.orders import Workspace
from bot.store.feeds import ADDED, PAUSED
from bot.store.rows import to_text, to_time

_COLUMNS = "id, platform, name, zone, language, stories, joined_at, lost_at"


@dataclass(frozen=True, slots=True)
class Workspaces:
    """The `workspaces` table, and the one door to forget all that hangs on a workspace."""

    db: Database

    def get(self, workspace_id: str) -> Workspace | None:
        """The workspace of an id, or None."""
        return next(iter(self._found("where id = ?", workspace_id)), None)

    def all(self) -> tuple[Workspace, ...]:
        """Every workspace, by id."""
        return self._found("order by id")

    def lost_before(self, at: datetime) -> tuple[Workspace, ...]:
        """Workspaces that put us out before `at`, longest ago first."""
        return self._found("where lost_at < ? order by lost_at", to_text(at))

    def save(self, workspace: Workspace) -> None:
        """Write a workspace, new or known."""
        self.db.execute(
            f"insert into workspaces ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict (id) do update set platform = excluded.platform, name = excluded.name,"
            " zone = excluded.zone, language = excluded.language, stories = excluded.stories,"
            " joined_at = excluded.joined_at, lost_at = excluded.lost_at",
            [
                workspace.id,
                workspace.platform,
                workspace.name,
                workspace.zone,
                workspace.language,
                workspace.stories,
                to_text(workspace.joined_at) if workspace.joined_at else None,
                to_text(workspace.lost_at) if workspace.lost_at else None,
            ],
        )

    def forget(self, workspace_id: str) -> None:
        """Delete all that is kept of a workspace: orders, ledger, its channels' memory, terms, sources."""
        with self.db.atomic():
            for statement in _FORGET:
                self.db.execute(statement, [workspace_id])

    def _found(self, where: str, *values: str) -> tuple[Workspace, ...]:
        rows = self.db.execute(f"select {_COLUMNS} from workspaces {where}", values).fetchall()
        return tuple(
            Workspace(*row[:6], *(to_time(text) if text else None for text in row[6:])) for row in rows
        )


_CHANNELS = "(select platform || ':' || channel from workspace_channels where workspace = ?)"
_HOLDS = f"state in ('{ADDED}', '{PAUSED}')"
_FORGET = (
    "delete from deliveries where subscription in (select id from subscriptions where workspace = ?)",
    "delete from subscriptions where workspace = ?",
    f"delete from tellings where channel in {_CHANNELS}",
    f"delete from digests where channel in {_CHANNELS}",
    f"delete from terms_told where channel in {_CHANNELS}",
    "delete from workspace_channels where workspace = ?",
    "delete from workspace_sources where workspace = ?",
    f"delete from feeds where owner = ? and id not in (select feed_id from workspace_sources where {_HOLDS})",
    "update feeds set owner ="
    f" (select min(workspace) from workspace_sources where feed_id = feeds.id and {_HOLDS}) where owner = ?",
    "delete from own_terms where workspace = ?",
    "delete from workspaces where id = ?",
)
