"""Text and attributes of XML output."""

import re
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    r"""Return text as XML; a character that XML cannot hold becomes U+FFFD, one for one.

    >>> xml_text("a<b & \x0c\r")
    'a&lt;b &amp; �&#13;'
    """
    return escape(_FORBIDDEN.sub("\ufffd", text), {"\r": "&#13;"})


def xml_attribute(value: str) -> str:
    """Return a value in quotation marks."""
    return quoteattr(_FORBIDDEN.sub("\ufffd", value), {"\r": "&#13;"})
