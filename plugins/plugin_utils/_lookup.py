# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the lookup plugins: runs an operation as a lookup. Lookups always run on the controller.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
import typing as t

from ansible.errors import AnsibleError
from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.lookup import LookupBase
from ansible.release import __version__ as ansible_version
from ansible.utils.display import Display

from ..module_utils._core.connection_options import url_secrets
from ..module_utils._core.errors import PagerDutyError
from ..module_utils._core.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._engine.operation import COMMON, Operation
from ..module_utils._engine.run import execute
from ._process import ledger, sessions, validator

if t.TYPE_CHECKING:
    from ..module_utils._core.exchange import Exchange

display = Display()

SECRET = {name for name, spec in COMMON.items() if spec.get("no_log")}


class OperationLookup(LookupBase):
    """The base of the lookup plugins. It raises AnsibleErrors with messages of one line."""

    def options(self, variables: dict[str, t.Any] | None, kwargs: dict[str, t.Any]) -> dict[str, t.Any]:
        """The options that are set in the call or by a variable. Raises AnsibleError."""
        for name in SECRET & set(kwargs):
            if kwargs[name] is not None and not isinstance(kwargs[name], str):
                raise AnsibleError(f"{name}: must be a text")  # Ansible's own message would contain the secret
        self.set_options(var_options=variables, direct=kwargs)
        known = self.get_options()
        unknown = sorted(set(kwargs) - set(known))
        if unknown:
            raise AnsibleError(f"{unknown[0]}: this option does not exist. The options are {', '.join(sorted(known))}")
        set_options = {name: value for name, value in known.items() if value not in (None, "")}
        # Older versions of Ansible do not evaluate templates in variables.
        return {
            name: value if name in kwargs else self._templar.template(value) for name, value in set_options.items()
        }

    def execute(self, operation: Operation, options: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run an operation with the options that are set. Returns its result. Raises AnsibleError."""
        if REQUESTS_IMPORT_ERROR:
            raise AnsibleError(
                f"requests can't be imported ({REQUESTS_IMPORT_ERROR}); install it for the Python that runs Ansible:"
                " pip install requests"
            )
        validation = validator(operation).validate(options)
        secrets = {*validation._no_log_values, *url_secrets(validation.validated_parameters)}
        if validation.error_messages:
            raise AnsibleError(remove_values("; ".join(validation.error_messages), secrets))

        def observe(exchange: Exchange) -> None:
            display.vvv(f"PagerDuty: {remove_values(str(exchange), secrets)}")

        try:
            result = execute(
                operation,
                validation.validated_parameters,
                check_mode=False,  # a lookup changes nothing
                environment=os.environ,
                sessions=sessions(),
                user_agent=f"community.pagerduty ({operation.name}; ansible-core {ansible_version})",
                observe=observe if display.verbosity >= 3 else None,
                ledger=ledger(),
            )
        except PagerDutyError as error:
            self._warn(error.warnings, secrets)
            raise AnsibleError(remove_values(error.message, secrets)) from None
        self._warn(result.pop("warnings", ()), secrets)
        return result

    @staticmethod
    def _warn(warnings: t.Iterable[str], secrets: t.Iterable[str]) -> None:
        for warning in warnings:
            display.warning(remove_values(warning, secrets))
