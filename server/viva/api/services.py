"""What the API is handed, and what it asks of each part."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Protocol

from viva.coach import Coach
from viva.coach.transcription import Recording
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.ports import AudioStore, ReaderCapabilities, Retriever, SessionStore
from viva.settings import Endpointing, Settings, SettingValue, process_environment

if TYPE_CHECKING:
    from viva.coach.conversations import Conversations


class Storage(SessionStore, Protocol):
    """A session store that knows what it takes on disk."""

    async def size_bytes(self) -> int | None:
        """None when it is not a file."""
        ...


class ModelFile(Protocol):
    """A model file that can be fetched."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def licence(self) -> str: ...
    @property
    def present(self) -> bool: ...


class ModelFiles(Protocol):
    """The table of model files."""

    def listing(self) -> Sequence[ModelFile]:
        """Every file, with whether it is here."""
        ...


class EndpointReport(Protocol):
    """What trying an endpoint showed. `code` is None when it answered."""

    @property
    def ok(self) -> bool: ...
    @property
    def model(self) -> str | None: ...
    @property
    def models(self) -> Sequence[str]: ...
    @property
    def latency_ms(self) -> int | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def message(self) -> str: ...
    @property
    def hint(self) -> str: ...


class VoiceHalf(Protocol):
    """What hears or speaks, or why nothing does and how to mend it."""

    @property
    def available(self) -> bool: ...
    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str | None: ...
    @property
    def why(self) -> str: ...
    @property
    def hint(self) -> str: ...


class VoiceReport(Protocol):
    """What a spoken interview can count on."""

    @property
    def listening(self) -> VoiceHalf: ...
    @property
    def speaking(self) -> VoiceHalf: ...
    @property
    def recording(self) -> bool: ...
    @property
    def endpointing(self) -> Endpointing: ...


async def _nothing() -> None:
    """There is nothing to prepare."""


@dataclass(slots=True)
class Services:
    """What `create_app` is handed.

    `save_settings` takes the changed keys (None removes one), writes the file and returns the settings in
    force; the caller of it puts them here. A key of a table is `table.key`. `environment` tells which keys
    only the environment can change.
    `audio` has the recordings there are, also while no new ones are made (then the voices' own is None).
    `voices` gives what there is of speech at that moment.
    `weights` are those of the embedded grader, with how far they were seen to agree with the labels.
    `open_recording` takes a file in any common format and its name.
    """

    coach: Coach
    library: Library
    store: Storage
    settings: Settings
    retriever: Retriever | None
    model_files: ModelFiles | None
    test_endpoint: Callable[[Settings], Awaitable[EndpointReport]]
    save_settings: Callable[[Mapping[str, SettingValue]], Awaitable[Settings]]
    conversations: "Conversations | None" = None
    prepare: Callable[[], Awaitable[None]] = _nothing
    environment: Mapping[str, str] = field(default_factory=process_environment)
    voices: Callable[[], Voices] = Voices
    voice_report: Callable[[], VoiceReport] | None = None
    check_voice: Callable[[], Awaitable[None]] = _nothing
    prepare_voice: Callable[[], Awaitable[None]] = _nothing
    count_fillers: Callable[[], Awaitable[None]] = _nothing
    audio: AudioStore | None = None
    open_recording: Callable[[IO[bytes], str], Recording] | None = None
    weights: ReaderCapabilities | None = None
