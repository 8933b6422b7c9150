"""Whether somebody sees the review for the first time."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from cleanup.disk.private_folder import make_private_folder
from cleanup.language import tr
from cleanup.model.errors import StateProblem

# Even a full disk takes an empty file.
_TRIAL = b"\0" * 65536


def is_first_review(state: Path) -> bool:
    """Whether this is the first review; from now on it is not.

    Raises StateProblem if nothing can be kept in the state folder: better now than after choices were made.
    """
    seen = state / "review-seen"
    try:
        make_private_folder(state)
        with TemporaryFile(dir=state) as trial:
            trial.write(_TRIAL)
            trial.flush()
        seen.touch(0o600, exist_ok=False)
    except FileExistsError:
        return False
    except OSError as error:
        raise StateProblem(
            tr("Your choices cannot be saved in {path}: {reason}.", path=state, reason=error.strerror),
            tr("Check the folder {path}.", path=state),
        ) from None
    return True
