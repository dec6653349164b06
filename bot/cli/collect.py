"""`tidings collect`: read the sources that are due and file what is new."""

import click

from bot.cli.opened import opened


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also read sources that are not due yet.")
def collect(everything: bool) -> None:
    """Read the sources that are due and build their stories."""
    from bot.app import collect_now
    from bot.cli.progress import shown_progress
    from bot.digest.words import counted

    with opened(writing=True) as desk, shown_progress() as progress:
        result = collect_now(desk.app, everything=everything, progress=progress)
    click.echo(
        f"{counted(result.asked, 'source')} asked, {result.failed} failed;"
        f" {counted(result.new, 'new article')}, {counted(result.stories, 'new story', 'new stories')}."
    )
    for line in result.troubles:
        click.echo(f"  {line}")
