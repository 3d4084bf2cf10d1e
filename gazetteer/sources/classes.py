"""Look up the words of a source in the tables of `geodata/knowledge`."""

from functools import cache
from typing import cast

from gazetteer.model import PlaceType
from geodata.door import knowledge


@cache
def _classes() -> dict[tuple[str, str], tuple[PlaceType, str]]:
    return {
        (row["source"], row["code"]): (cast(PlaceType, row["type"]), row["feature"])
        for row in knowledge("feature_classes.csv")
    }


def feature_class(source: str, *codes: str) -> tuple[PlaceType, str]:
    """Return type and feature of the first code that the table has, else other/locality."""
    for code in codes:
        if found := _classes().get((source, code)):
            return found
    return "other", "locality"


@cache
def bcp47(code: str) -> str:
    """Return the BCP 47 tag of a source's language code; an unknown code stands for itself."""
    return _languages().get(code, code)


@cache
def _languages() -> dict[str, str]:
    return {row["code"]: row["lang"] for row in knowledge("language_codes.csv")}


@cache
def language_of_script(script: str) -> str:
    """Return the language that a script alone decides, else `und-<script>`."""
    return _script_languages().get(script, f"und-{script}")


@cache
def _script_languages() -> dict[str, str]:
    return {row["script"]: row["lang"] for row in knowledge("script_languages.csv")}
