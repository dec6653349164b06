"""The payloads of what people do: commands, shortcuts, actions, completions, submissions. Pure."""

from tests.wire.slack import shapes
from tests.wire.slack.entities import Channel, Json, Message, Team, User, View
from tests.wire.slack.settings import Settings


def command(settings: Settings, user: User, channel: Channel, name: str, text: str) -> Json:
    """A slash command, before its trigger and address."""
    team = user.team
    about = {
        "token": settings.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": shapes.channel_ref(channel)["name"],
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": team.app_id,
        "is_enterprise_install": str(team.org_wide).lower(),
    }
    more = {"enterprise_id": team.enterprise, "enterprise_name": f"Org {team.enterprise}"}
    return about | (more if team.enterprise else {})


def interactive(settings: Settings, user: User, kind: str) -> Json:
    """What all interactions have in common."""
    return {
        "type": kind,
        "token": settings.verification_token,
        "api_app_id": user.team.app_id,
        "team": _team(user.team),
        "enterprise": shapes.enterprise(user.team),
        "is_enterprise_install": user.team.org_wide,
        "user": shapes.user_ref(user),
    }


def _team(team: Team) -> Json | None:
    return None if team.org_wide else shapes.team_ref(team)


def place(on: Message | View) -> Json:
    """Where an element stands: its message and channel, or its view."""
    if isinstance(on, View):
        return {"container": {"type": "view", "view_id": on.id}, "view": shapes.view(on)}
    container = {
        "type": "message",
        "message_ts": on.ts,
        "channel_id": on.channel.id,
        "is_ephemeral": on.is_ephemeral,
    }
    about: Json = {"container": container, "channel": shapes.channel_ref(on.channel)}
    return about | ({} if on.is_ephemeral else {"message": shapes.message(on)})


def action(block: Json, element: Json, state: Json, ts: str) -> Json:
    """What was done to an element."""
    about: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        about |= {key: element[key] for key in ("text", "value", "style") if key in element}
    return about | state | {"action_ts": ts}
