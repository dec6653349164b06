"""The JSON that Slack shows of teams, people, channels, messages and views. Pure."""

from collections.abc import Iterator

from tests.wire.slack.entities import IM, PRIVATE, PUBLIC, Channel, Json, Message, Team, User, View

KEPT = ("text", "blocks", "attachments", "metadata")


def team(team: Team) -> Json:
    """A workspace, as team.info has it."""
    about: Json = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}
    if team.enterprise:
        about |= {"enterprise_id": team.enterprise, "enterprise_name": f"Org {team.enterprise}"}
    return about


def team_ref(team: Team) -> Json:
    """A workspace, as interactions name it."""
    about: Json = {"id": team.id, "domain": team.domain}
    if team.enterprise:
        about |= {"enterprise_id": team.enterprise, "enterprise_name": f"Org {team.enterprise}"}
    return about


def enterprise(team: Team) -> Json | None:
    """The organisation of a workspace, if it has one."""
    return {"id": team.enterprise, "name": f"Org {team.enterprise}"} if team.enterprise else None


def user(user: User) -> Json:
    """A person, as users.info has them."""
    return {
        "id": user.id,
        "team_id": user.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.name.title(),
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "profile": {"real_name": user.name.title(), "display_name": user.name, "team": user.team.id},
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
        "locale": user.locale,
    }


def user_ref(user: User) -> Json:
    """A person, as interactions name them."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id}


def channel(channel: Channel) -> Json:
    """A channel, as conversations.info has it."""
    team_id, is_im = channel.team.id, channel.kind == IM
    about: Json = {
        "id": channel.id,
        "created": 1_700_000_000,
        "updated": 1_700_000_000_000,
        "is_archived": channel.archived,
        "is_channel": channel.kind == PUBLIC,
        "is_group": False,
        "is_im": is_im,
        "is_mpim": False,
        "is_private": channel.kind != PUBLIC,
        "is_ext_shared": bool(channel.shared_with),
        "is_shared": bool(channel.shared_with),
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "context_team_id": team_id,
    }
    if is_im:
        person = next(member for member in channel.members.values() if not member.is_bot)
        return about | {"user": person.id, "is_open": True}
    about |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.name == "general",
        "is_member": channel.team.bot.id in channel.members,
        "creator": channel.team.bot.id,
        "shared_team_ids": [team_id, *channel.shared_with],
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    return about | ({"connected_team_ids": list(channel.shared_with)} if channel.shared_with else {})


def channel_ref(channel: Channel) -> Json:
    """A channel, as interactions name it."""
    names = {IM: "directmessage", PRIVATE: "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def message(message: Message, metadata: bool = True) -> Json:
    """A message, as history has it; its metadata only where asked for."""
    author, team_id = message.author, message.channel.team.id
    about: Json = {"type": "message", "user": author.id, "team": team_id, "ts": message.ts}
    if author.is_bot:
        about |= {"bot_id": author.team.bot_id, "app_id": author.team.app_id}
    about |= {key: message.body[key] for key in KEPT if key in message.body}
    about.setdefault("text", "")
    if not metadata:
        about.pop("metadata", None)
    if message.subtype:
        about["subtype"] = message.subtype
    if message.edited_ts:
        about["edited"] = {"user": author.id, "ts": message.edited_ts}
    if message.thread_ts:
        about["thread_ts"] = message.thread_ts
    if message.is_ephemeral:
        return about | {"is_ephemeral": True}
    replies = message.channel.threads.get(message.ts)
    if replies:
        about |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    return about


def message_events(said: Message) -> Iterator[Json]:
    """The events of a new message that a bot hears of: direct ones, and those that mention it."""
    where, bot = said.channel, said.channel.team.bot
    about = message(said) | {"channel": where.id, "event_ts": said.ts}
    if where.kind == IM:
        yield about | {"channel_type": "im"}
    elif f"<@{bot.id}>" in said.body.get("text", "") and bot.id in where.members and said.author is not bot:
        yield about | {"type": "app_mention"}


def view(view: View) -> Json:
    """A view, as views.open answers and interactions carry it."""
    team = view.user.team
    about = {
        "id": view.id,
        "team_id": team.id,
        "callback_id": "",
        "private_metadata": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "external_id": "",
        "close": None,
        "submit": None,
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
    }
    return about | {
        **view.body,
        "state": {"values": view.values},
        "hash": view.hash,
        "previous_view_id": view.previous_id or None,
        "root_view_id": view.root_id or view.id,
        "app_id": team.app_id,
        "app_installed_team_id": team.id,
        "bot_id": team.bot_id,
    }
