"""`competence privacy`: the record of processing, written beside the built tables."""

from __future__ import annotations

from pathlib import Path

from competence import sources
from competence.config import Config
from competence.report import record
from competence.run import files, purge


def facts(config: Config) -> record.Facts:
    """What lies in the folder, as the record tells it."""
    kept = sources.kept_days(config)
    purged = [entry for entry in purge.log(config) if entry.get("persons")]
    return record.Facts(
        kept=len(kept),
        first=min(kept, default=""),
        last=max(kept, default=""),
        purged=sum(entry["persons"] for entry in purged),
        purged_on=max((entry["when"][:10] for entry in purged), default=""),
    )


def write(config: Config) -> tuple[list[Path], list[str], str]:
    """Write `data/processed/privacy.md` and `.html` (mode 600): the files, what is not filled in, the Markdown."""
    markdown, html = record.record(config, facts(config))
    files.private(config.processed)
    found = [config.processed / f"privacy.{kind}" for kind in ("md", "html")]
    for path, text in zip(found, (markdown, html)):
        files.write_text(path, text, files.PRIVATE)
    return found, record.unfilled(config), markdown
