"""Deterministic checks that hold a label down: each names what it saw, none raises a label."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viva.domain.evidence import Evidence
from viva.domain.label import Label
from viva.domain.question import Audience
from viva.grading.normal import normal
from viva.grading.sentences import sentence_spans
from viva.grading.windows import Sentence
from viva.ports import Case

_I: Final = re.compile(r"\bi(?:'d|'ve|'m|'ll)?\b|\bmy(?:self)?\b")
_WE: Final = re.compile(r"\bwe(?:'d|'ve|'re|'ll)?\b")
_NUMBER: Final = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|million|billion|half|third|quarter|fifth|tenth|dozen|doubled|halved|"
    r"tripled|twice|zero|once|per cent|percent)s?\b"
)
_UNPACKED: Final = re.compile(
    r"\b(?:means?|meaning|i mean|called|call (?:it|that|this)|that is|that's|which is|in other words|"
    r"so to say|think of|like an?|imagine|just|basically|the name for|known as)\b"
)
_GRAMMAR: Final = frozenset(  # words that a bare list of terms has none of
    """
    i you we they he she it this that these those is are was were be been am do does did have has
    had would could should will can may might must not to of in on at for with from by as if so
    but and or because then than when where what which who how why there here the a an my our your
    their its i'd i'll i've we'd we'll we've it's that's don't doesn't wouldn't about after all
    any around before down each every into just more no off only out over same some through under
    until up while
    """.split()  # noqa: SIM905 one word a line would fill the page
)
_LIST_SHARE: Final = 0.12


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The best label that a check leaves, and what it saw, for the candidate to read."""

    label: Label
    seen: str


Check = Callable[[Case, Sequence[Sentence], Sequence[Evidence]], Ceiling | None]


def is_list(text: str) -> bool:
    """Whether a sentence is a bare list of terms: hardly a function word in it."""
    words = normal(text).split()
    least = 3 if text.count(",") >= 2 else 5
    return len(words) >= least and sum(word in _GRAMMAR for word in words) <= _LIST_SHARE * len(words)


def ceiling(
    criterion: str, case: Case, said: Sequence[Sentence], evidence: Sequence[Evidence]
) -> Ceiling | None:
    """What the checks of a criterion leave, or None where nothing holds it down. `said` are the candidate's
    sentences of the case, `evidence` is what earned the label."""
    check = _CHECKS.get(criterion)
    found = check(case, said, evidence) if check else None
    if found is None and evidence and all(_listed(item.quote) for item in evidence):
        return Ceiling(Label.PARTIAL, "A list of terms, without what you would do.")
    return found


def _listed(quote: str) -> bool:
    return all(is_list(span.of(quote)) for span in sentence_spans(quote))


def _own_actions(case: Case, said: Sequence[Sentence], evidence: Sequence[Evidence]) -> Ceiling | None:  # noqa: ARG001
    """Mostly “we”: the candidate's own part cannot be made out."""
    text = " ".join(sentence.text for sentence in said)
    i, we = len(_I.findall(text)), len(_WE.findall(text))
    if we < 4 or we < 2 * i:
        return None
    return Ceiling(Label.PARTIAL, f"“We” {we} times and “I” {i}: your own part is hard to make out.")


def _quantified(case: Case, said: Sequence[Sentence], evidence: Sequence[Evidence]) -> Ceiling | None:  # noqa: ARG001
    """No number in the words that tell the result."""
    if not evidence or any(_NUMBER.search(normal(item.quote)) for item in evidence):
        return None
    return Ceiling(Label.PARTIAL, "The size of the result is told without a number.")


def _audience(case: Case, said: Sequence[Sentence], evidence: Sequence[Evidence]) -> Ceiling | None:  # noqa: ARG001
    """A ruled-out word in the first sentence, or terms that the listener would not know left standing."""
    audience = case.question.audience
    if audience is None or not said:
        return None
    broken = _forbidden(audience, said[0].text)
    if broken:
        return Ceiling(Label.PARTIAL, f"The first sentence uses “{broken}”, which the question ruled out.")
    left = _unexplained(audience, said)
    if len(left) >= 2:
        return Ceiling(Label.PARTIAL, "Left unexplained for this listener: " + ", ".join(left) + ".")
    return None


def _forbidden(audience: Audience, first: str) -> str | None:
    for stem in audience.forbidden_first_sentence:
        found = re.search(rf"\b{re.escape(normal(stem))}\w*", first)
        if found:
            return found.group()
    return None


def _unexplained(audience: Audience, said: Sequence[Sentence]) -> list[str]:
    left: list[str] = []
    for term in audience.jargon:
        pattern = re.compile(rf"\b{re.escape(normal(term))}")
        uses = [sentence.text for sentence in said if pattern.search(sentence.text)]
        if uses and not any(_UNPACKED.search(text) for text in uses):
            left.append(term)
    return left


_CHECKS: Final[Mapping[str, Check]] = {
    "action_own": _own_actions,
    "result_quantified": _quantified,
    "audience": _audience,
}
