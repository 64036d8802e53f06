"""The pseudonym key: outside git, mode 600; its fingerprint stands with the kept deliveries.

**Rotation.** A pseudonym cannot be turned back into the number it came from, so that kept rows cannot be hashed
anew under another key, and the raw files they came from may be gone. A new key from nothing would part everybody
from their past. So a key grows by generations: the file holds them all, a line each, and a pseudonym is the hash
under the last of the hash under the one before. What was kept under the first lines needs the last line alone to
become what a number read today becomes, and nobody is parted. Whoever has old tables, or an old key file, cannot
tell who is who in new ones: for that they need the last line. What rotation cannot do is to take back what the old
key and old tables together gave away.

The key file is replaced first, by one rename; then the kept deliveries one after the other, each by one rename with
the fingerprint it is under. Wherever that is cut short each delivery says how far it has come; `read` lifts what
was left behind as it reads, and the next `keep` or `rotate` lifts it for good.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from competence.run import files
from competence.sources import kept
from competence.sources.faults import DeliveryError, fault
from competence.sources.identity import GENERATION

ENVIRONMENT = "COMPETENCE_KEY_FILE"
_SETTING = "[privacy] key_file"
GENERATIONS = 64  # as many lines as a key file may have
_LONGEST = GENERATIONS * (2 * GENERATION + 2)


def key_path(config) -> Path:
    """Where the key lies: the environment variable, `privacy.key_file`, else the user's configuration folder."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    if config.privacy.key_file:
        return (config.folder / Path(config.privacy.key_file).expanduser()).resolve()
    import platformdirs

    return Path(platformdirs.user_config_dir("competence", appauthor=False)) / "pseudonym.key"


def key(config) -> bytes:
    """The key (32 bytes a generation), made at first use; refused where kept deliveries were made with another.

    Raises
    ------
    DeliveryError : `bad_key` (unreadable or no key), `wrong_key`.
    """
    under = {k.fingerprint for k in kept.every(config)}
    try:
        path = key_path(config)
        if not path.exists():
            if under:
                raise DeliveryError([fault(path.name, "wrong_key", "the key file is gone; restore it")])
            files.folder(path.parent, files.PRIVATE_FOLDER)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, files.PRIVATE)
            with os.fdopen(handle, "wb") as file:
                file.write(_written(throwaway_key()))
        with open(path, "rb") as file:
            text = file.read(_LONGEST)  # whatever the path leads to, no more than a key
    except RuntimeError:  # no such user in `~name/`
        raise DeliveryError([fault(_SETTING, "bad_key", "names a folder that is nobody's")]) from None
    except OSError as error:
        detail = f"cannot be read or made {_where(config)}: {os.strerror(error.errno or 0)}"
        raise DeliveryError([fault(path.name, "bad_key", detail)]) from None
    found = _read(text)
    if not found:
        detail = f"expected {2 * GENERATION} hexadecimal digits a line in it, {_where(config)}"
        raise DeliveryError([fault(path.name, "bad_key", detail)])
    if not under <= set(kept.fingerprints(found)):
        raise DeliveryError([fault(path.name, "wrong_key")])
    return found


def _read(text: bytes) -> bytes:
    """The generations of a key file in a row; nothing where a line is none."""
    try:
        parts = [bytes.fromhex(line) for line in text.decode("ascii").split()]
    except ValueError:
        return b""
    return b"".join(parts) if all(len(part) == GENERATION for part in parts) else b""


def _written(found: bytes) -> bytes:
    parts = [found[at : at + GENERATION] for at in range(0, len(found), GENERATION)]
    return b"".join(part.hex().encode("ascii") + b"\n" for part in parts)


def looking_key(config) -> bytes:
    """For a look that changes nothing: the key where deliveries are kept to be compared with, else one to throw away."""
    return key(config) if kept.every(config) else throwaway_key()


def rotate(config) -> int:
    """Add a generation to the key and lift all kept deliveries to it; how many they are.

    Raises
    ------
    DeliveryError : `bad_key`, `wrong_key`; nothing is changed then.
    """
    found = key(config)
    if len(found) >= GENERATIONS * GENERATION:
        raise DeliveryError([fault(key_path(config).name, "bad_key", f"it has {GENERATIONS} generations")])
    found += throwaway_key()
    files.write_bytes(key_path(config).resolve(), _written(found), files.PRIVATE)  # not the link to it
    return lift(config, found)


def lift(config, found: bytes) -> int:
    """Bring kept deliveries that are under earlier generations of the key under all of it; how many they were."""
    whole = fingerprint(found)
    behind = [k for k in kept.every(config) if k.fingerprint != whole]
    for each in behind:
        each.write(kept.lifted(each.rows(), each.fingerprint, found), whole)
    return len(behind)


def _where(config) -> str:
    if os.environ.get(ENVIRONMENT):
        return f"where {ENVIRONMENT} says"
    return f"where {_SETTING} says" if config.privacy.key_file else "in the user's configuration folder"


def throwaway_key() -> bytes:
    """A key that lives as long as the run."""
    return secrets.token_bytes(GENERATION)


def fingerprint(found: bytes) -> str:
    """16 hex that tell keys apart and give nothing away."""
    return kept.fingerprints(found)[-1]
