"""Write the files of a site: data that a page opened from the file system can read, and pages."""

from pathlib import Path

from .escaping import data_script, json_text


def write_data(folder: Path, key: str, value: object) -> None:
    """Write `data/<key>.js`, which a page opened from the file system can read."""
    path = folder / "data" / f"{key}.js"
    path.write_text(data_script(key, json_text(value)), encoding="utf-8", newline="\n")


def write_geojson(folder: Path, key: str, value: object) -> None:
    """Write `data/<key>.geojson`, for other programs."""
    path = folder / "data" / f"{key}.geojson"
    path.write_text(json_text(value) + "\n", encoding="utf-8", newline="\n")


def write_page(folder: Path, name: str, html: str) -> None:
    """Write a page of the site."""
    (folder / name).write_text(html, encoding="utf-8", newline="\n")
