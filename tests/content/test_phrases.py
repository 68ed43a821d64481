"""Banks of phrases: what is wrong is named by file, line and field."""

from pathlib import Path

import pytest

from viva.content.library import Library
from viva.content.phrases import Phrase, load_phrases
from viva.content.problem import ContentError
from viva.domain.level import Style


def test_every_manner_has_every_phrase(library: Library) -> None:
    assert set(library.phrases) == set(Style)
    for bank in library.phrases.values():
        assert set(bank.variants) == set(Phrase)


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("    - Mm-hm.\n", "    - Mm-hm {name}.\n", "phrases.acknowledge.11", "has no slot {name}"),
        ("    - Mm-hm.\n", "    - Mm-hm {.\n", "phrases.acknowledge.11", "a brace stands alone"),
        (
            "    - Let's take “{quote}”.\n",
            "    - Let's take it.\n",
            "phrases.pick_up.3",
            "needs the slot {quote}",
        ),
        ("    - Mm-hm.\n", "    - Right.\n", "phrases.acknowledge", "the same words stand twice"),
        ("style: neutral", "style: warm", "style", "must be the file's name, neutral"),
        ("  no_verdict:", "  verdict:", "phrases.verdict", "should be"),
    ],
)
def test_a_fault_is_placed(
    tmp_path: Path, library: Library, *, old: str, new: str, field: str, message: str
) -> None:
    source = library.find("knowledge/phrases/neutral.yaml").read_text("utf-8")
    file = tmp_path / "neutral.yaml"
    file.write_text(source.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        load_phrases(file)
    problem = caught.value.problems[0]
    assert (problem.file, problem.field) == (file, field)
    assert message in problem.message
    line = file.read_text("utf-8").splitlines()[problem.line - 1]
    assert new.strip() in line or field.rpartition(".")[2] in line
