"""Write columns of values compactly, for scripts to read: `assets/columns.js` is the other half.

A repeated value stands once, the commonest first, and a column is one letter a row; sorted words
leave out what they share with the word before. Letters are taken from blocks that no escaping
touches, so a file is what it is on every way from here to the page.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Then the letters from U+00AE on, and past the punctuation of U+2000 those from U+3000 on.
_FIRST, _GAP, _SECOND, _END = 0xAE, 0x2000, 0x3000, 0xD800
LETTERS = len(_DIGITS) + (_GAP - _FIRST) + (_END - _SECOND)
_LONGEST_SHARED = len(_DIGITS) - 1


def letter(number: int) -> str:
    """Return the letter that stands for a number below `LETTERS`; raise ValueError above.

    >>> letter(0), letter(61), letter(62), letter(10_000)
    ('0', 'z', '®', '㞀')
    """
    if 0 <= number < len(_DIGITS):
        return _DIGITS[number]
    code = number - len(_DIGITS) + _FIRST
    if code >= _GAP:
        code += _SECOND - _GAP
    if number < 0 or code >= _END:
        raise ValueError(f"{number} has no letter; there are {LETTERS}")
    return chr(code)


def column(values: Sequence[str]) -> dict[str, Any]:
    """Return the different values, the commonest first, and a letter for each row.

    >>> column(["b", "a", "b"])
    {'values': ['b', 'a'], 'rows': '010'}
    """
    counted = Counter(values)
    ordered = sorted(counted, key=lambda value: (-counted[value], value))
    letters = {value: letter(number) for number, value in enumerate(ordered)}
    return {"values": ordered, "rows": "".join(letters[value] for value in values)}


def runs(numbers: Iterable[int]) -> list[int]:
    """Return ascending numbers as starts and lengths of runs.

    >>> runs([3, 4, 5, 9])
    [3, 3, 9, 1]
    """
    found: list[int] = []
    for number in numbers:
        if found and found[-2] + found[-1] == number:
            found[-1] += 1
        else:
            found += [number, 1]
    return found


def unfolded(found: Sequence[int]) -> list[int]:
    """Return the numbers that `runs` was given.

    >>> unfolded([3, 3, 9, 1])
    [3, 4, 5, 9]
    """
    pairs = zip(found[::2], found[1::2], strict=True)
    return [number for start, length in pairs for number in range(start, start + length)]


def shared(words: Sequence[str]) -> str:
    r"""Return sorted words a line each: how many letters are those of the last word, and the rest.

    >>> shared(["agtap", "agtapa", "baland"])
    '0agtap\n5a\n0baland'
    """
    lines, last = [], ""
    for word in words:
        same = 0
        for one, other in zip(last[:_LONGEST_SHARED], word, strict=False):
            if one != other:
                break
            same += 1
        lines.append(letter(same) + word[same:])
        last = word
    return "\n".join(lines)
