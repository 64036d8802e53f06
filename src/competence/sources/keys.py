"""The pseudonym key: outside git, mode 600; its fingerprint stands with the kept deliveries."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from competence.run import files
from competence.sources.faults import DeliveryError, fault

ENVIRONMENT = "COMPETENCE_KEY_FILE"
_SETTING = "[privacy] key_file"
BYTES = 32
_LONGEST = 200


def key_path(config) -> Path:
    """Where the key lies: the environment variable, `privacy.key_file`, else the user's configuration folder."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    if config.privacy.key_file:
        return (config.folder / Path(config.privacy.key_file).expanduser()).resolve()
    import platformdirs

    return Path(platformdirs.user_config_dir("competence", appauthor=False)) / "pseudonym.key"


def key(config) -> bytes:
    """The key (32 bytes), made at first use; refused where the kept deliveries were made with another.

    Raises
    ------
    DeliveryError : `bad_key` (unreadable or no key), `wrong_key`.
    """
    kept = kept_fingerprint(config)
    try:
        path = key_path(config)
        if not path.exists():
            if kept is not None:
                raise DeliveryError([fault(path.name, "wrong_key", "the key file is gone; restore it")])
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, files.PRIVATE)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(BYTES).encode("ascii") + b"\n")
        with open(path, "rb") as file:
            text = file.read(_LONGEST).strip()  # whatever the path leads to, no more than a key
    except RuntimeError:  # no such user in `~name/`
        raise DeliveryError([fault(_SETTING, "bad_key", "names a folder that is nobody's")]) from None
    except OSError as error:
        detail = f"cannot be read or made {_where(config)}: {os.strerror(error.errno or 0)}"
        raise DeliveryError([fault(path.name, "bad_key", detail)]) from None
    try:
        found = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        found = b""
    if len(found) != BYTES:
        detail = f"expected {2 * BYTES} hexadecimal digits in it, {_where(config)}"
        raise DeliveryError([fault(path.name, "bad_key", detail)])
    if kept not in (None, fingerprint(found)):
        raise DeliveryError([fault(path.name, "wrong_key")])
    return found


def _where(config) -> str:
    if os.environ.get(ENVIRONMENT):
        return f"where {ENVIRONMENT} says"
    return f"where {_SETTING} says" if config.privacy.key_file else "in the user's configuration folder"


def throwaway_key() -> bytes:
    """A key that lives as long as the run: for `check`."""
    return secrets.token_bytes(BYTES)


def fingerprint(found: bytes) -> str:
    """16 hex that tell keys apart and give nothing away."""
    return hashlib.blake2b(b"fingerprint", key=found, digest_size=8).hexdigest()


def kept_fingerprint(config) -> str | None:
    """Fingerprint of the key that the kept deliveries were made with; None where nothing is kept."""
    for manifest in manifests(config):
        return files.read_json(manifest)["key_fingerprint"]
    return None


def manifests(config) -> list[Path]:
    """The manifests of what is kept. A folder that may not be read is an error: it is not an empty one."""
    folder = config.kept / "deliveries"
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    found = [folder / name / "manifest.json" for name in names if not name.startswith(".")]
    return [path for path in found if path.parent.is_dir()]
