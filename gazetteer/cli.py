"""The command line: parse, call, print. Everything heavy is imported by the command that needs it.

Exit codes: 0 done; 2 the input or the usage is at fault, one line a fault on standard error;
1 a failure of ours. Results go to standard output, progress and remarks to standard error.
"""

import argparse
import codecs
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gazetteer.errors import (
    DocumentError,
    GazetteerError,
    MissingInputError,
    OptionError,
    in_one_line,
)

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["_Parser"]
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.lookup import Candidate
    from gazetteer.model import Place

DONE, FAILED, BAD_INPUT = 0, 1, 2
_TYPES = ("settlement", "district", "region", "country", "hydro", "mountain", "road",
          "monument", "continent", "other")  # fmt: skip
_SCAN_FORMATS = ("jsonl", "csv", "geojson", "tei", "webannotation")
_REBUILD_STEPS = 7
_VIEWPOINT_HELP = "whose names label the places: all, document, hy, az, ru, en (all)"
_EXPORT_FORMATS = ("geojson", "geojsonl", "gpkg", "parquet", "fgb", "kml", "csv", "lpf", "lptsv")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; nothing a user can cause ends in a traceback."""
    try:
        _stand_in_for_closed_streams()
        _write_utf_8()
        options = _parser().parse_args(_keep_negative_positions(arguments))
        command: Callable[[argparse.Namespace], int] = options.command
        code = command(options)
        sys.stdout.flush()  # while a full disk can still be told of
        return code
    except GazetteerError as error:
        print(f"gazetteer: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        _drop_output()
        return DONE
    except KeyboardInterrupt:
        print("gazetteer: interrupted; nothing was left half-written", file=sys.stderr)
        return FAILED
    except OSError as error:  # where no command has words of its own for it
        _report_os(error)
        return BAD_INPUT


def _report_os(error: OSError) -> None:
    """Write in one line what the system refused: a file, or standard output on a full disk."""
    name, what = "standard output", "make room or give another place"
    if error.filename is not None:
        name, what = in_one_line(os.fsdecode(error.filename)), "mend the path or its permissions"
    else:
        _drop_output()
    print(f"gazetteer: {name}: {error.strerror or error}; {what}", file=sys.stderr)


def _drop_output() -> None:
    """Send what is still to be written nowhere, else leaving the program fails on it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stand_in_for_closed_streams() -> None:
    """Let what goes to a closed stream, as with `>&-`, go nowhere instead of to a file of ours."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))


def _write_utf_8() -> None:
    """Let standard output be UTF-8 whatever the system's encoding is, as the contract has it.

    A lone surrogate, as the shell and names of files can hold, is written as an escape, which
    JSON reads as the same character.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _keep_negative_positions(arguments: list[str] | None) -> list[str]:
    """Join `--near -33,151` into one word, since argparse reads `-33,151` as an option."""
    joined: list[str] = []
    for word in sys.argv[1:] if arguments is None else arguments:
        if (
            joined
            and joined[-1] in ("--near", "--bbox")
            and word[:1] == "-"
            and word[1:2].isdigit()
        ):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line that says where the help is."""

    def error(self, message: str) -> NoReturn:
        """Write the fault as one line and exit with 2."""
        self.exit(BAD_INPUT, f"gazetteer: {message} (see '{self.prog} --help')\n")


class _Version(argparse.Action):
    """Says the version; finding it out costs a third of a look-up, so only when asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"gazetteer {_version()}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gazetteer",
        description="Find, show, map and export the places of a multilingual gazetteer.",
        epilog="example: gazetteer lookup Stepanakert",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="say the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for add in (_add_lookup, _add_show, _add_scan, _add_map, _add_export, _add_reconcile,
                _add_evaluate, _add_check):  # fmt: skip
        add(commands)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("karabakh-gazetteer")
    except PackageNotFoundError:  # run from a checkout that nobody installed
        return "(not installed)"


def _add_command(
    commands: "Commands",
    name: str,
    run: Callable[[argparse.Namespace], int],
    about: str,
    example: str,
    *,
    reads_tables: bool = True,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about, epilog=f"example: {example}")
    parser.set_defaults(command=run)
    if reads_tables:
        parser.add_argument("--data", metavar="DIR", help="use these tables, not the shipped ones")
    return parser


def _open(options: argparse.Namespace) -> "Gazetteer":
    from gazetteer.gazetteer import Gazetteer

    return Gazetteer.open(options.data)


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


# lookup


def _add_lookup(commands: "Commands") -> None:
    parser = _add_command(
        commands, "lookup", _lookup, "Find places by any of their names, in any script.",
        "gazetteer lookup 'Мартунинский район' --country AZ --json",
    )  # fmt: skip
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="one name, as it stands on the page"
    )
    parser.add_argument(
        "--batch", metavar="FILE", help="a file with one name a line; - reads the input"
    )
    parser.add_argument(
        "--lang", metavar="L", help="only names in this language (hy, az, ru, en …)"
    )
    parser.add_argument(
        "--type", choices=_TYPES, metavar="T", help=f"only places of a type: {', '.join(_TYPES)}"
    )
    parser.add_argument(
        "--country", metavar="CC", help="only places of a country (ISO 3166-1 alpha-2)"
    )
    parser.add_argument(
        "--near",
        type=_position,
        metavar="LAT,LON",
        help="prefer places near a position; without NAME, list the nearest",
    )
    parser.add_argument(
        "--limit", type=_count, default=10, metavar="N", help="at most so many places (10)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, as the contract has it")


def _position(text: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LAT,LON, as in 39.8,46.7") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; latitude comes first")
    return lat, lon


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _lookup(options: argparse.Namespace) -> int:
    if options.batch is not None and options.name is not None:
        raise OptionError("give either NAME or --batch FILE, not both")
    if options.batch is None and options.name is None and options.near is None:
        raise OptionError(
            "give a NAME, --batch FILE or --near LAT,LON (see 'gazetteer lookup --help')"
        )
    if options.name is not None and not options.name.strip():
        raise OptionError("NAME is empty; give a name, as in 'gazetteer lookup Goris'")
    names = [options.name] if options.batch is None else _batch_lines(options.batch)
    gazetteer = _open(options)
    for name in names:
        candidates = _candidates(gazetteer, name, options)
        if options.json:
            _print_json({"query": name or "", "candidates": [c.to_json() for c in candidates]})
        else:
            _print_candidates(name, candidates, gazetteer)
    return DONE


def _batch_lines(path: str) -> Iterator[str]:
    if path == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")  # type: ignore[union-attr]
        yield from _names(sys.stdin, "standard input")
        return
    if not Path(path).exists() or Path(path).is_dir():
        reason = "a folder" if Path(path).is_dir() else "no such file"
        raise MissingInputError(f"{path}: {reason}; --batch takes a text file with one name a line")
    # A pipe, as of `--batch <(…)`, can be read only once: it is taken as it comes, like the input.
    encoding = _batch_encoding(path) if Path(path).is_file() else "utf-8-sig"
    with Path(path).open(encoding=encoding, errors="surrogateescape", newline="\n") as file:
        yield from _names(file, path)


def _names(lines: Iterable[str], source: str) -> Iterator[str]:
    """Yield a name a line; raise DocumentError behind the last one when some were no UTF-8.

    What comes through a pipe cannot be read through first, so every line is answered.
    """
    first_bad = 0
    for number, line in enumerate(lines, 1):
        if not first_bad and _SURROGATES.search(line):
            first_bad = number
        yield line.rstrip("\r\n")
    if first_bad:
        raise DocumentError(
            f"{source}: line {first_bad} is not UTF-8 and was looked up as it came; "
            "give the names as UTF-8, a name a line"
        )


_SURROGATES = re.compile("[\udc80-\udcff]")  # what Python reads bytes as that are no UTF-8


def _batch_encoding(path: str) -> str:
    """Return the encoding of a file of names, read through once before anything is answered."""
    with Path(path).open("rb") as file:
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        encoding = "utf-16" if marked else "utf-8-sig"
        if not marked:
            file.seek(0)
            for number, line in enumerate(file, 1):
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    raise DocumentError(
                        f"{path}: line {number} is not UTF-8; save the file as UTF-8, a name a line"
                    ) from None
    return encoding


def _candidates(
    gazetteer: "Gazetteer", name: str | None, options: argparse.Namespace
) -> "list[Candidate]":
    if name is None:
        return gazetteer.nearest(
            *options.near, limit=options.limit, type=options.type, country=options.country,
            lang=options.lang,
        )  # fmt: skip
    return gazetteer.lookup(
        name, lang=options.lang, type=options.type, country=options.country,
        near=options.near, limit=options.limit,
    )  # fmt: skip


_LONGEST_SHOWN = 80  # letters of a name that nothing answers


def _print_candidates(
    name: str | None, found: "Sequence[Candidate]", gazetteer: "Gazetteer"
) -> None:
    if not found:
        asked = name or ""
        if len(asked) > _LONGEST_SHOWN:
            asked = f"{asked[:_LONGEST_SHOWN]}…"
        print(f"{_printable(asked)}: no place of the gazetteer has a name like this")
    for place, apart in zip(found, _set_apart(found, gazetteer), strict=True):
        kind = f"[{place.type}, {place.country_code or '–'}{_printable(apart and f'; {apart}')}]"
        print(f"{place.id}  {_printable(place.label)}  {kind}  "
              f"{place.lat:.4f},{place.lon:.4f}  {place.score:.2f} {place.how}")  # fmt: skip
        print(f"         {_printable(place.why)}")


def _set_apart(found: "Sequence[Candidate]", gazetteer: "Gazetteer") -> list[str]:
    """Return what sets each apart from the others of its label and type."""
    from gazetteer.distinction import distinctions

    def named(place_id: str) -> tuple[str, str]:
        if place_id not in gazetteer:
            return "", ""
        return gazetteer.label(gazetteer[place_id]), gazetteer[place_id].type

    return distinctions([(one.label, one.place) for one in found], named)


def _printable(text: str) -> str:
    """Replace what a terminal could obey or UTF-8 cannot carry.

    The two joiners stay: Persian names are written with them.
    """
    return "".join(c if c.isprintable() or c in _JOINERS else _REPLACED for c in text)


_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_REPLACED = "\N{REPLACEMENT CHARACTER}"


# show


def _add_show(commands: "Commands") -> None:
    parser = _add_command(
        commands, "show", _show, "Show one place: every name and where it came from.",
        "gazetteer show p000123",
    )  # fmt: skip
    parser.add_argument("id", metavar="ID", help="a place identifier, as look-up prints it")
    parser.add_argument("--json", action="store_true", help="print JSON, as the contract has it")


def _show(options: argparse.Namespace) -> int:
    gazetteer = _open(options)
    place = gazetteer[options.id]
    if options.json:
        _print_json(place.to_json(gazetteer.label(place)))
    else:
        print("\n".join(_printable(line) for line in _describe(place, gazetteer)))
    return DONE


def _describe(place: "Place", gazetteer: "Gazetteer") -> Iterator[str]:
    yield f"{place.id}  {gazetteer.label(place)}"
    exists = (
        f", {place.since or '?'} to {place.until or 'today'}" if place.since or place.until else ""
    )
    position = f"{place.lat:.5f}, {place.lon:.5f}"
    yield f"{place.type} ({place.feature}){exists}; {position}; {place.country_code or '–'}"
    if place.superseded_by:
        yield f"superseded by {place.superseded_by}"
    for scheme, identifiers in place.concordances.items():
        yield f"  {scheme}: {', '.join(identifiers)}"
    yield "names:"
    for name in gazetteer.ordered_names(place):
        years = f" {name.since or '…'}–{name.until or '…'}" if name.since or name.until else ""
        used = f", used by {name.used_by}" if name.used_by else ""
        how = f", derived: {name.derived_by}" if name.derived_by else ""
        about = f"[{name.lang}, {name.kind}{years}{used}{how}]"
        yield f"  {name.form}  {about}  {'; '.join(name.sources)}"
    for link in place.links:
        if link.relation != "same_as":
            years = (
                f" {link.since or '…'} to {link.until or '…'}" if link.since or link.until else ""
            )
            target = gazetteer.label(gazetteer[link.target]) if link.target in gazetteer else ""
            yield f"  {link.relation} {link.system}: {link.target} {target}{years}"


# scan


def _add_scan(commands: "Commands") -> None:
    parser = _add_command(
        commands, "scan", _scan, "Find the places that documents mention, with the reasons. What "
        "cannot be read is named on standard error, the rest is done, and the exit code is 2.",
        "gazetteer scan reports/ --format csv --out mentions.csv",
    )  # fmt: skip
    parser.add_argument("paths", nargs="+", metavar="PATH", help="documents, or folders of them")
    parser.add_argument(
        "--format", choices=_SCAN_FORMATS, default="jsonl", help="what to write (jsonl)"
    )
    parser.add_argument("--out", metavar="FILE", help="write here, not to standard output")
    _add_jobs(parser)


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        type=_count,
        default=1,
        metavar="N",
        help="so many processes, at most one for each processor (1)",
    )


def _scan(options: argparse.Namespace) -> int:
    from gazetteer.geoparsing.batch import scan_paths
    from gazetteer.overlooked import remark_on_others

    others = remark_on_others(options.paths, [options.out])
    left_out = scan_paths(
        options.paths, data=options.data, format=options.format, out=options.out,
        jobs=options.jobs,
    )  # fmt: skip
    return _report_left_out(left_out, others)


def _report_left_out(left_out: Iterable[GazetteerError], others: str) -> int:
    """Write what was left out and return the exit code; files of other kinds are no fault."""
    faults = list(left_out)
    if others:
        print(f"gazetteer: {in_one_line(others)}", file=sys.stderr)
    for fault in faults:
        print(f"gazetteer: {in_one_line(str(fault))}", file=sys.stderr)
    return BAD_INPUT if faults else DONE


# map


def _add_map(commands: "Commands") -> None:
    parser = _add_command(
        commands, "map", _map, "Build a site that shows documents and the places they mention.",
        "gazetteer map reports/ --out site",
    )  # fmt: skip
    parser.add_argument("paths", nargs="+", metavar="PATH", help="documents, or folders of them")
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="the folder to write the site to"
    )
    parser.add_argument("--viewpoint", default="all", metavar="V", help=_VIEWPOINT_HELP)
    parser.add_argument("--title", default="", metavar="T", help="the title of the site")
    parser.add_argument(
        "--policy",
        metavar="FILE",
        help="withhold or generalise places: a CSV with the columns place, action (drop, district "
        "or grid), grid_km and reason",
    )
    _add_jobs(parser)


def _map(options: argparse.Namespace) -> int:
    from gazetteer.overlooked import remark_on_others
    from maps.site import build_site_from_paths

    others = remark_on_others(options.paths, [options.policy])
    index, left_out = build_site_from_paths(
        options.paths, options.out, data=options.data, viewpoint=options.viewpoint,
        title=options.title, policy=options.policy, jobs=options.jobs,
    )  # fmt: skip
    code = _report_left_out(left_out, others)
    print(index)
    return code


# export


def _add_export(commands: "Commands") -> None:
    parser = _add_command(
        commands, "export", _export, "Write the gazetteer, or a part of it, to a file.",
        "gazetteer export --type district --out districts.geojson",
    )  # fmt: skip
    parser.add_argument(
        "--format",
        choices=_EXPORT_FORMATS,
        default="geojson",
        help="what to write (geojson); parquet needs the extra: pip install "
        "'karabakh-gazetteer[parquet]'",
    )
    parser.add_argument("--type", choices=_TYPES, metavar="T", help="only places of this type")
    parser.add_argument(
        "--bbox", type=_box, metavar="W,S,E,N", help="only places in this box, in degrees"
    )
    parser.add_argument("--viewpoint", default="all", metavar="V", help=_VIEWPOINT_HELP)
    parser.add_argument(
        "--geometry",
        choices=("point", "outline"),
        default="point",
        help="what to draw a place with: its point, or its outline where it has one (point)",
    )
    parser.add_argument("--out", required=True, metavar="FILE", help="the file to write")


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not W,S,E,N, as in 45,38,48,41") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; the order is W,S,E,N")
    return west, south, east, north


def _export(options: argparse.Namespace) -> int:
    from gazetteer.formats import export

    export(
        _open(options), options.format, Path(options.out), type=options.type, bbox=options.bbox,
        viewpoint=options.viewpoint, geometry=options.geometry,
    )  # fmt: skip
    return DONE


# reconcile, evaluate, check


def _add_reconcile(commands: "Commands") -> None:
    parser = _add_command(
        commands, "reconcile", _reconcile, "Rebuild the tables from source extracts. Needs the "
        "extra: pip install 'karabakh-gazetteer[rebuild]'.",
        "gazetteer reconcile --sources sources --out tables", reads_tables=False,
    )  # fmt: skip
    parser.add_argument(
        "--sources", required=True, metavar="DIR", help="the folder of source extracts"
    )
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="the folder to write the tables to"
    )


def _reconcile(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from gazetteer.build import build_gazetteer
    from gazetteer.outcome import outcome

    with tqdm(total=_REBUILD_STEPS, delay=2, leave=False, disable=None) as bar:

        def say(step: str) -> None:
            bar.set_description(step)
            bar.update()

        build_gazetteer(Path(options.sources), Path(options.out), say=say)
    print(outcome(Path(options.sources), Path(options.out)))
    return DONE


def _add_evaluate(commands: "Commands") -> None:
    parser = _add_command(
        commands, "evaluate", _evaluate, "Score recognition and resolution on annotated documents.",
        "gazetteer evaluate gold/ --json",
    )  # fmt: skip
    parser.add_argument("gold", nargs="+", metavar="GOLD", help="gold files, or folders of them")
    parser.add_argument(
        "--documents", metavar="DIR", help="where the documents of the gold files are"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _evaluate(options: argparse.Namespace) -> int:
    from gazetteer.geoparsing.evaluation import evaluate

    report = evaluate(options.gold, _open(options), documents=options.documents)
    if options.json:
        _print_json(report.to_json())
    else:
        print(report)
    return DONE


def _add_check(commands: "Commands") -> None:
    parser = _add_command(
        commands, "check", _check, "Report on the integrity of the region's data.",
        "gazetteer check --html report.html",
    )  # fmt: skip
    parser.add_argument("--html", metavar="FILE", help="write the report as one page too")
    parser.add_argument("--csv", metavar="FILE", help="write the findings as a table too")


def _check(options: argparse.Namespace) -> int:
    from gazetteer.integrity import check
    from geodata import tables_path

    report = check(Path(options.data) if options.data else tables_path())
    if options.csv:
        report.write_csv(Path(options.csv))
    if options.html:
        from maps.integrity_page import write_page

        write_page(report, Path(options.html))
    print(report)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
