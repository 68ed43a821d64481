"""What is exported with one's own labels is what the benchmarks and the training read."""

import asyncio
from pathlib import Path

from api.asgi import http
from api.harness import Bench
from training.transcripts import read_transcripts
from viva.content.library import Library

ANSWER = "The situation was ours and the task was mine. The result came later, later than we had promised."


def test_an_exported_file_is_read_with_its_labels(library: Library, tmp_path: Path) -> None:
    async def export() -> bytes:
        body = {"round": "behavioural", "question": "model-failed-in-production", "text": ANSWER}
        async with http(Bench(library).app) as client:
            path = f"/api/sessions/{(await client.post('/api/sessions/paste', json=body)).json()['id']}"
            await client.put(f"{path}/labels/task", json={"label": 2})
            await client.put(f"{path}/labels/result", json={"label": 0, "note": "No number."})
            return (await client.get(f"{path}/labels")).content

    (tmp_path / "mine.json").write_bytes(asyncio.run(export()))
    [read] = read_transcripts(library, tmp_path)
    assert read.name == "mine"
    assert read.labels == {"task": 2, "result": 0}
    assert not read.evidence
    assert [turn.text for _, turn in read.case.transcript.candidate()] == [ANSWER]
    assert read.case.question.id == "model-failed-in-production"
