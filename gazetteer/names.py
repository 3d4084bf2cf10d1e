"""Clean a name, fold it to its match key, tell its script, change its case the Turkic way.

Every function is pure and takes one name or one text. The folded key is the second level of
search (`gazetteer.keys.LEVELS`): it forgets case, diacritics, apostrophes, punctuation and the
habits of encoding, and nothing that a reader would call another spelling. The same folding
applied to a whole document (`fold_with_offsets`) lets names be found in it and traced back to
the code points where they stand.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import overload
from unicodedata import category, combining, is_normalized, normalize
from unicodedata import name as letter_name

# Letters that decomposition keeps whole, one row a decision. Both schwas and both cases of them
# become one letter: U+04D9 (Cyrillic) stands for U+0259 (Latin) in half of what is typed.
_LETTERS = {
    "ə": "ə", "Ə": "ə", "ә": "ə", "Ә": "ə", "ǝ": "ə", "Ǝ": "ə",
    "ı": "i", "İ": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
    "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe",
    "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ŋ": "n", "Ŋ": "n",
    "և": "եվ",
    "й": "й", "Й": "й",  # a letter of its own, not и with a mark
    "ك": "ک", "ي": "ی", "ى": "ی", "ۍ": "ی", "ې": "ی", "ة": "ه", "ۀ": "ه", "ە": "ه",
    "ہ": "ه", "ھ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ی", "ء": "",
}  # fmt: skip
# Inside a word these are no letters: apostrophes of romanizations, stress and question marks
# that Armenian sets on the vowel, the stretched line of Arabic script.
_VANISHING = frozenset("'`´‘’‛′＇՚՛՜՞՟׳ـ")
# A mark of a lower class is part of the letter (nukta 7, kana voicing 8, virama 9).
_LOWEST_DIACRITIC = 10

_GONE, _MANY = "\0", "\1"


def fold_letter(letter: str) -> str:
    """Return what one code point becomes: letters, one space for a separator, or nothing."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter in _VANISHING or "\u02b0" <= letter <= "\u02ff":
        return ""
    if letter.isspace():
        return " "
    kind = category(letter)
    if kind[0] == "C" or kind == "Me":
        return ""
    if kind[0] == "M":
        return "" if combining(letter) >= _LOWEST_DIACRITIC else letter
    if kind[0] not in "LN":
        return " "
    if kind == "Nd":
        return str(int(letter))
    plain = "".join(c for c in normalize("NFKD", letter.casefold()) if not _is_diacritic(c))
    plain = normalize("NFC", plain.casefold())
    return plain if plain == letter else "".join(map(fold_letter, plain)).replace(" ", "")


def _is_diacritic(letter: str) -> bool:
    return combining(letter) >= _LOWEST_DIACRITIC


class _FoldTable(dict[int, str]):
    """A table for `str.translate` that learns each code point when it first meets it."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_letter(chr(code))
        return folded


class _EvenTable(dict[int, str]):
    """The same, but one character for each: marks stand where letters go or multiply."""

    def __missing__(self, code: int) -> str:
        folded = _FOLDED[code]
        even = self[code] = folded if len(folded) == 1 else _MANY if folded else _GONE
        return even


_FOLDED = _FoldTable()
_EVEN = _EvenTable()
_UNEVEN = re.compile(r"\x00+|\x01| [ \x00]+")

# A word of two alphabets is a slip of the keyboard or of recognition: its letters of the rarer
# alphabet become their look-alikes. ə stands in both, so it says nothing.
_BOTH_SCRIPTS = re.compile(r"[a-z][ə]*[\u0430-\u04ff]|[\u0430-\u04ff][ə]*[a-z]")
_WORD = re.compile(r"[^ ]+")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[\u0430-\u04ff]")
_TO_CYRILLIC = str.maketrans("aeopcyxhjkmti", "аеорсухһјкмті")
_TO_LATIN = str.maketrans("аеорсухһјкмтіԁԛԝ", "aeopcyxhjkmtidqw")


def clean_name(attested: str) -> str:
    r"""Return the name in NFC, single-spaced, without control or format characters.

    Spelling, case, brackets and diacritics stay as the source has them; so does the zero-width
    non-joiner after an Arabic letter, where it is spelling. Empty in, empty out.

    >>> clean_name("  Gyumri\u200b \n(Leninakan) ")
    'Gyumri (Leninakan)'
    """
    if attested.isprintable() and is_normalized("NFC", attested):
        return " ".join(attested.split())
    kept: list[str] = []
    for letter in attested:
        joins = letter == "\u200c" and bool(kept) and "\u0600" <= kept[-1] <= "\u06ff"
        if letter.isspace() or joins or category(letter) not in _INVISIBLE:
            kept.append(letter)
    return normalize("NFC", " ".join("".join(kept).split())).strip("\u200c")


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})


def fold(text: str) -> str:
    r"""Fold a name to the key by which it is found: no case, diacritics, apostrophes, punctuation.

    Keys are compared, never shown; `fold(fold(x)) == fold(x)`. The schwas of both alphabets are
    one letter, և and եւ are եվ, İ I ı i are one letter, a look-alike letter of another alphabet
    inside a word is put right, and whatever separates words is one space.

    >>> fold("Step’anakert"), fold("XANKӘNDİ"), fold("Երեւան"), fold("Hin-Tagher")
    ('stepanakert', 'xankəndi', 'երեվան', 'hin tagher')
    """
    if text.isascii():
        return " ".join(text.translate(_FOLDED).split())
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return _settle(" ".join(text.translate(_FOLDED).split()))


def _settle(folded: str) -> str:
    """Finish a folded text where a letter depends on its neighbour; the length stays."""
    if "եւ" in folded:
        folded = folded.replace("եւ", "եվ")
    folded = one_alphabet(folded)
    return folded if is_normalized("NFC", folded) else fold(folded)


def one_alphabet(lower: str) -> str:
    """Put look-alikes into the alphabet that most letters of their word have.

    For text in lower case with words separated by spaces; the length stays.

    >>> one_alphabet("мехманe аgdam")
    'мехмане agdam'
    """
    if not _BOTH_SCRIPTS.search(lower):
        return lower
    return _WORD.sub(lambda word: _level(word[0]), lower)


def _level(word: str) -> str:
    latin = len(_LATIN.findall(word))
    cyrillic = len(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    return word.translate(_TO_LATIN if latin > cyrillic else _TO_CYRILLIC)


class Offsets(Sequence[int]):
    """Where each character of a folded text stands in the text it was folded from.

    Positions are code points. Only the places where the two run out of step are kept, so a
    long document costs little; `span` turns a stretch of the folded text into the stretch of
    the original that a reader would mark.
    """

    __slots__ = ("_folded", "_inner", "_length", "_source", "_text")

    def __init__(
        self, text: str, length: int, folded: list[int], source: list[int],
        inner: "Offsets | None" = None,
    ) -> None:  # fmt: skip
        self._text = text
        self._length = length
        self._folded = folded
        self._source = source
        self._inner = inner

    def __len__(self) -> int:
        """Return the number of characters of the folded text."""
        return self._length

    @overload
    def __getitem__(self, position: int) -> int: ...
    @overload
    def __getitem__(self, position: slice) -> list[int]: ...
    def __getitem__(self, position: int | slice) -> int | list[int]:
        """Return the position in the original of a character of the folded text."""
        if isinstance(position, slice):
            return [self[i] for i in range(*position.indices(self._length))]
        if position < 0:
            position += self._length
        if not 0 <= position < self._length:
            raise IndexError(f"position {position} of a folded text of {self._length} characters")
        piece = bisect_right(self._folded, position) - 1
        source = self._source[piece] + position - self._folded[piece]
        return source if self._inner is None else self._inner[source]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return start and end in the original of the folded text's [start, end).

        Marks that belong to the last letter (a stress or an accent typed after it) are inside;
        an apostrophe or full stop after it is not, nor a mark that folds to a letter of its own.
        """
        if start >= end:
            here = self[start] if start < self._length else len(self._text)
            return here, here
        last = self[end - 1] + 1
        following = self[end] if end < self._length else len(self._text)
        while last < following and _continues(self._text[last]):
            last += 1
        return self[start], last


def _continues(letter: str) -> bool:
    """Tell whether a code point only goes on with the letter before it."""
    return category(letter)[0] == "M" or "\u1160" <= letter <= "\u11ff"


def fold_with_offsets(text: str) -> tuple[str, Offsets]:
    r"""Fold a text as `fold` does and say where each folded character came from.

    `offsets[i]` is the code point in `text` of `folded[i]`; `offsets.span(i, j)` is the stretch
    to mark for `folded[i:j]`. Made for documents: linear, and cheap where nothing moves.

    >>> folded, offsets = fold_with_offsets("İn  Step\u00adana\u0301kert.")
    >>> folded, offsets[3], offsets.span(3, 14)
    ('in stepanakert', 4, (4, 17))
    """
    if not text.isascii() and not is_normalized("NFC", text):
        composed, inner = _compose(text)
        folded, outer = _fold_composed(composed)
        offsets = Offsets(text, len(folded), outer._folded, outer._source, inner)
    else:
        folded, offsets = _fold_composed(text)
    settled = _settle(folded)
    if len(settled) != len(folded):  # letters met that compose: as rare as scattered Hangul
        settled, again = fold_with_offsets(folded)
        pieces = list(range(len(settled)))
        offsets = Offsets(text, len(settled), pieces, [offsets[again[i]] for i in pieces])
    return settled, offsets


def _fold_composed(text: str) -> tuple[str, Offsets]:
    even = text.translate(_EVEN)
    parts: list[str] = []
    folded_at: list[int] = []
    source_at: list[int] = []
    length = done = 0
    for gap in _UNEVEN.finditer(even):
        start, end = gap.span()
        if start > done:
            parts.append(even[done:start])
            folded_at.append(length)
            source_at.append(done)
            length += start - done
        for letter in _gap_letters(text, even, start):
            parts.append(letter)
            folded_at.append(length)
            source_at.append(start)
            length += 1
        done = end
    if done < len(even):
        parts.append(even[done:])
        folded_at.append(length)
        source_at.append(done)
        length += len(even) - done
    return _strip("".join(parts), text, folded_at, source_at)


def _gap_letters(text: str, even: str, start: int) -> str:
    if even[start] == _MANY:
        return _FOLDED[ord(text[start])]
    return "" if even[start] == _GONE else " "


def _strip(
    folded: str, text: str, folded_at: list[int], source_at: list[int]
) -> tuple[str, Offsets]:
    stripped = folded.strip(" ")
    lead = len(folded) - len(folded.lstrip(" ")) if stripped else 0
    if lead:
        first = bisect_right(folded_at, lead) - 1
        source_at = source_at[first:]
        source_at[0] += lead - folded_at[first]
        folded_at = [0, *(at - lead for at in folded_at[first + 1 :])]
    return stripped, Offsets(text, len(stripped), folded_at, source_at)


def _compose(text: str) -> tuple[str, Offsets]:
    """Compose each letter with its marks; lines already composed are taken whole."""
    parts: list[str] = []
    composed_at: list[int] = []
    source_at: list[int] = []
    length = 0
    for start, stretch in _stretches(text):
        composed = normalize("NFC", stretch)
        steps = range(1) if len(composed) == len(stretch) else range(len(composed))
        for step in steps:
            composed_at.append(length + step)
            source_at.append(start + (min(step, len(stretch) - 1) if step else 0))
        parts.append(composed)
        length += len(composed)
    return "".join(parts), Offsets(text, length, composed_at, source_at)


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """Yield (position, stretch): lines that are composed already, else letters with marks."""
    at = 0
    for line in text.splitlines(keepends=True):
        if line.isascii() or is_normalized("NFC", line):
            yield at, line
        else:
            begin = 0
            for here in range(1, len(line) + 1):
                if here == len(line) or not (combining(line[here]) or _continues(line[here])):
                    yield at + begin, line[begin:here]
                    begin = here
        at += len(line)


# First word of a letter's Unicode name -> ISO 15924 code, for scripts that names come in.
_SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "ARMENIAN": "Armn", "GEORGIAN": "Geor", "ARABIC": "Arab",
    "HEBREW": "Hebr", "GREEK": "Grek", "CJK": "Hani", "HANGUL": "Hang", "HIRAGANA": "Hira",
    "KATAKANA": "Kana", "DEVANAGARI": "Deva", "BENGALI": "Beng", "THAI": "Thai", "TAMIL": "Taml",
    "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "GUJARATI": "Gujr",
    "GURMUKHI": "Guru", "SINHALA": "Sinh", "ORIYA": "Orya", "MYANMAR": "Mymr", "KHMER": "Khmr",
    "LAO": "Laoo", "TIBETAN": "Tibt", "ETHIOPIC": "Ethi", "SYRIAC": "Syrc", "THAANA": "Thaa",
    "MONGOLIAN": "Mong", "CHEROKEE": "Cher", "FULLWIDTH": "Latn", "HALFWIDTH": "Kana",
    "TIFINAGH": "Tfng", "NKO": "Nkoo", "OL": "Olck", "CANADIAN": "Cans", "BOPOMOFO": "Bopo",
    "YI": "Yiii", "MODIFIER": "Zyyy", "FEMININE": "Latn", "MASCULINE": "Latn", "MICRO": "Grek",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _letter_script(letter: str) -> str:
    if "a" <= letter <= "z" or "A" <= letter <= "Z":
        return "Latn"
    if not letter.isalpha():
        return "Zyyy"
    return _SCRIPTS.get(letter_name(letter, "").partition(" ")[0], "Zzzz")


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script that most letters of the text have.

    Of two with as many letters the first to appear counts. `Zyyy` when there is no letter,
    `Zzzz` when the script is none of those that names come in.

    >>> script_of("Ժ."), script_of("Xankәndi"), script_of("№ 12"), script_of("خانکندی")
    ('Armn', 'Latn', 'Zyyy', 'Arab')
    """
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else "Zyyy"
    scripts = set(map(_letter_script, text))
    scripts.discard("Zyyy")
    if len(scripts) == 1:
        return scripts.pop()
    counts = Counter(map(_letter_script, text))
    del counts["Zyyy"]
    return max(counts, key=counts.__getitem__) if counts else "Zyyy"


def turkic_lower(text: str) -> str:
    """Lower the case as Azerbaijani and Turkish do: I to ı, İ to i, no stray dot above.

    >>> turkic_lower("QIRMIZI İMİŞLİ")
    'qırmızı imişli'
    """
    return text.replace("I\u0307", "i").replace("İ", "i").replace("I", "ı").lower()


def turkic_upper(text: str) -> str:
    """Raise the case as Azerbaijani and Turkish do: i to İ, ı to I.

    >>> turkic_upper("qırmızı imişli")
    'QIRMIZI İMİŞLİ'
    """
    return text.replace("i\u0307", "İ").replace("i", "İ").replace("ı", "I").upper()
