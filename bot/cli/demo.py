"""`tidings demo`: the whole way over the sample edition, on loopback, in a folder that is thrown away."""

import click


@click.command()
def demo() -> None:
    """Show a digest of the sample edition, made over real HTTP on this machine."""
    import asyncio

    from bot.cli.show import show
    from bot.demo.show import demonstrate
    from bot.logs import configure_logs

    configure_logs("warning", "text")

    async def shown() -> None:
        async for document in demonstrate():
            show(document)
            click.echo()

    asyncio.run(shown())
    click.echo("That was the sample edition: its organisations, people and events are invented.")
    click.echo(
        "Next: `.venv/bin/tidings digest` reads the live sources; `.venv/bin/tidings --help` shows the rest."
    )
