"""`tidings doctor`: check everything Tidings needs, and say what to do about what is wrong."""

import sys

import click


@click.command()
@click.option("--offline", is_flag=True, help="Ask no source; judge them by their last answers.")
def doctor(offline: bool) -> None:
    """Check settings, store, clock, zone data, network and every source."""
    from bot.checkup import Finding, check_all

    marks = {True: click.style("ok  ", fg="green"), False: click.style("FAIL", fg="red")}

    def tell(finding: Finding) -> None:
        click.echo(f"{marks[finding.fine]}  {finding.subject}: {finding.words}")
        if finding.remedy:
            click.echo(f"      {finding.remedy}")

    if not check_all(offline, tell):
        sys.exit(1)
