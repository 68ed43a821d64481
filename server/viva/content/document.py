"""A YAML document that remembers on which line each field stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from viva.content.problem import ContentError, Problem

Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
FieldPath = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed data with the line (from 1) of every field."""

    file: Path
    data: Mapping[str, Any]
    lines: Mapping[FieldPath, int] = field(default_factory=dict[FieldPath, int])

    def line(self, path: Sequence[str | int]) -> int:
        """The line of a field, or of its nearest ancestor that has one."""
        for cut in range(len(path), -1, -1):
            found = self.lines.get(tuple(path[:cut]))
            if found is not None:
                return found
        return 1

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """A problem placed at a field of this document."""
        return Problem(self.file, self.line(path), ".".join(str(part) for part in path), message)

    def validate(self, model: type[M]) -> M:
        """The data as a Pydantic model. Raises `ContentError` with every field that does not fit."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            problems = [
                self.problem(_plain(item["loc"]), _words(item["msg"], item["type"]))
                for item in error.errors(include_url=False)
            ]
            raise ContentError(sorted(problems)) from error


def read_text(file: Path) -> str:
    """A content file's text. Raises `ContentError` when it cannot be read as UTF-8."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([Problem(file, 1, "", "not UTF-8 text")]) from error
    except OSError as error:
        raise ContentError([Problem(file, 1, "", f"cannot be read: {error.strerror}")]) from error


def read_document(file: Path) -> Document:
    """A YAML file whose top level is a mapping. Raises `ContentError`."""
    return parse_document(file, read_text(file))


def parse_document(file: Path, text: str, first_line: int = 1) -> Document:
    """YAML text whose top level is a mapping; `first_line` is where the text stands in its file."""
    loader = Loader(text)
    builder = _Builder(file, loader, first_line)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise ContentError([Problem(file, first_line, "", "must be a mapping of fields")])
        data = builder.build(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + first_line
        what = getattr(error, "problem", None) or "not valid YAML"
        raise ContentError([Problem(file, line, "", f"not valid YAML: {what}")]) from error
    except RecursionError as error:
        raise ContentError([Problem(file, first_line, "", "nested too deeply")]) from error
    finally:
        loader.dispose()
    return Document(file, cast("Mapping[str, Any]", data), builder.lines)


class _Builder:
    """Turns YAML nodes into plain data, noting the line of each field."""

    def __init__(self, file: Path, loader: yaml.SafeLoader, first_line: int) -> None:
        self.file = file
        self.construct = cast("Callable[..., object]", getattr(loader, "construct_object"))  # noqa: B009
        self.first_line = first_line
        self.lines: dict[FieldPath, int] = {}

    def build(self, node: yaml.Node, path: FieldPath = ()) -> object:
        line = node.start_mark.line + self.first_line
        self.lines[path] = line
        if isinstance(node, yaml.SequenceNode):
            items = cast("list[yaml.Node]", node.value)
            return [self.build(item, (*path, i)) for i, item in enumerate(items)]
        if not isinstance(node, yaml.MappingNode):
            return self.construct(node, deep=True)
        result: dict[str, object] = {}
        for key_node, value_node in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
            key = self.construct(key_node, deep=True)
            at = key_node.start_mark.line + self.first_line
            if not isinstance(key, str | int):
                raise ContentError([Problem(self.file, at, ".".join(map(str, path)), "keys must be words")])
            name = str(key)
            if name in result:
                dotted = ".".join(map(str, (*path, name)))
                raise ContentError([Problem(self.file, at, dotted, "stands twice")])
            result[name] = self.build(value_node, (*path, name))
            self.lines[*path, name] = at
        return result


def _plain(loc: tuple[int | str, ...]) -> FieldPath:
    return tuple(part for part in loc if part != "[key]")


def _words(message: str, kind: str) -> str:
    known = {"extra_forbidden": "is not a field here", "missing": "is missing"}
    return known.get(kind, message[:1].lower() + message[1:])
