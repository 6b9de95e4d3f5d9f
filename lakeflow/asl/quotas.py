"""What Step Functions allows: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html."""

from typing import Final

MAX_DEFINITION_BYTES: Final = 1_048_576
"""Of a whole definition."""

MAX_PAYLOAD_BYTES: Final = 262_144
"""Of a state's input and output, of a variable, and of all that one state assigns."""

MAX_VARIABLE_BYTES: Final = 10_485_760
"""Of all variables of an execution."""

MAX_EVENTS: Final = 25_000
"""In the history of a STANDARD execution, which ends with the last of them."""

MAX_EXPRESS_SECONDS: Final = 300
"""That an EXPRESS execution may take."""

MAX_NAME: Final = 80
"""Characters in the name of a state or a variable."""

MAX_LABEL: Final = 40
"""Characters in the Label of a distributed Map."""
