"""FIND: from the inventory to findings. One file per finder; ``FINDERS`` lists them in the order of reports.

A program that uses this one as a library can add finders of its own to the list; nothing else is loaded.
"""

from __future__ import annotations

from cleanup.find.broken_links import BrokenLinks
from cleanup.find.build_folders import BuildFolders
from cleanup.find.conflict_copies import ConflictCopies
from cleanup.find.contained_folders import ContainedFolders
from cleanup.find.duplicate_folders import DuplicateFolders
from cleanup.find.duplicates import Duplicates
from cleanup.find.empty_files import EmptyFiles
from cleanup.find.empty_folders import EmptyFolders
from cleanup.find.extracted_archives import ExtractedArchives
from cleanup.find.finder import Finder
from cleanup.find.installers import Installers
from cleanup.find.large import Large
from cleanup.find.leftovers import Leftovers
from cleanup.find.name_families import NameFamilies
from cleanup.find.package_stores import PackageStores
from cleanup.find.phone_backups import PhoneBackups
from cleanup.find.photos.bursts import Bursts
from cleanup.find.photos.poor import PoorPhotos
from cleanup.find.photos.similar import SimilarPhotos
from cleanup.find.screenshots import Screenshots
from cleanup.find.stale import Stale

FINDERS: list[type[Finder]] = [
    Duplicates,
    DuplicateFolders,
    ContainedFolders,
    ExtractedArchives,
    Large,
    Stale,
    EmptyFiles,
    EmptyFolders,
    BrokenLinks,
    Leftovers,
    SimilarPhotos,
    Bursts,
    PoorPhotos,
    BuildFolders,
    Installers,
    NameFamilies,
    ConflictCopies,
    Screenshots,
    PackageStores,
    PhoneBackups,
]
