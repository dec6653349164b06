"""The verbs that copy: backup, restore, export and import, as they are typed."""

import json
from datetime import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.keeping import backup, export, import_, restore
from bot.errors import RequestError, StoreError
from bot.orders import EVERY_DAY, Rule, Subscription, Wish, Workspace
from bot.store import open_store
from tests.samples import NOW

HOME = "discord:1234"


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    """A terminal whose data folder holds one workspace with one standing order."""
    with open_store(tmp_path / "data") as store:
        store.workspaces.save(Workspace(HOME, "discord", "Our server"))
        store.subscriptions.add(
            Subscription(
                id="aaaaaaaa",
                workspace=HOME,
                platform="discord",
                channel="news",
                rule=Rule(time(9), EVERY_DAY, "UTC"),
                wish=Wish(),
                created_by="7",
                created_at=NOW,
                next_due_at=NOW,
            )
        )
    return CliRunner(env={"TIDINGS_DATA_DIR": str(tmp_path / "data")}, catch_exceptions=False)


def test_a_backup_is_written_and_put_back(runner: CliRunner, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy")
    assert "checked and whole" in runner.invoke(backup, [copy]).output
    with pytest.raises(StoreError, match="--force"):
        runner.invoke(backup, [copy])
    assert runner.invoke(backup, [copy, "--force"]).exit_code == 0
    said = runner.invoke(restore, [copy]).output
    assert "before-restore" in said
    assert "looked up in its channel" in said


def test_a_workspace_is_exported_and_imported(runner: CliRunner, tmp_path: Path) -> None:
    shown = json.loads(runner.invoke(export, [HOME]).output)
    assert (shown["tidings"], shown["subscriptions"][0]["channel"]) == (1, "news")
    file = tmp_path / "workspace.json"
    assert "Written" in runner.invoke(export, [HOME, str(file)]).output
    assert "--force" in runner.invoke(export, [HOME, str(file)]).output
    assert "0 digests added, 1 changed" in runner.invoke(import_, [str(file)]).output
    file.write_text("[]")
    with pytest.raises(RequestError, match=r"workspace\.json was not imported: it is not an export"):
        runner.invoke(import_, [str(file)])
