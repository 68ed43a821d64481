"""How well words are heard: errors, terms with and without a glossary, and verdicts that change."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import numpy as np

import running
from caller import load, recordings
from training.model import evidence_model
from viva.adapters.clocks import SystemClock
from viva.adapters.whisper import Whisper
from viva.content.library import Library
from viva.content.roots import content_roots
from viva.domain.evidence import Judgement, Scored
from viva.domain.question import Question
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.ports import Samples
from viva.speech.hotwords import Hotwords
from viva.speech.spoken_form import spoken_form

_WORD = re.compile(r"[a-z0-9']+")
_FILLERS = frozenset({"um", "uh", "erm", "er", "hmm", "mm"})


@cache
def library() -> Library:
    """The shipped content."""
    return Library(content_roots(running.ROOT / "nothing-here"))


def labelled(transcript: str) -> dict[str, Any]:
    """A labelled transcript."""
    file = running.ROOT / f"training/data/transcripts/{transcript}.json"
    return cast("dict[str, Any]", json.loads(file.read_text("utf-8")))


def plain(text: str) -> list[str]:
    """Words as they are said, without case, punctuation and fillers."""
    said = spoken_form(text, {term.term: term.said for term in library().glossary})
    return [word for word in _WORD.findall(said.lower().replace("’", "'")) if word not in _FILLERS]


def errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Word edit distance: substitutions, insertions and deletions."""
    row = np.arange(len(heard) + 1)
    for i, word in enumerate(reference, 1):
        before, row = row, np.empty_like(row)
        row[0] = i
        for j, other in enumerate(heard, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (word != other))
    return int(row[-1])


def terms_of(question: Question, text: str) -> Counter[str]:
    """The question's terms in a text, as they are said, with how often."""
    said = " ".join(plain(text))
    known = {term.term: term for term in library().glossary}
    found: Counter[str] = Counter()
    for term in question.glossary:
        forms = {" ".join(plain(term)), " ".join(plain(known[term].said)) if term in known else ""}
        found[term] = sum(len(re.findall(rf"\b{re.escape(form)}s?\b", said)) for form in forms - {""})
    return found


async def main() -> None:
    """Every recording through the transcriber: without a glossary, with the question's, with a wrong one.

    Then the verdicts that change where what was heard with the question's takes the place of what was said.
    """
    folder = running.ROOT / ".cache/models/speech-to-text"
    ears = Whisper(folder, SystemClock())
    questions = {item["transcript"]: _question(item["transcript"]) for item in recordings()}
    others = list(questions.values())
    with_glossary: list[Mapping[str, Any]] = []
    for kind in ("no glossary", "the question's glossary", "a wrong glossary"):
        wrong = words = right = meant = invented = 0
        for item in recordings():
            question = questions[item["transcript"]]
            other = next(q for q in others if q.bank != question.bank)
            used = {"no glossary": None, "the question's glossary": question, "a wrong glossary": other}[kind]
            hot = Hotwords(used.glossary, library().glossary).pick() if used else ()
            heard = await _heard(ears, load(item["file"]).astype(np.float32) / np.float32(32_768), hot)
            if used is question:
                with_glossary.append({"item": item, "text": heard})
            reference = plain(item["text"])
            wrong += errors(reference, plain(heard))
            words += len(reference)
            for term, count in terms_of(question, item["text"]).items():
                meant += count
                right += min(count, terms_of(question, heard)[term])
            if used is not None:
                spoken = terms_of(used, item["text"])
                invented += sum((terms_of(used, heard) - spoken).values())
        print(
            f"{kind:<26} word errors {100 * wrong / words:5.1f} %   terms heard {right} of {meant}   "
            f"terms put in {invented}"
        )
    await ears.close()
    report_flips(with_glossary)


async def _heard(ears: Whisper, audio: Samples, hotwords: Sequence[str]) -> str:
    return (await ears.transcribe(audio, hotwords)).text


def _question(transcript: str) -> Question:
    return library().question(str(labelled(transcript)["question"]))


def report_flips(found: Sequence[Mapping[str, Any]]) -> None:
    """Word errors of held interviews, and how many verdicts on whole transcripts their words change."""
    evidence = evidence_model()
    heard: dict[str, dict[int, str]] = {}
    wrong = words = 0
    for item in found:
        heard.setdefault(item["item"]["transcript"], {})[item["item"]["turn"]] = item["text"]
        reference = plain(item["item"]["text"])
        wrong += errors(reference, plain(item["text"]))
        words += len(reference)
    changes: Counter[str] = Counter()
    criteria = 0
    for name, turns in heard.items():
        data = labelled(name)
        reference = _labels(evidence, data, {})
        spoken = _labels(evidence, data, turns)
        criteria += len(reference)
        changes.update(_change(reference[key], spoken[key]) for key in reference)
    print(f"word errors: {100 * wrong / words:.1f} % of {words}")
    for kind in ("covered or not", "full or partial", "called or not"):
        share = 100 * changes[kind] / criteria
        print(
            f"verdicts that change with what was heard, {kind}: {changes[kind]} of {criteria} ({share:.1f} %)"
        )


def _change(reference: int | None, spoken: int | None) -> str:
    if reference == spoken:
        return "none"
    if reference is None or spoken is None:
        return "called or not"
    return "full or partial" if reference and spoken else "covered or not"


def _labels(
    evidence: EmbeddedEvidenceModel, data: Mapping[str, Any], heard: Mapping[int, str]
) -> dict[str, int | None]:
    turns = tuple(
        Turn(Speaker(turn["speaker"]), heard.get(i, turn["text"])) for i, turn in enumerate(data["turns"])
    )
    case = input_case(
        Transcript(turns), library(), round_id=data["round"], question=data["question"], key_points=()
    ).case
    judged: Mapping[str, Judgement] = evidence.judge(case)
    return {key: item.label.value if isinstance(item, Scored) else None for key, item in judged.items()}


if __name__ == "__main__":
    asyncio.run(main())
