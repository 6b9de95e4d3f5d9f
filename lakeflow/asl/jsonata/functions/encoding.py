"""Base64 and URL encoding, in UTF-8; decoding a URL component is Java's, as on AWS."""

import base64
import binascii
import re
import urllib.parse
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.run import Run
from lakeflow.asl.jsonata.values import UNDEFINED

_COMPONENT_SAFE: Final = "-_.!~*'()"
_URL_SAFE: Final = ";,/?:@&=+$#" + _COMPONENT_SAFE
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def _base64encode(_run: Run, text: Any) -> Any:
    return text if text is UNDEFINED else base64.b64encode(_utf8(text)).decode("ascii")


def _base64decode(_run: Run, text: Any) -> Any:
    if text is UNDEFINED:
        return text
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise failure("D3150", value=text) from None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _encoded(text: Any, name: str, safe: str) -> Any:
    if text is UNDEFINED:
        return text
    try:
        return urllib.parse.quote(text, safe=safe)
    except UnicodeEncodeError:
        raise failure("D3140", name=name, value=text) from None


def _encode_url_component(_run: Run, text: Any) -> Any:
    return _encoded(text, "encodeUrlComponent", _COMPONENT_SAFE)


def _encode_url(_run: Run, text: Any) -> Any:
    return _encoded(text, "encodeUrl", _URL_SAFE)


def _decode_url_component(_run: Run, text: Any) -> Any:
    if text is UNDEFINED:
        return text
    if _BAD_ESCAPE.search(text):
        raise failure("D3140", name="decodeUrlComponent", value=text)
    return urllib.parse.unquote_plus(text, errors="replace")


def _decode_url(_run: Run, text: Any) -> Any:
    if text is UNDEFINED:
        return text
    malformed = failure("D3140", name="decodeUrl", value=text)
    if _BAD_ESCAPE.search(text):
        raise malformed
    try:
        return _ESCAPES.sub(_decoded_escapes, text)
    except UnicodeDecodeError:
        raise malformed from None


def _decoded_escapes(escapes: re.Match[str]) -> str:
    """Return the characters, keeping as escapes those that have a meaning in a URL."""
    text = urllib.parse.unquote(escapes.group(), errors="strict")
    return "".join(f"%{ord(char):02X}" if char in ";,/?:@&=+$#" else char for char in text)


FUNCTIONS: Final = (
    native("base64encode", "<s-:s>", 1, _base64encode),
    native("base64decode", "<s-:s>", 1, _base64decode),
    native("encodeUrlComponent", "<s-:s>", 1, _encode_url_component),
    native("encodeUrl", "<s-:s>", 1, _encode_url),
    native("decodeUrlComponent", "<s-:s>", 1, _decode_url_component),
    native("decodeUrl", "<s-:s>", 1, _decode_url),
)
