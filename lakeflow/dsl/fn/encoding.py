"""Hashes, encodings and chance."""

from lakeflow.dsl.arguments import Text
from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import Call, Literal
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Ref, expression_of
from lakeflow.errors import suggestion

_ALGORITHMS = ("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512")


@declared
def hash_(text: Text, algorithm: str = "SHA-256") -> Ref:
    """Return the hash of a text's UTF-8 as lowercase hex; ``MD5``, ``SHA-1``, ``SHA-256``, ``SHA-384`` or ``SHA-512``.

    >>> from lakeflow import Pipeline, fn
    >>> key = fn.hash(Pipeline("shop").execution_name)
    """
    if algorithm not in _ALGORITHMS:
        hint = suggestion(algorithm.upper(), _ALGORITHMS, f"write one of {', '.join(_ALGORITHMS)}")
        mistake("LF225", f"there is no hash algorithm {algorithm!r}", hint)
    return Ref(Call("hash", (expression_of(text), Literal(algorithm))))


@declared
def base64_encode(text: Text) -> Ref:
    """Return a text's UTF-8 in Base64.

    >>> from lakeflow import Pipeline, fn
    >>> token = fn.base64_encode(Pipeline("shop").execution_name)
    """
    return Ref(Call("base64encode", (expression_of(text),)))


@declared
def base64_decode(text: Text) -> Ref:
    """Return the text that Base64 stands for.

    >>> from lakeflow import Pipeline, fn
    >>> name = fn.base64_decode(fn.base64_encode(Pipeline("shop").execution_name))
    """
    return Ref(Call("base64decode", (expression_of(text),)))


@declared
def url_encode(text: Text) -> Ref:
    """Return a text as part of a URL.

    >>> from lakeflow import Format, Pipeline, fn
    >>> link = Format("https://example.com/runs/{}", fn.url_encode(Pipeline("shop").execution_name))
    """
    return Ref(Call("encodeUrlComponent", (expression_of(text),)))


@declared
def uuid() -> Ref:
    """Return a new random UUID.

    >>> from lakeflow import fn
    >>> token = fn.uuid()
    """
    return Ref(Call("uuid", ()))


@declared
def random() -> Ref:
    """Return a random number from 0 to less than 1.

    >>> from lakeflow import fn
    >>> sampled = fn.random() < 0.1
    """
    return Ref(Call("random", ()))
