"""Where sentences begin is learnt from punctuated speech, and found in speech without punctuation."""

from training.boundaries import learnt, spoken
from training.transcripts import read_transcripts
from viva.content.library import Library
from viva.grading.boundaries import boundaries, signs
from viva.grading.sentences import sentence_spans


def test_a_turn_without_its_marks_keeps_its_words_and_where_sentences_began() -> None:
    found = spoken("Right – so I'd log p99, 3.5 ms. Then? “We'd” page somebody!")
    assert " ".join(found.words) == "right so i'd log p99 3.5 ms then we'd page somebody"
    assert [found.words[i] for i in sorted(found.starts)] == ["right", "then", "we'd"]


def test_signs_name_the_words_about_a_place() -> None:
    words = ["we", "ship", "it", "then", "we", "wait"]
    assert list(signs(words, 3)) == ["_ then", "it _", "it _ then", "_ then we", "ship it _"]
    assert list(signs(words, 5)) == ["_ wait", "we _", "we _ wait", "then we _"]
    assert list(signs(words, 1)) == ["_ ship", "we _", "we _ ship", "_ ship it"]


def test_words_that_begin_sentences_are_learnt() -> None:
    texts = ("We ship the model. Then we wait for the week.", "We wait. Then the week ends.")
    odds = learnt([spoken(text) for text in texts] * 30)
    at = odds.odds(["we", "wait", "then", "we", "ship"], 2)
    assert at > 2
    assert at > odds.odds(["we", "wait", "for", "the", "week"], 3) + 4
    assert odds.odds(["never", "seen"], 1) == odds.bias < 0


def test_sentences_are_found_in_words_without_punctuation(library: Library) -> None:
    hits = found = wanted = 0
    for item in read_transcripts(library):
        for _, turn in item.case.transcript.candidate():
            truth = spoken(turn.text)
            if len(truth.starts) < 2:
                continue
            text, starts, at = " ".join(truth.words), set[int](), 0
            for span in sentence_spans(text):
                starts.add(at)
                at += len(span.of(text).split())
            hits += len(starts & truth.starts - {0})
            found += len(starts - {0})
            wanted += len(truth.starts - {0})
    assert wanted > 1_500
    assert hits / found > 0.33
    assert hits / wanted > 0.2


def test_the_shipped_odds_are_of_signs() -> None:
    shipped = boundaries()
    assert shipped.bias < 0
    assert shipped.weights["_ okay"] > 0 > shipped.weights["_ of"]
    assert all("_" in sign.split() for sign in shipped.weights)
