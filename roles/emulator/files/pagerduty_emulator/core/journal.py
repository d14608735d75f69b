# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Transactions: an operation that fails leaves no change behind.

Code that changes the state adds a step to the journal that undoes the change. If the transaction fails, the journal
runs these steps, the last one first. This is possible because nothing is awaited between the start and the end of an
operation, and because records are replaced and never changed in place.

Random numbers that were used and the numbers of requests of a token are not part of the state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

Step = Callable[[], object]


class Journal:
    """The steps that undo the open transaction, and those that follow its success."""

    def __init__(self) -> None:
        self._open = 0
        self._undo: list[Step] = []
        self._after: list[Step] = []

    def note(self, undo: Step) -> None:
        """Adds a step that undoes a change. Does nothing if no transaction is open."""
        if self._open:
            self._undo.append(undo)

    def after(self, step: Step) -> None:
        """Runs a step when the outermost transaction has succeeded, or immediately if none is open."""
        if self._open:
            self._after.append(step)
        else:
            step()

    @contextmanager
    def transaction(self, *, keep: tuple[type[BaseException], ...] = ()) -> Iterator[None]:
        """Undoes the changes made inside it if an exception leaves it, unless the exception is one of ``keep``.

        Transactions may be nested. An inner one that fails undoes only its own changes.
        """
        undo, after = len(self._undo), len(self._after)
        self._open += 1
        try:
            yield
        except keep:
            raise
        except BaseException:
            while len(self._undo) > undo:
                self._undo.pop()()
            del self._after[after:]
            raise
        finally:
            self._open -= 1
            if not self._open:
                self._undo.clear()
                steps, self._after = self._after, []
                for step in steps:
                    step()


class TransactionalDict(dict[Key, Value]):
    """A dict whose changes are undone if the transaction fails. The order of its keys is not restored.

    ``mark``: called with the key of each change, also of one that is undone later; None for nothing
    """

    def __init__(self, journal: Journal):
        super().__init__()
        self._journal = journal
        self.mark: Callable[[Key], None] | None = None

    def __setitem__(self, key: Key, value: Value) -> None:
        if self.mark is not None:
            self.mark(key)
        if key in self:
            self._journal.note(partial(super().__setitem__, key, self[key]))
        else:
            self._journal.note(partial(super().__delitem__, key))
        super().__setitem__(key, value)

    def __delitem__(self, key: Key) -> None:
        if self.mark is not None:
            self.mark(key)
        old = self[key]
        super().__delitem__(key)
        self._journal.note(partial(super().__setitem__, key, old))

    def pop(self, key: Key, *default: Any) -> Any:
        """As `dict.pop`."""
        if key not in self and default:
            return default[0]
        value = self[key]
        del self[key]
        return value

    def _refuse(self, *_arguments: Any, **_named: Any) -> Any:
        raise NotImplementedError("this change of a TransactionalDict cannot be undone")

    popitem = clear = update = setdefault = __ior__ = _refuse
