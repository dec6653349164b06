"""Other people's stand-ins for Discord and Slack (npm): our own fakes are held to what both agree on.

`python -m tests.peers` installs them (`make peers`); `node.peer` starts one. `discord.mjs` runs the twin of
Discord, steered by JSON; `bridge.py` adds what it lacks and discord.py wants.
"""
