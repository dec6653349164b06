"""A Keep in memory, for adapters that are opened without a store."""


class Kept:
    """What one adapter keeps, as `texts`."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.texts.get(name)

    def put(self, name: str, text: str) -> None:
        self.texts[name] = text

    def remove(self, name: str) -> None:
        self.texts.pop(name, None)

    def names(self, beginning: str = "") -> tuple[str, ...]:
        return tuple(sorted(name for name in self.texts if name.startswith(beginning)))
