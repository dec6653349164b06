"""`tidings backup`, `restore`, `export`, `import`: the whole store as a file, one workspace as another."""

from pathlib import Path

import click

from bot.cli.opened import opened

_MB = 1_000_000
_LARGEST = 20 * _MB


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
def backup(file: Path, force: bool) -> None:
    """Write the whole store to FILE, also while the bot runs."""
    from bot.keeping.backup import back_up
    from bot.settings import load_settings

    size = back_up(load_settings().data_dir, file, force)
    click.echo(f"Written to {file}: {size / _MB:.1f} MB, checked and whole.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Put a backup FILE back as the store; the bot must be stopped."""
    from bot.intake import clock
    from bot.keeping.backup import restore as put_back
    from bot.settings import load_settings

    done = put_back(load_settings().data_dir, file, clock())
    click.echo(f"Restored from {file}.")
    if done.kept:
        click.echo(f"What was there is kept as {done.kept}; delete it when all is well.")
    click.echo("What was due until now is looked up in its channel before anything is sent.")


@click.command("export")
@click.argument("workspace", metavar="WORKSPACE")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
def export(workspace: str, file: Path | None, force: bool) -> None:
    """Write what WORKSPACE set (such as discord:1234) as JSON to FILE, or to standard output."""
    from bot.keeping.transfer import as_text, export_workspace, find_workspace

    with opened() as desk:
        found = find_workspace(desk.app.store, workspace)
        text = as_text(export_workspace(desk.app.store, found))
    if file is None:
        click.echo(text, nl=False)
        return
    if file.exists() and not force:
        raise click.ClickException(
            f"{file} is there already; name another file, or add --force to replace it"
        )
    file.write_text(text, encoding="utf-8")
    click.echo(f"Written to {file}.")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Read an exported workspace back in from FILE, all or none; the bot must be stopped."""
    from bot.digest.words import counted
    from bot.errors import RequestError
    from bot.keeping.transfer import import_workspace
    from bot.keeping.transfer_file import read_data

    if file.stat().st_size > _LARGEST:
        raise click.ClickException(f"{file} is larger than {_LARGEST // _MB} MB; no export is")
    with opened(writing=True) as desk:
        try:
            done = import_workspace(desk.app.store, read_data(file.read_bytes()), desk.now)
        except RequestError as error:
            raise RequestError(f"{file} was not imported: {error}.") from error
    orders = f"{counted(done.added, 'digest')} added, {done.changed} changed"
    click.echo(
        f"Imported {done.workspace}: {orders}, {counted(done.terms, 'term')}, "
        f"{counted(done.sources, 'source')}. Nothing is sent for the past."
    )
