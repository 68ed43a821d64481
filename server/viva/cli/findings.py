"""What `viva doctor` looks at, one finding each."""

import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from viva.domain.errors import VivaError

if TYPE_CHECKING:
    from viva.adapters.known_bytes import KnownBytes
    from viva.api.services import Services
    from viva.settings import Settings

Status = Literal["ok", "note", "bad"]
PACKAGES: Final = (
    "av", "chromadb", "fastapi", "faster-whisper", "httpx", "numpy", "onnxruntime", "openai", "platformdirs",
    "pydantic", "pyttsx3", "pyyaml", "rich", "sqlalchemy", "tokenizers", "typer", "uvicorn", "websockets",
)  # fmt: skip
_INSTALL: Final = "Install Viva again: make install in a checkout, or pip install of its wheel."


@dataclass(frozen=True, slots=True)
class Finding:
    """`note` is something that is not there and need not be; `bad` is to be mended, and `hint` says how."""

    name: str
    status: Status
    detail: str
    hint: str = ""


async def findings(settings: "Settings") -> AsyncGenerator[Finding]:
    """All of them, in the order in which one needs the other."""
    yield _python()
    yield _packages()
    yield _guarded("Sentence encoder", lambda: _encoder(settings))
    yield _guarded("Evidence model", lambda: _evidence(settings))
    yield _guarded("Content", lambda: _content(settings))
    yield _home(settings.home)
    yield _offline(settings)
    async for finding in _wired():
        yield finding
    yield _index(settings)
    yield _guarded("Local language model", lambda: _local_llm(settings))
    async for finding in _speech(settings):
        yield finding


def _guarded(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except VivaError as error:
        return _bad(name, error)


def _bad(name: str, error: VivaError) -> Finding:
    return Finding(name, "bad", error.message, error.hint)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", "ok", f"{version} at {sys.executable}")


def _packages() -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    from viva import __version__

    missing: list[str] = []
    for name in PACKAGES:
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("Packages", "bad", f"Missing: {', '.join(missing)}.", _INSTALL)
    return Finding("Packages", "ok", f"Viva {__version__}, all {len(PACKAGES)} packages it needs")


def _encoder(settings: "Settings") -> Finding:
    from viva.adapters.model_files import ModelFiles
    from viva.adapters.onnx_embedder import OnnxEmbedder
    from viva.content.roots import encoder_dir

    ModelFiles(settings.models_dir, offline=True).verify("encoder")
    embedder = OnnxEmbedder(encoder_dir())
    embedder.embed(["ready"])
    model = embedder.capabilities
    return Finding("Sentence encoder", "ok", f"{model.model} {model.version}, its bytes as shipped")


def _evidence(settings: "Settings") -> Finding:
    from viva.adapters.model_files import ModelFiles
    from viva.adapters.onnx_evidence import shipped_evidence

    ModelFiles(settings.models_dir, offline=True).verify("evidence")
    reader = shipped_evidence()
    reader.known(["ready"])
    made = reader.capabilities
    return Finding(
        "Evidence model", "ok", f"{made.version}, {len(made.known)} criteria, its bytes as shipped"
    )


def _content(settings: "Settings") -> Finding:
    from viva.content.check import check
    from viva.content.library import Library
    from viva.content.roots import content_roots

    roots = content_roots(settings.home)
    library = Library(roots)
    problems = list(check(library))
    if problems:
        many = f"{len(problems)} problems, the first: " if len(problems) > 1 else ""
        return Finding("Content", "bad", f"{many}{problems[0]}.", "Run viva check to see them all.")
    own = f", with your own from {roots[1]}" if len(roots) > 1 else ""
    counts = f"{len(library.questions)} questions, {len(library.rubrics)} rubrics, {len(library.notes)} notes"
    return Finding("Content", "ok", counts + own)


def _home(home: Path) -> Finding:
    import tempfile

    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return Finding(
            "Data folder",
            "bad",
            f"Cannot write to {home}: {why}.",
            "Make it writable, or name another one with VIVA_HOME.",
        )
    return Finding("Data folder", "ok", str(home))


def _offline(settings: "Settings") -> Finding:
    if settings.offline:
        return Finding("Network", "note", "Offline: no connection off this machine is opened (VIVA_OFFLINE).")
    return Finding("Network", "ok", "used for the endpoint that you set and for viva models fetch, no more")


async def _wired() -> AsyncGenerator[Finding]:
    from viva.cli.context import services

    try:
        async with services() as opened:
            yield await _database(opened)
            yield await _endpoint(opened)
            yield await _recordings(opened)
    except VivaError as error:
        yield _bad("Services", error)


async def _database(services: "Services") -> Finding:
    try:
        count = len(await services.store.heads())
    except VivaError as error:
        return _bad("Database", error)
    sessions = "1 session" if count == 1 else f"{count} sessions"
    kind = services.settings.database.partition(":")[0]
    return Finding("Database", "ok", f"{kind}, {sessions}")


async def _recordings(services: "Services") -> Finding:
    name = "Recordings"
    if services.audio is None:
        return Finding(name, "note", "None are kept.")
    try:
        size = await services.audio.size()
    except VivaError as error:
        return _bad(name, error)
    there = f"{size / 1e6:.1f} MB in {services.settings.audio_dir}" if size else "none yet"
    if services.settings.keep_audio:
        return Finding(name, "ok", f"spoken turns are recorded; {there}")
    return Finding(
        name,
        "note",
        f"Off: spoken turns are not recorded; {there}.",
        "To record them: keep_audio = true in viva.toml, or the settings page.",
    )


async def _endpoint(services: "Services") -> Finding:
    name = "Language model"
    settings = services.settings
    if not (settings.openai_base_url or settings.openai_api_key):
        return Finding(
            name,
            "note",
            "None is configured. Authored questions and the embedded grader do every job.",
            "For an OpenAI-compatible one set OPENAI_BASE_URL (and OPENAI_API_KEY), or see viva models.",
        )
    report = await services.test_endpoint(settings)
    if report.ok:
        return Finding(name, "ok", f"{report.message} {settings.openai_base_url or ''}".strip())
    return Finding(name, "bad", report.message, report.hint)


def _index(settings: "Settings") -> Finding:
    name = "Search index"
    if any(_files(settings.index_dir)):
        return Finding(name, "ok", str(settings.index_dir))
    return Finding(name, "note", "Not built yet; the first search for notes builds it.")


def _files(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


async def _speech(settings: "Settings") -> AsyncGenerator[Finding]:
    """Ears, mouth and the end of a turn. A voice of this computer is started, to see that it runs.

    Typing needs none of them: bad is only what was asked for by name and is not here, and what is damaged.
    """
    from viva.adapters.clocks import SystemClock
    from viva.adapters.known_bytes import KnownBytes
    from viva.wiring_voice import SpeechWiring

    known = KnownBytes()
    models = tuple(_speech_models(settings, known))
    wiring = SpeechWiring(settings, SystemClock(), known=known)
    fault = await wiring.start_mouth() if settings.tts != "openai" else None
    report = wiring.report()
    turns = wiring.voices().turn_detector
    await wiring.close()
    for name, noun, half, named in (
        ("Hearing", "Model", report.listening, settings.stt not in {"auto", "off"}),
        ("Speaking", "Voice", report.speaking, settings.tts not in {"auto", "text"}),
    ):
        model = f" {noun}: {half.model}." if half.model else ""
        if name == "Speaking" and fault is not None:
            yield _bad(name, fault)
            continue
        missing: Status = "bad" if named else "note"
        yield Finding(name, "ok" if half.available else missing, half.why + model, half.hint)
    if report.listening.available and turns is None:
        yield Finding(
            "End of turn",
            "note",
            "Its model is not here: silence alone ends a spoken turn.",
            "viva models fetch end-of-turn",
        )
    for finding in models:
        yield finding
    yield _player()


def _speech_models(settings: "Settings", known: "KnownBytes") -> Iterator[Finding]:
    from viva.adapters.model_files import ModelFiles

    name = "Speech models"
    files = ModelFiles(settings.models_dir, offline=True, known=known)
    here = [
        item.id
        for item in files.listing()
        if item.present and item.use != "shipped" and item.id != "local-llm"
    ]
    sound = True
    for each in here:
        try:
            files.check(each)
        except VivaError as error:
            sound = False
            yield _bad(name, error)
    if here and sound:
        yield Finding(name, "ok", f"{', '.join(here)}: every byte as it should be")


def _player() -> Finding:
    from viva.cli.player import READ, players

    name = "Sound in the terminal"
    try:
        found = players()
    except VivaError as error:
        needed = "viva practise --say needs one, the page does not."
        return Finding(name, "note", error.message.replace(READ, needed), error.hint)
    return Finding(name, "ok", f"{found[0].name} plays the lines of viva practise --say")


def _local_llm(settings: "Settings") -> Finding:
    from importlib.util import find_spec

    from viva.adapters.model_files import ModelFiles

    name = "Local language model"
    if find_spec("xllamacpp") is None:
        return Finding(
            name, "note", "Not installed.", "It is the extra local-llm: pip install 'viva[local-llm]'."
        )
    listing = ModelFiles(settings.models_dir, offline=True).listing()
    if not any(item.id == "local-llm" and item.present for item in listing):
        return Finding(
            name,
            "note",
            "Its runtime is installed, its model is not.",
            "Fetch it: viva models fetch local-llm.",
        )
    return Finding(name, "ok", "its runtime and its model are here")
