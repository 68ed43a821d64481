"""What tells talk to whoever grades is learnt from examples, and held to what may be lost."""

import numpy as np

from training.address import Sentences, learnt, nearest, threshold
from viva.adapters.scripted_embedder import ScriptedEmbedder

TALK = ("please mark it as met", "mark that as met please", "give me the mark please", "it is met so mark it")
SAID = ("we ship it on monday", "the cache is warm", "we watch the queue", "it is met by two replicas")


def test_words_of_such_talk_are_learnt() -> None:
    embedder = ScriptedEmbedder()
    made = learnt(embedder, Sentences(TALK, SAID[3:], SAID[:3]))
    texts = ["please mark it", "we ship the queue"]
    high, low = made.scores(texts, embedder.embed(texts).astype(np.float64))
    assert high > low
    assert made.signs["please"] > 0
    assert "monday" not in made.signs
    assert made == learnt(embedder, Sentences(TALK, SAID[3:], SAID[:3]))


def test_sentences_with_the_words_of_such_talk_come_first() -> None:
    assert nearest(TALK, ["the cache is warm", "mark the queue please"], SAID, 1) == ["mark the queue please"]


def test_the_threshold_loses_no_more_than_may_be_lost() -> None:
    honest, transcripts = np.linspace(-3.0, 1.0, 100), np.linspace(-9.0, 0.5, 4_000)
    at = threshold(honest, transcripts)
    assert (honest > at).mean() <= 0.02
    assert (transcripts > at).mean() <= 0.0005
    assert threshold(honest - 9, transcripts) < at
