"""Write the integrity report as one page that needs nothing else: no script, no other file."""

from pathlib import Path

from gazetteer.formats.output import write_text
from gazetteer.integrity import CHECKS, LANGUAGES, Finding, Report

from .pages import templates

SHOWN = 1_000  # findings of one check that the page lists; the table has them all
_SEVERITIES = ("error", "suspect", "note")


def write_page(report: Report, path: Path) -> None:
    """Write the page; raise OutputError, with nothing half-written, when that fails."""
    write_text([render(report)], path)


def render(report: Report) -> str:
    """Return the page; every text of the tables is escaped."""
    checks = [
        {
            "name": check.name,
            "title": check.title,
            "meaning": check.meaning,
            "findings": _sorted(report.of(check.name))[:SHOWN],
            "left_out": max(0, len(report.of(check.name)) - SHOWN),
            "tally": _tally(report.of(check.name)),
        }
        for check, _ in CHECKS
    ]
    return templates().get_template("integrity.html").render(
        report=report, checks=checks, languages=LANGUAGES, severities=_SEVERITIES,
        totals={s: sum(f.severity == s for f in report.findings) for s in _SEVERITIES},
    )  # fmt: skip


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity))


def _tally(findings: list[Finding]) -> list[tuple[str, int]]:
    counted = [(s, sum(f.severity == s for f in findings)) for s in _SEVERITIES]
    return [(severity, count) for severity, count in counted if count]
