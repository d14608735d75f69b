# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The message for wrong options. Both shells use it, so they return the same message.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.errors import SubParameterTypeError, UnsupportedError

Path = tuple[str, ...]


def validation_message(result: t.Any, name: str, hints: t.Mapping[str, str]) -> str:
    """All errors of a validation, in one line.

    result: Ansible's ValidationResult, with at least one error. name: the module's name, as the task spells it.
    hints: by the dotted name of an unsupported option, what to do instead; see `Operation.hints`.

    A single error has the text of AnsibleModule, which shows only the first error. Several errors are numbered. Ansible
    lists the supported options of only one level. The errors about unsupported options are therefore created here, one
    for each level.
    """
    texts = _other_errors(result.errors.errors)
    levels: dict[Path, set[str]] = {}
    for option in result.unsupported_parameters:
        path = _path(option)
        levels.setdefault(path[:-1], set()).add(str(path[-1]))
    supported = {_path(option)[:-1]: names for option, names in result._supported_parameters.items()}
    for level in sorted(levels):
        known, aliases = supported.get(level, ((), ()))
        texts.append(_unsupported(level, sorted(levels[level]), sorted(known), sorted(aliases), name))
        texts[-1] += _advice(level, sorted(levels[level]), known, hints)
    if len(texts) == 1:
        return texts[0]
    return " ".join(f"({number}) {text}{'' if text[-1] in '.?' else '.'}" for number, text in enumerate(texts, 1))


def _other_errors(errors: t.Iterable[Exception]) -> list[str]:
    """The errors that are not about unsupported options, without repetitions.

    Each entry of a list can cause the same error, and Ansible checks a value of the wrong type three times.
    """
    texts = list(dict.fromkeys(str(error) for error in errors if not isinstance(error, UnsupportedError)))
    kinds = {str(error): type(error) for error in errors}

    def is_repeated(text: str) -> bool:
        others = [other for other in texts if other != text]
        if kinds[text] is SubParameterTypeError:  # value of 'teams' must be of type dict or list of dicts
            option = text.split("'")[1]
            return any(f"'{option}' is of type" in other for other in others)
        return any(text in other for other in others)

    return [text for text in texts if not is_repeated(text)]


def _path(option: str | Path) -> Path:
    return (option,) if isinstance(option, str) else tuple(option)


def _unsupported(level: Path, names: list[str], known: list[str], aliases: list[str], module: str) -> str:
    listed = ", ".join(".".join([*level, name]) for name in names)
    supported = ", ".join(known) + (f" ({', '.join(aliases)})" if aliases else "")
    return f"Unsupported parameters for ({module}) module: {listed}. Supported parameters include: {supported}."


def _advice(level: Path, names: list[str], known: t.Iterable[str], hints: t.Mapping[str, str]) -> str:
    """Suggestions, as sentences that follow the error."""
    import difflib  # only an error needs it

    sentences = ""
    spelled = {option.lower(): option for option in known}
    for name in names:
        dotted = ".".join([*level, name])
        near = difflib.get_close_matches(name.lower().replace("-", "_"), spelled, 1, 0.7)
        if dotted in hints:
            sentences += f" {dotted}: {hints[dotted]}."
        elif near:
            sentences += f" {dotted}: did you mean {spelled[near[0]]}?"
    return sentences
