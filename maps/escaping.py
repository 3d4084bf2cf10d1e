r"""The one place where text from outside becomes HTML, script or a link.

Documents, file names, titles, tables and policies are taken as hostile. Templates escape by
themselves (`Markup` is made here and in `maps.reader` alone), data travels as JSON inside one
script string, and a link is kept only when it is plainly a web address.
"""

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

# Overrides and isolates change the order in which the following text is read; a reader must see
# that they are there. Marks (LRM, RLM, ALM) and joiners belong to ordinary text and stay.
_REORDERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROL = re.compile(
    f"[{_REORDERING}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
_IN_SCRIPT = {
    "\\": "\\\\", "'": "\\u0027", "<": "\\u003c", ">": "\\u003e", "&": "\\u0026",
    "`": "\\u0060", "$": "\\u0024", "\u2028": "\\u2028", "\u2029": "\\u2029",
}  # fmt: skip
_SCRIPT_UNSAFE = re.compile("[" + re.escape("".join(_IN_SCRIPT)) + "]")
_PICTURES = 0x2400  # U+2400: the pictures of the control characters begin
_FIRST_PRINTABLE = 0x20


def visible(text: str) -> str:
    r"""Return the text with characters that would hide or reorder it shown as pictures.

    >>> visible("a\x00b\u202ec\ud800")
    'a␀b⟦202E⟧c\ufffd'
    """
    return _CONTROL.sub(_picture, text) if _CONTROL.search(text) else text


def _picture(match: re.Match[str]) -> str:
    character = match[0]
    if character in _REORDERING:
        return f"⟦{ord(character):04X}⟧"
    return chr(_PICTURES + ord(character)) if ord(character) < _FIRST_PRINTABLE else "\ufffd"


def html(text: str) -> Markup:
    """Return the text as HTML that shows it and does nothing else.

    >>> html("<b onclick='x'>")
    Markup('&lt;b onclick=&#39;x&#39;&gt;')
    """
    return escape(visible(text))


# What `visible` changes, as JSON writes it: looked for at once, since it is nearly never there.
_CONTROL_IN_JSON = re.compile(rf"{_CONTROL.pattern}|\\\\u00[01]|\\\\[bf]")


def json_text(value: object) -> str:
    """Return the value as compact JSON with every string in it made `visible`.

    NaN is an error, since no browser can read it.
    """
    text = _dumps(value)
    return _dumps(plain(value)) if _CONTROL_IN_JSON.search(text) else text


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def plain(value: object) -> object:
    """Return the JSON value with every string in it made `visible`, keys included."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def data_script(key: str, text: str) -> str:
    r"""Return a classic script that hands a JSON text to the page under a key.

    The JSON stands in one string, so nothing of it is ever read as code, and `JSON.parse` reads it
    twice as fast as the engine reads a literal.

    >>> data_script("a", '["</script>"]')
    'site.put("a",\'["\\u003c/script\\u003e"]\');\n'
    """
    safe = _SCRIPT_UNSAFE.sub(lambda match: _IN_SCRIPT[match[0]], text)
    return f"site.put({json.dumps(key)},'{safe}');\n"


def read_data_script(script: str) -> Any:  # noqa: ANN401 - JSON
    r"""Return the value that a `data_script` hands over.

    >>> read_data_script(data_script("a", '["</b>", "\\u2028"]'))
    ['</b>', '\u2028']
    """
    literal = script[script.index(",'") + 2 : script.rindex("'")]
    return json.loads(_ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], literal))


_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\(.)", re.DOTALL)


def web_address(url: str) -> str:
    r"""Return the address when it is a plain http(s) one, else the empty string.

    >>> web_address("https://example.org/a b"), web_address("java\tscript:alert(1)")
    ('https://example.org/a%20b', '')
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or _CONTROL.search(url):
        return ""
    return quote(url.strip(), safe=":/?#[]@!$&'()*+,;=%-._~")


_AROUND = 3  # words beside a passage that tell it from others like it


def text_fragment(url: str, before: str, text: str, after: str) -> str:
    r"""Return a link into the web page that scrolls to the passage, or the empty string.

    `before` and `after` are the text around it with its line ends. Words of the passage's own
    line are taken along: a browser looks for them within one paragraph only.

    >>> text_fragment("https://example.org/a", "A map\non the road to ", "Goris", " (town).")
    'https://example.org/a#:~:text=the%20road%20to-,Goris,-%28town%29.'
    >>> text_fragment("https://example.org/a", "", "Goris", "-Kapan")
    'https://example.org/a#:~:text=Goris'
    >>> text_fragment("javascript:x", "", "Goris", "")
    ''
    """
    address = web_address(url).partition("#")[0]
    if not address or not text.strip():
        return ""
    prefix = before.rpartition("\n")[2].split()[-_AROUND:] if before[-1:] == " " else []
    suffix = after.partition("\n")[0].split()[:_AROUND] if after[:1] == " " else []
    start = f"{_fragment_part(' '.join(prefix))}-," if prefix else ""
    end = f",-{_fragment_part(' '.join(suffix))}" if suffix else ""
    return f"{address}#:~:text={start}{_fragment_part(text)}{end}"


def _fragment_part(text: str) -> str:
    return quote(" ".join(text.split()), safe="").replace("-", "%2D")
