"""The one door to the system for everything that only looks: which module answers is decided here and nowhere else."""

from __future__ import annotations

import sys

from cleanup.disk.system.desktop import has_desktop, open_in_desktop
from cleanup.disk.system.facts import NAME, BinRules, Facts, Handle, Listed
from cleanup.disk.system.rpm import told_by_rpm
from cleanup.disk.system.typed import forget_what_was_typed, is_terminal
from cleanup.disk.system.unpacker import as_tar, unpacker

if sys.platform == "win32":
    from cleanup.disk.system.silent import blocks_read, files_left, is_kept_in_step, is_locked, shared_bytes
    from cleanup.disk.system.windows.bins import account, bin_rules, days_in_trash, is_users_own, may_others_change
    from cleanup.disk.system.windows.files import (
        PASS,
        allocated_bytes,
        as_spelled,
        close_file,
        descriptors_allowed,
        facts_behind,
        facts_by_path,
        facts_of_names,
        free_bytes,
        leave,
        link_text,
        listed_in,
        names_in,
        read_at,
    )
    from cleanup.disk.system.windows.handles import (
        content_if,
        enter,
        facts_at,
        facts_of,
        fits,
        open_file,
        open_folder,
        pass_into,
        reach_folder,
        way_up,
    )
    from cleanup.disk.system.windows.msi import package_in_msi, versions_by_msi
    from cleanup.disk.system.windows.rights import (
        have_one_owner,
        may_leave,
        may_others_write,
        why_no_changes,
        why_nothing_leaves,
    )
    from cleanup.disk.system.windows.users import (
        home_of_user,
        home_told,
        homes,
        is_elevated,
        known_folders,
        machine_folder,
        own_folders,
        owner_name,
        step_back,
        user_number,
    )
    from cleanup.disk.system.windows.volumes import mount_table, room_on_volume, with_uuid
else:
    from cleanup.disk.system.posix.bins import (
        account,
        bin_rules,
        days_in_trash,
        have_one_owner,
        is_users_own,
        may_others_change,
    )
    from cleanup.disk.system.posix.files import (
        PASS,
        allocated_bytes,
        blocks_read,
        close_file,
        content_if,
        descriptors_allowed,
        enter,
        facts_at,
        facts_behind,
        facts_by_path,
        facts_of,
        facts_of_names,
        files_left,
        fits,
        free_bytes,
        leave,
        link_text,
        listed_in,
        names_in,
        open_file,
        open_folder,
        pass_into,
        reach_folder,
        read_at,
        room_on_volume,
        way_up,
    )
    from cleanup.disk.system.posix.users import (
        home_of_user,
        home_told,
        homes,
        is_elevated,
        known_folders,
        machine_folder,
        may_leave,
        may_others_write,
        own_folders,
        owner_name,
        user_number,
        why_no_changes,
        why_nothing_leaves,
    )
    from cleanup.disk.system.silent import package_in_msi, versions_by_msi

    if sys.platform == "linux":
        from cleanup.disk.system.linux.afresh import look_afresh
        from cleanup.disk.system.linux.behind_volumes import files_behind_volumes, image_behind
        from cleanup.disk.system.linux.extents import reserved_ranges, shared_bytes
        from cleanup.disk.system.linux.gentle import step_back
        from cleanup.disk.system.linux.in_use import paths_in_use
        from cleanup.disk.system.linux.layers import began_in_lower_layer
        from cleanup.disk.system.linux.memory import give_back_what_is_free
        from cleanup.disk.system.linux.origin import says_its_origin
        from cleanup.disk.system.linux.page_cache import Guest
        from cleanup.disk.system.linux.rotational import is_rotational
        from cleanup.disk.system.linux.statx import encryption_policy, is_locked, mount_number
        from cleanup.disk.system.linux.volumes import (
            is_kept_in_step,
            mount_table,
            mounted,
            subvolume,
            with_uuid,
        )
        from cleanup.disk.system.linux.watch import watched
    else:
        from cleanup.disk.system.macos import (
            as_spelled,
            is_kept_in_step,
            is_locked,
            mount_table,
            shared_bytes,
            step_back,
            with_uuid,
        )

if sys.platform != "linux":
    from cleanup.disk.system.silent import (
        Guest,
        began_in_lower_layer,
        encryption_policy,
        files_behind_volumes,
        give_back_what_is_free,
        image_behind,
        is_rotational,
        look_afresh,
        mount_number,
        paths_in_use,
        reserved_ranges,
        says_its_origin,
        subvolume,
        watched,
    )

if sys.platform == "linux":

    def as_spelled(path: str) -> str:
        """A real path as it is: names that are spelled differently are different names."""
        return path


else:

    def mounted() -> tuple[tuple[str, str], ...]:
        """Where file systems are mounted, and of which type."""
        return tuple((mount.path, mount.filesystem) for mount in mount_table())


HAS_RECYCLE_BIN = sys.platform == "win32"
"""Whether a drive can have the Recycle Bin of Windows."""

HAS_APPLE_TRASH = sys.platform == "darwin"
"""Whether what is thrown away is given to the file manager of macOS."""

MARKS_FILES = sys.platform in {"darwin", "win32"}
"""Whether files carry marks of the system's own, hidden or online only, that no look at their names tells."""
