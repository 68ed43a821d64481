"""Health, settings and the endpoint's test."""

import asyncio
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from viva import __version__
from viva.api.schemas.settings import (
    EndpointIn,
    EndpointingOut,
    EndpointOut,
    EndpointTestOut,
    HealthOut,
    ModelFileOut,
    SettingsIn,
    SettingsOut,
    SpeechOut,
    StorageOut,
    VoiceHalfOut,
    VoiceOut,
)
from viva.api.services import Services, VoiceHalf
from viva.domain.errors import ErrorKind, VivaError, not_found
from viva.settings import ENVIRONMENT, Endpointing

_CHANGEABLE: Final = ("openai_base_url", "openai_api_key", "llm_model", "grader", "stt", "tts")


def settings_router(services: Services) -> APIRouter:
    """Reads and changes the settings; an endpoint's key goes in and never comes out."""
    router = APIRouter(prefix="/api", tags=["settings"])

    @router.get("/health")
    async def health() -> HealthOut:
        """Answers when the server does."""
        return HealthOut(status="ok", version=__version__)

    @router.get("/settings")
    async def read_settings() -> SettingsOut:
        """The settings in force."""
        return await _settings_out(services)

    @router.put("/settings")
    async def change_settings(change: SettingsIn) -> SettingsOut:
        """Changes some settings and keeps them in `viva.toml`. What the environment sets stays (409)."""
        changes = change.changes()
        fixed = [name for name in _from_environment(services) if name in changes]
        if fixed:
            variables = {key: variable for variable, key in ENVIRONMENT.items()}
            raise VivaError(
                "set-by-environment",
                f"{variables[fixed[0]]} is set in the environment, which wins over what is saved here.",
                "Unset it and start Viva again to change it here.",
                ErrorKind.CONFLICT,
            )
        if changes:
            services.settings = await services.save_settings(changes)
        return await _settings_out(services)

    @router.get("/voice")
    async def read_voice() -> VoiceOut:
        """What hears and speaks here, why, and how to mend what does not."""
        if services.voice_report is None:
            raise not_found("part", "voice", "This server has none.")
        report = await run_in_threadpool(services.voice_report)
        return VoiceOut(
            listening=_half(report.listening),
            speaking=_half(report.speaking),
            recording=report.recording,
            endpointing=_endpointing(report.endpointing),
        )

    @router.post("/settings/test-endpoint")
    async def test_endpoint(change: EndpointIn) -> EndpointTestOut:
        """Asks the endpoint for its models and a word, with these settings; saves nothing."""
        trial = services.settings.model_copy(update=change.model_dump(exclude_unset=True))
        report = await services.test_endpoint(trial)
        return EndpointTestOut(
            ok=report.ok,
            model=report.model,
            models=tuple(report.models),
            latency_ms=report.latency_ms,
            code=report.code,
            message=report.message,
            hint=report.hint,
        )

    return router


def _from_environment(services: Services) -> tuple[str, ...]:
    return tuple(
        key
        for variable, key in ENVIRONMENT.items()
        if key in _CHANGEABLE and services.environment.get(variable)
    )


async def _settings_out(services: Services) -> SettingsOut:
    settings = services.settings
    heads, size, audio_size, models = await asyncio.gather(
        services.store.heads(),
        services.store.size_bytes(),
        _audio_size(services),
        run_in_threadpool(_models, services),
    )
    return SettingsOut(
        home=str(settings.home),
        database=_without_password(settings.database),
        offline=settings.offline,
        grader=settings.grader,
        endpoint=EndpointOut(
            configured=settings.has_endpoint,
            base_url=settings.openai_base_url,
            model=settings.llm_model,
            key_set=settings.openai_api_key is not None,
            from_environment=_from_environment(services),
        ),
        speech=SpeechOut(
            stt=settings.stt,
            stt_model=settings.stt_model,
            tts=settings.tts,
            tts_voice=settings.tts_voice,
            keep_audio=settings.keep_audio,
            endpointing=_endpointing(settings.endpointing),
        ),
        models=models,
        storage=StorageOut(sessions=len(heads), bytes=size or 0, audio_bytes=audio_size),
        version=__version__,
    )


async def _audio_size(services: Services) -> int:
    return await services.audio.size() if services.audio is not None else 0


def _endpointing(held: Endpointing) -> EndpointingOut:
    return EndpointingOut.model_validate(held.model_dump())


def _half(half: VoiceHalf) -> VoiceHalfOut:
    return VoiceHalfOut(
        available=half.available, name=half.name, model=half.model, why=half.why, hint=half.hint
    )


def _models(services: Services) -> tuple[ModelFileOut, ...]:
    if services.model_files is None:
        return ()
    return tuple(
        ModelFileOut(
            id=item.id,
            title=item.title,
            role=item.role,
            size_bytes=item.size_bytes,
            licence=item.licence,
            present=item.present,
        )
        for item in services.model_files.listing()
    )


def _without_password(url: str) -> str:
    """The database's address as it may be shown: what stands between // and @ may hold a password."""
    scheme, separator, rest = url.partition("://")
    place, query, _ = rest.partition("?")
    _, at, host = place.rpartition("@")
    return f"{scheme}{separator}{'…@' if at else ''}{host}{'?…' if query else ''}"
