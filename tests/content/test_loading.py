"""A broken content file stops with its file, line and field named, and never with anything else."""

from pathlib import Path

import pytest

from viva.content.check import check
from viva.content.document import parse_document
from viva.content.library import Library
from viva.content.problem import ContentError, Problem
from viva.domain.errors import VivaError

RUBRIC = """\
id: small
version: "1"
title: Small
phases:
  - {id: talk, title: Talk}
lenses:
  - id: steps
    title: Steps
    steps:
      - {id: first, title: First}
scale: {no_hire: 40, hire: 60, strong_hire: 80}
caps:
  - {id: silent, criteria: [clarity], when: all, levels: [senior], at: no-hire, reason: Nothing was clear.}
criteria:
  - id: clarity
    name: Clarity
    phase: talk
    lens: {steps: first}
    meaning: Can be followed.
    anchors: {0: No., 1: Partly., 2: Yes.}
    probes: ["You said “{quote}”. Meaning?"]
    examples:
      positive:
        - {kind: plain, text: One thing at a time.}
      contrast:
        - {kind: keyword, text: Clear and simple.}
    notes: [speaking]
"""
QUESTION = """\
id: tea
round: small
title: Make tea
prompt: Tell me how you make tea.
levels: [mid]
minutes: 5
facts:
  - {id: cups, topic: scale, asks: [How many cups?], answer: Two.}
follow_ups:
  - {criterion: clarity, text: And the water?}
notes: [speaking]
"""
ROUND = """\
id: short
title: Short
summary: One question
minutes: 5
format: Five minutes, one question.
legs:
  - rubric: small
    phases:
      - {id: talk, title: Talk, minutes: 5}
"""
NOTE = """\
---
id: speaking
title: Speaking
criteria: [clarity]
sources:
  - A book
---
Say one thing at a time.
"""
PROMPT = """\
---
id: judge
purpose: Judges.
inputs: [answer]
---
## System
Judge.
## User
{{ answer }}
"""
FUNDAMENTALS = """\
id: leaf
round: fundamentals
title: Why leaves are green
prompt: Why are leaves green?
levels: [mid]
minutes: 5
key_points:
""" + "".join(
    f"""\
  - id: kp-{i}
    name: Part {i}
    text: Says part {i}.
    examples: [Part {i} aloud.]
    contrast: [Not part {i}.]
    probe: And then?
    hint: Think of light.
"""
    for i in (1, 2, 3)
)
BEHAVIOURAL = """\
id: quarrel
round: behavioural
title: A quarrel
prompt: Tell me about a quarrel.
levels: [mid]
minutes: 5
theme: conflict
listens_for: Fairness.
follow_ups: []
"""

RUBRIC_AT = "rubrics/small.yaml"
QUESTION_AT = "knowledge/questions/small/tea.yaml"
ROUND_AT = "knowledge/rounds/short.yaml"
NOTE_AT = "knowledge/notes/speaking.md"
PROMPT_AT = "prompts/judge.md"
LEAF_AT = "knowledge/questions/fundamentals/leaf.yaml"
QUARREL_AT = "knowledge/questions/behavioural/quarrel.yaml"
GLOSSARY_AT = "knowledge/glossary/terms.yaml"
SOUND = {
    RUBRIC_AT: RUBRIC,
    QUESTION_AT: QUESTION,
    ROUND_AT: ROUND,
    NOTE_AT: NOTE,
    PROMPT_AT: PROMPT,
}


def lay(root: Path, files: dict[str, str]) -> Path:
    """Writes content files below a folder."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


def problems(*roots: Path) -> list[Problem]:
    """Everything that `viva check` would print."""
    return list(check(Library(roots)))


def test_a_small_library_in_single_files_is_sound(tmp_path: Path) -> None:
    library = Library((lay(tmp_path, SOUND),))
    assert list(check(library)) == []
    assert library.rubric("small").criterion("clarity").probes == ("You said “{quote}”. Meaning?",)
    assert library.question("tea").facts[0].answer == "Two."


def broken(file: str, old: str, new: str) -> dict[str, str]:
    """The sound library with a replacement in one file."""
    extra = {LEAF_AT: FUNDAMENTALS, QUARREL_AT: BEHAVIOURAL}
    text = (SOUND | extra)[file]
    assert text.count(old) >= 1
    return SOUND | {file: text.replace(old, new, 1)}


FAULTS = [
    # file, what is replaced, by what, line, field, part of the message
    (RUBRIC_AT, "title: Small", "title: [Small", 4, "", "not valid YAML"),
    (RUBRIC_AT, "title: Small", "\ttitle: Small", 3, "", "not valid YAML"),
    (RUBRIC_AT, "title: Small", "title: Small\ntitle: Large", 4, "title", "stands twice"),
    (RUBRIC_AT, 'version: "1"', 'version: &v "1"\nmust_have_cap: *v', 2, "must_have_cap", "aliases"),
    (RUBRIC_AT, "title: Small", "title: Small\ncolour: red", 4, "colour", "not a field"),
    (RUBRIC_AT, "title: Small\n", "", 1, "title", "is missing"),
    (RUBRIC_AT, "title: Small", "title: [a, b]", 3, "title", "string"),
    (RUBRIC_AT, "title: Small", "title: ''", 3, "title", "at least 1"),
    (RUBRIC_AT, "title: Small", "title: 2024-13-45", 3, "title", "cannot be read"),
    (RUBRIC_AT, "id: small", "id: Small Talk", 1, "id", "match pattern"),
    (RUBRIC_AT, "no_hire: 40", "no_hire: 70", 11, "scale", "must rise"),
    (RUBRIC_AT, "[clarity], when", "[wit], when", 13, "caps.0.criteria.0", "no criterion wit"),
    (RUBRIC_AT, "when: all", "when: some", 13, "caps.0.when", "'all' or 'any'"),
    (RUBRIC_AT, "phase: talk", "phase: sing", 17, "criteria.0.phase", "no phase sing"),
    (RUBRIC_AT, "{steps: first}", "{steps: last}", 18, "criteria.0.lens.steps", "no step steps/last"),
    (RUBRIC_AT, ", 2: Yes.}", "}", 20, "criteria.0.anchors.2", "is missing"),
    (RUBRIC_AT, "    phase: talk", "    tone: warm", 17, "criteria.0.tone", "not a field"),
    (RUBRIC_AT, "“{quote}”", "“{words}”", 21, "criteria.0.probes.0", "only the slot {quote}"),
    (RUBRIC_AT, "kind: plain", "kind: fancy", 24, "criteria.0.examples.positive.0.kind", "'plain'"),
    (RUBRIC_AT, "notes: [speaking]", "notes: [singing]", 27, "criteria.0.notes.0", "no note singing"),
    (QUESTION_AT, "id: tea", "id: coffee", 1, "id", "must be the file's name, tea"),
    (QUESTION_AT, "round: small", "round: large", 2, "round", "stands in the folder small"),
    (QUESTION_AT, "levels: [mid]", "levels: []", 5, "levels", "at least 1"),
    (QUESTION_AT, "levels: [mid]", "levels: [chief]", 5, "levels.0", "'mid'"),
    (QUESTION_AT, "minutes: 5", "minutes: soon", 6, "minutes", "integer"),
    (QUESTION_AT, "topic: scale", "topic: weather", 8, "facts.0.topic", "'scale'"),
    (QUESTION_AT, "asks: [How many cups?]", "asks: []", 8, "facts.0.asks", "at least 1"),
    (QUESTION_AT, "criterion: clarity", "criterion: wit", 10, "follow_ups.0.criterion", "no criterion wit"),
    (QUESTION_AT, "notes: [speaking]", "notes: [speaking, milk]", 11, "notes.1", "no note milk"),
    (LEAF_AT, "id: kp-2", "id: kp-3", 15, "key_points.1.id", "must be kp-2"),
    (LEAF_AT, "examples: [Part 3 aloud.]", "examples: []", 25, "key_points.2.examples", "at least 1"),
    (LEAF_AT, "key_points:", "wrong_answers:\n  - {text: A., why: B., key_point: kp-9}\nkey_points:", 8,
     "wrong_answers.0.key_point", "no key point"),
    (QUARREL_AT, "theme: conflict", "theme: weather", 7, "theme", "'conflict'"),
    (ROUND_AT, "id: talk", "id: sing", 9, "legs.0.phases.0.id", "no phase sing"),
    (ROUND_AT, "rubric: small", "rubric: large", 7, "legs.0.rubric", "no rubric large"),
    (ROUND_AT, "minutes: 5\nformat", "minutes: 4\nformat", 4, "minutes", "the phases take 5 of 4 minutes"),
    (NOTE_AT, "criteria: [clarity]", "criteria: [charm]", 4, "criteria.0", "no criterion charm"),
    (NOTE_AT, "  - A book\n", "", 5, "sources", "tuple"),
    (NOTE_AT, "---\nid", "id", 1, "", "must begin with a line ---"),
    (NOTE_AT, "---\nSay", "Say", 1, "", "must end with a line ---"),
    (NOTE_AT, "Say one thing at a time.", "", 8, "", "has no text"),
    (PROMPT_AT, "inputs: [answer]", "inputs: [answer, tone]", 4, "inputs", "tone"),
    (PROMPT_AT, "## User", "## Reader", 6, "", "“## User”"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "field", "message"), FAULTS)
def test_a_fault_is_placed(  # noqa: PLR0917
    tmp_path: Path, file: str, old: str, new: str, line: int, field: str, message: str
) -> None:
    found = problems(lay(tmp_path, broken(file, old, new)))
    ours = [problem for problem in found if problem.file == tmp_path / file]
    assert [(problem.line, problem.field) for problem in ours] == [(line, field)]
    assert message in ours[0].message


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = QUESTION.replace("minutes: 5", "minutes: 0").replace("topic: scale", "topic: weather")
    found = problems(lay(tmp_path, SOUND | {QUESTION_AT: text}))
    assert [(problem.line, problem.field) for problem in found] == [(6, "minutes"), (8, "facts.0.topic")]


def test_faults_of_several_files_are_told_at_once(tmp_path: Path) -> None:
    files = SOUND | {QUESTION_AT: "id: tea\n", ROUND_AT: "id: short\n", NOTE_AT: "no fields"}
    found = problems(lay(tmp_path, files))
    assert {problem.file.name for problem in found} == {"tea.yaml", "short.yaml", "speaking.md"}


def test_a_rubric_of_several_files_places_faults_in_the_criterion_s_own_file(tmp_path: Path) -> None:
    head, entry = RUBRIC.split("criteria:\n  - id: clarity", 1)
    criterion = "id: clarity" + entry.replace("\n    ", "\n")
    files = SOUND | {
        "rubrics/small/rubric.yaml": head + "criteria:\n  - criteria/clarity.yaml\n",
        "rubrics/small/criteria/clarity.yaml": criterion.replace("notes: [speaking]", "notes: [singing]"),
    }
    del files[RUBRIC_AT]
    (problem,) = problems(lay(tmp_path, files))
    assert problem.file == tmp_path / "rubrics/small/criteria/clarity.yaml"
    assert (problem.line, problem.field) == (13, "notes.0")


def test_a_criterion_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    head = RUBRIC.split("criteria:\n  - id: clarity", 1)[0]
    text = head + "criteria:\n  - criteria/clarity.yaml\n"
    found = problems(lay(tmp_path, SOUND | {RUBRIC_AT: text}))
    assert "criteria.0" in {problem.field for problem in found}
    assert any("there is no file criteria/clarity.yaml" in problem.message for problem in found)


def test_a_criterion_that_stands_twice_is_named(tmp_path: Path) -> None:
    entry = RUBRIC[RUBRIC.index("  - id: clarity") :]
    (problem,) = problems(lay(tmp_path, SOUND | {RUBRIC_AT: RUBRIC + entry}))
    assert (problem.line, problem.field) == (28, "criteria.1.id")
    assert "another criterion is called clarity" in problem.message


def test_a_rubric_without_example_sentences_is_legal(tmp_path: Path) -> None:
    at, end = RUBRIC.index("    examples:"), RUBRIC.index("    notes:")
    root = lay(tmp_path, SOUND | {RUBRIC_AT: RUBRIC[:at] + RUBRIC[end:]})
    assert problems(root) == []
    assert not Library((root,)).rubric("small").criterion("clarity").teachable


@pytest.mark.parametrize("gone", ["positive", "contrast"])
def test_examples_of_one_side_only_are_not_legal(tmp_path: Path, gone: str) -> None:
    lines = RUBRIC.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if f"{gone}:" in line)
    text = "".join(lines[:at] + lines[at + 2 :])
    (problem,) = problems(lay(tmp_path, SOUND | {RUBRIC_AT: text}))
    assert problem.field == "criteria.0.examples"
    assert "both positive and contrast" in problem.message


def test_the_user_s_folder_adds_content(tmp_path: Path) -> None:
    shipped = lay(tmp_path / "shipped", SOUND)
    coffee = QUESTION.replace("id: tea", "id: coffee").replace("Make tea", "Make coffee")
    own = lay(tmp_path / "own", {"knowledge/questions/small/coffee.yaml": coffee})
    library = Library((shipped, own))
    assert list(check(library)) == []
    assert [question.id for question in library.bank("small")] == ["coffee", "tea"]


def test_an_id_that_ships_cannot_be_used_again(tmp_path: Path) -> None:
    shipped = lay(tmp_path / "shipped", SOUND)
    own = lay(tmp_path / "own", {QUESTION_AT: QUESTION})
    (problem,) = problems(shipped, own)
    assert problem.file == own / QUESTION_AT
    assert problem.field == "id"
    assert "another file has the id tea" in problem.message


def test_a_fault_in_the_user_s_folder_is_placed_there(tmp_path: Path) -> None:
    shipped = lay(tmp_path / "shipped", SOUND)
    cake = QUESTION.replace("id: tea", "id: cake").replace("notes: [speaking]", "notes: [icing]")
    own = lay(tmp_path / "own", {"knowledge/questions/small/cake.yaml": cake})
    (problem,) = problems(shipped, own)
    assert (problem.file, problem.line) == (own / "knowledge/questions/small/cake.yaml", 11)


def test_a_note_and_a_question_may_share_an_id(tmp_path: Path) -> None:
    note = NOTE.replace("id: speaking", "id: tea").replace("criteria: [clarity]", "criteria: [charm]")
    (problem,) = problems(lay(tmp_path, SOUND | {"knowledge/notes/tea.md": note}))
    assert problem.file == tmp_path / "knowledge/notes/tea.md"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be a mapping"),
        ("# nothing\n", "must be a mapping"),
        ("- one\n- two\n", "must be a mapping"),
        ("just words\n", "must be a mapping"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        ("a: *nobody\n", "not valid YAML"),
        ("a: !!python/object:os.system x\n", "not valid YAML"),
        ("a: \x00\n", "control characters"),
        ("? [a]\n: 1\n", "keys must be words"),
        ("a: " + "[" * 3000 + "]" * 3000, "nested too deeply"),
        ("a: &loop [*loop]\n", "aliases are not read"),
        ("a: !!int many\n", "cannot be read"),
        ("a: " + "9" * 5000, "cannot be read"),
    ],
    ids=[
        "empty", "comment", "list", "words", "two-documents", "alias", "tag", "nul", "list-as-key", "deep",
        "loop", "not-a-number", "huge-number",
    ],
)  # fmt: skip
def test_a_file_that_is_no_mapping_is_refused(text: str, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_document(Path("file.yaml"), text)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.line >= 1


@pytest.mark.parametrize("file", [RUBRIC_AT, QUESTION_AT, ROUND_AT, NOTE_AT, PROMPT_AT])
def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path, file: str) -> None:
    root = lay(tmp_path, SOUND)
    (root / file).write_bytes("title: caf\xe9".encode("latin-1"))
    (problem,) = problems(root)
    assert (problem.file, problem.message) == (root / file, "not UTF-8 text")


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    root = lay(tmp_path, SOUND)
    for name in (RUBRIC_AT, NOTE_AT):
        text = SOUND[name].replace("\n", "\r\n")
        (root / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert problems(root) == []


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    root = lay(tmp_path, SOUND)
    (root / "knowledge/rounds/odd.yaml").mkdir()
    (problem,) = problems(root)
    assert problem.message.startswith("cannot be read")


def test_a_glossary_s_fault_is_placed(tmp_path: Path) -> None:
    text = "terms:\n  - {term: AUC, said: a u c, meaning: Area.}\n  - {term: F1, meaning: A mean.}\n"
    (problem,) = problems(lay(tmp_path, SOUND | {GLOSSARY_AT: text}))
    assert (problem.line, problem.field, problem.message) == (3, "terms.1.said", "is missing")


def test_a_library_of_nothing_is_sound_and_says_that_it_is_empty(tmp_path: Path) -> None:
    library = Library((tmp_path,))
    assert list(check(library)) == []
    with pytest.raises(VivaError) as caught:
        library.question("tea")
    assert caught.value.code == "unknown-question"
    assert "none yet" in (caught.value.hint or "")


def test_a_problem_reads_as_file_line_field_message(tmp_path: Path) -> None:
    (problem,) = problems(lay(tmp_path, broken(QUESTION_AT, "minutes: 5", "minutes: soon")))
    assert str(problem).startswith(f"{tmp_path / QUESTION_AT}:6: minutes: ")


def test_an_error_counts_the_problems_behind_it(tmp_path: Path) -> None:
    root = lay(tmp_path, SOUND | {QUESTION_AT: "id: tea\n"})
    with pytest.raises(ContentError) as caught:
        _ = Library((root,)).questions
    assert len(caught.value.problems) == 5
    assert "(and 4 more)" in caught.value.message


def test_two_hashes_agree_for_one_file_and_for_several(tmp_path: Path) -> None:
    head, entry = RUBRIC.split("criteria:\n  - id: clarity", 1)
    several = lay(
        tmp_path / "several",
        {
            "rubrics/small/rubric.yaml": head + "criteria:\n  - criteria/clarity.yaml\n",
            "rubrics/small/criteria/clarity.yaml": "id: clarity" + entry.replace("\n    ", "\n"),
        },
    )
    one = lay(tmp_path / "one", {RUBRIC_AT: "# the same, in one file\n" + RUBRIC})
    assert Library((one,)).rubric("small").sha256 == Library((several,)).rubric("small").sha256
