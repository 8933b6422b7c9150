"""Why something is not chosen, in words."""

from __future__ import annotations

from cleanup.language import tr, trn


def left_alone(code: str, count: int) -> str:
    """A number of things that stay, and why; "" for a code from elsewhere."""
    words = {
        "held": ("{n} copy in a folder whose files stay", "{n} copies in folders whose files stay"),
        "tie": ("{n} copy that no rule tells from another", "{n} copies that no rule tells from others"),
        "holds-keeper": ("{n} folder that holds what stays", "{n} folders that hold what stays"),
        "kept-by-you": ("{n} file protected by you", "{n} files protected by you"),
        "never-ask": ("{n} file you decided about", "{n} files you decided about"),
        "other-names": ("{n} file with other names elsewhere", "{n} files with other names elsewhere"),
        "protected": ("{n} file of programs or the system", "{n} files of programs or the system"),
        "hidden": ("{n} hidden file", "{n} hidden files"),
        "changed": ("{n} folder that changed", "{n} folders that changed"),
    }
    return trn(*words[code], count) if code in words else ""


def why_not(code: str) -> str:
    """Why one thing cannot be chosen."""
    words = {
        "held": tr("it lies in a folder whose files stay"),
        "kept": tr("it is the copy that stays"),
        "last-copy": tr("one copy always stays, and no other can"),
        "holds-keeper": tr("it holds something that stays"),
        "kept-by-you": tr("it is protected by you (--protect)"),
        "never-ask": tr("you decided that it stays; see: cleanup decisions list"),
        "other-names": tr("it has another name elsewhere, so nothing would come free"),
        "protected": tr("it belongs to a program or the system"),
        "hidden": tr("it is hidden"),
        "changed": tr("it changed since the scan, or is gone"),
    }
    return words.get(code, code)
