"""Live marking is timed over sentences that were not read before."""

from long_transcript import ADDED, longer_by_a_sentence
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.content.library import Library
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.embedded import EmbeddedEvidenceModel


def test_each_marking_has_one_new_sentence_to_read(library: Library) -> None:
    turns = (Turn(Speaker.INTERVIEWER, "Go on."), Turn(Speaker.CANDIDATE, "I would begin with the goal."))
    case = input_case(Transcript(turns), library, round_id="system-design", question="Design it.").case
    embedder = ScriptedEmbedder()
    model = EmbeddedEvidenceModel(ScriptedReader(), embedder)
    model.judge(case)
    longer = case
    for added, longer in zip(ADDED, longer_by_a_sentence(case), strict=True):
        before = embedder.embedded
        model.judge(longer)
        assert longer.transcript.turns[-1].text.endswith(added)
        assert embedder.embedded > before
    assert longer.words == case.words + sum(len(text.split()) for text in ADDED)
