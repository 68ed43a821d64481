"""Prompts: `prompts/<id>.md`, front matter and a body with `## System` and `## User` parts."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from viva.content.front_matter import read_front_matter
from viva.content.problem import ContentError, Problem
from viva.content.text import FileModel, Slug, Text
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.prompt import Prompt

_SLOT = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_PARTS = re.compile(r"\A## System\n(?P<system>.*?)\n## User\n(?P<user>.*)\Z", re.DOTALL)


class PromptFile(FileModel):
    """A prompt's front matter. `output` is a JSON Schema; without it the reply is plain text."""

    id: Slug
    purpose: Text
    inputs: tuple[Slug, ...] = ()
    output: Mapping[str, Any] | None = None


def load_prompt(file: Path) -> Prompt:
    """A prompt whose slots are just its declared inputs. Raises `ContentError`."""
    document, body, line = read_front_matter(file)
    data = document.validate(PromptFile)
    if data.id != file.stem:
        raise ContentError([document.problem(("id",), f"must be the file's name, {file.stem}")])
    parts = _PARTS.match(body.strip() + "\n")
    if parts is None:
        raise ContentError([Problem(file, line, "", "needs the parts “## System” and “## User”")])
    system, user = parts["system"].strip(), parts["user"].strip()
    used = {name for part in (system, user) for name in _SLOT.findall(part)}
    if used != set(data.inputs):
        odd = ", ".join(sorted(used ^ set(data.inputs)))
        raise ContentError([document.problem(("inputs",), f"does not match the slots in the text: {odd}")])
    canonical = json.dumps([system, user, data.output], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return Prompt(data.id, data.purpose, data.inputs, system, user, data.output, digest)


def render(prompt: Prompt, values: Mapping[str, str]) -> tuple[str, str]:
    """(system, user) with every slot filled once; values are never expanded again.

    Raises `VivaError` (bad-prompt-values) unless `values` has just the declared inputs.
    """
    if set(values) != set(prompt.inputs):
        odd = ", ".join(sorted(set(values) ^ set(prompt.inputs)))
        raise VivaError(
            "bad-prompt-values",
            f"The prompt “{prompt.id}” was not given just its inputs: {odd}.",
            "Compare the prompt's `inputs` with the program's version.",
            ErrorKind.INTERNAL,
        )
    return tuple(_SLOT.sub(lambda m: values[m[1]], part) for part in (prompt.system, prompt.user))  # type: ignore[return-value]
