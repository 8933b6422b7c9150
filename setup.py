"""The part of the build that is compiled; all else is in pyproject.toml.

Where there is no C compiler, installing goes on without it, and plain Python does the same work. The stable part of
Python's interface is used: what is built for one version serves all later ones.
"""

from tempfile import TemporaryDirectory

from setuptools import Extension, setup

# A folder build/ that stays in the checkout would give modules of an older version to the next one.
with TemporaryDirectory(prefix="build-cleanup-") as build_folder:
    setup(
        ext_modules=[
            Extension("cleanup.disk._native", ["src/cleanup/disk/_native.c"], optional=True, py_limited_api=True),
        ],
        options={"bdist_wheel": {"py_limited_api": "cp311"}, "build": {"build_base": build_folder}},
    )
