"""Text that somebody wrote to act, hide or break: what renderers of every platform are tried with."""

from hypothesis import strategies as st

ACTS = (
    "@everyone", "@HERE", "<@1>", "<@!1>", "<@&1>", "<#1>", "</cmd:1>", "<t:1>", "<t:1:R>", "<:e:1>",
    "<a:e:1>", "<id:customize>", "**b**", "__u__", "_i_", "~~s~~", "||s||", "`c`", "```c",
    "[a](https://e.example)", "[a", "a]", "](https://e.example)", "<https://e.example>", "https://e.example/a_b",
    "# h", "-# h", "> q", ">>> q", "- l", "* l", "+ l", "1. l", "1) l", ":smile:", "discord.gg/x", "\\",
    "\u202e", "\u2066", "\u200b", "\ufeff", "\x1b[2J", "\ud800", "\n# h", "\r\n> q", "@\u200b\u200beveryone",
    "<\u200b@1>", "<!channel>", "<!here>", "<!everyone>", "<!subteam^S1|x>", "<@U0ADA>", "<#C1|x>", "*b*",
    "~s~", "<!date^1^{date}|x>", "<mailto:a@e.example|x>", "<https://e.example|https://bank.example>",
)  # fmt: skip
HALVES = (
    "&lt;!here&gt;",
    "&amp;lt;",
    "\\*",
    "https:",
    "//e.example",
    "@",
    "everyone",
    "here",
    "<",
    "1>",
    "discord",
    ".gg/x",
    "(https://e.example)",
)
SIGNS = (
    "👨\u200d👩\u200d👧", "👍🏽", "🇩🇪", "❤\ufe0f", "e\u0301\u0301\u0301\u0301\u0301\u0301",
    "\u05e9\u05dc\u05d5\u05dd",
    "\u0646\u06cc\u0645\u200c\u0641", "\u2800", "\u034f", "\U000e0041",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from((*ACTS, *HALVES, *SIGNS)), st.text(max_size=8)), max_size=8).map(
    "".join
)
