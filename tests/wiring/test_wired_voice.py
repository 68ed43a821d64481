"""Speech as the product wires it: found by what is here, changed by what is saved."""

import asyncio
import json

import pytest
from wired import Product

from viva.api.services import Services
from viva.settings import Settings


def test_what_is_saved_holds_from_the_next_conversation_on(product: Product) -> None:
    async def work(services: Services) -> None:
        assert services.voice_report is not None
        assert services.conversations is not None
        assert not services.voices.hears
        assert services.voices.audio is services.audio
        saved = await services.save_settings(
            {"tts": "text", "keep_audio": False, "endpointing.mode": "hold", "endpointing.finished_ms": 800}
        )
        assert isinstance(saved, Settings)
        assert services.voices.synthesizer is None
        assert services.voices.audio is None
        assert (services.voices.endpointing.mode, services.voices.endpointing.finished_ms) == ("hold", 800)
        report = services.voice_report()
        assert (report.speaking.name, report.recording, report.endpointing.mode) == ("text", False, "hold")
        await services.prepare_voice()

    async def opened() -> None:
        async with product.opened() as services:
            await work(services)

    asyncio.run(opened())


def test_the_doctor_says_what_hears_and_speaks(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.environment(VIVA_TTS="text")
    ran = product.run(capsys, "doctor", "--format", "json")
    rows = {row["name"]: row for row in json.loads(ran.out)}
    assert rows["Hearing"]["status"] == rows["Speaking"]["status"] == "note"
    assert "viva models fetch voice-defaults" in rows["Hearing"]["hint"]
    assert "tts is set to text" in rows["Speaking"]["detail"]
