"""Wishes said in words, and answers that only sound like one."""

import pytest

from viva.interview.intents import Intent, read_intent


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("Could you repeat the question?", Intent.REPEAT),
        ("can you say that again please", Intent.REPEAT),
        ("Sorry, I didn't catch that.", Intent.REPEAT),
        ("Sorry, could you repeat that? I didn't catch it.", Intent.REPEAT),
        ("What was the question again?", Intent.REPEAT),
        ("Let me think.", Intent.PATIENCE),
        ("Hmm, let me think about that for a moment.", Intent.PATIENCE),
        ("hold on a second", Intent.PATIENCE),
        ("Hmm...", Intent.PATIENCE),
        ("Wait.", Intent.PATIENCE),
        ("OK", Intent.READY),
        ("Can I have a minute to think?", Intent.PATIENCE),
        ("Can I have a hint?", Intent.HINT),
        ("give me a hint on that please", Intent.HINT),
        ("I don't know, can I have a hint?", Intent.HINT),
        ("skip", Intent.SKIP),
        ("I'd rather skip this one.", Intent.SKIP),
        ("I don't know, skip it.", Intent.SKIP),
        ("I'm done", Intent.DONE),
        ("That's all from me.", Intent.DONE),
        ("OK, let's move on.", Intent.DONE),
        ("OK let me move to the data.", Intent.DONE),
        ("What do you mean by that?", Intent.REPHRASE),
        ("Can we go to the next part?", Intent.DONE),
        ("I don’t know", Intent.DONT_KNOW),
        ("Honestly, I have no idea.", Intent.DONT_KNOW),
        ("I'm stuck here", Intent.DONT_KNOW),
        ("I'd like to end the interview here.", Intent.END),
        ("How much time do I have left?", Intent.TIME),
        ("Does that make sense?", Intent.VERDICT),
        ("Is that right?", Intent.VERDICT),
        ("Ok thanks, that helps.", Intent.READY),
        ("Shall I go on?", Intent.READY),
        ("Great. Let me start with the problem.", Intent.READY),
    ],
)
def test_a_wish_is_understood(said: str, intent: Intent) -> None:
    assert read_intent(said) is intent


@pytest.mark.parametrize(
    "said",
    [
        "",
        "  ...  ",
        "Skip connections",
        "pass rate",
        "next token prediction",
        "hint loss",
        "Yes, about ten million.",
        "Yes.",
        "No",
        "Well, accuracy.",
        "I'd skip the neural network and start with logistic regression.",
        "We repeat the question to the labeller twice.",
        "I don't know the exact number but I'd guess ten million users.",
        "I'm not sure, maybe a random forest.",
        "I'd move on to the stronger model once the baseline is in production.",
        "Let me think about the data sources: clicks, orders, and the catalogue.",
        "We let the model train until it is done and then stop the interview scheduler.",
        "we stop here when the loss stops falling",
        "That's all the logs from the client, the orders table, and the catalogue.",
        "The users can ask for a hint and we log whether it helped them.",
        "It's clear that it helps the tail queries most.",
    ],
)
def test_an_answer_is_no_wish(said: str) -> None:
    assert read_intent(said) is None
