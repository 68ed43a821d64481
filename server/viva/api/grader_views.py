"""The grader card as the API gives it: the page, whose figures it holds, and who judges now."""

import re
from typing import Final

from viva.api.schemas.content import GraderCardOut, GraderInForceOut, RoundAgreementOut
from viva.content.library import Library
from viva.grading.trust import TRUSTED
from viva.ports import ReaderCapabilities
from viva.settings import Settings

_VERSION: Final = re.compile(r"Weights of ([^\s;]+)")


def grader_card_out(
    text: str, library: Library, settings: Settings, weights: ReaderCapabilities | None
) -> GraderCardOut:
    """`text` is the card in Markdown, with its heading."""
    _, _, body = text.partition("\n")
    measured = weights.agreement.items() if weights else ()
    version = _VERSION.search(body)
    return GraderCardOut(
        body=body.strip(),
        version=version.group(1) if version else None,
        weights=weights.version if weights else None,
        agreement=tuple(
            RoundAgreementOut(
                id=name, title=library.rubric(name).title, kappa=kappa, trusted=kappa >= TRUSTED
            )
            for name, kappa in measured
            if name in library.rubrics
        ),
        grader=_in_force(settings),
    )


def _in_force(settings: Settings) -> GraderInForceOut:
    """As the settings choose where nobody names a grader."""
    if settings.grader == "embedded" or (settings.grader == "auto" and not settings.has_endpoint):
        return GraderInForceOut(kind="embedded", model=None)
    return GraderInForceOut(kind="llm", model=settings.llm_model)
