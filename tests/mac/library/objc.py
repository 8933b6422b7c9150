"""A stand-in for PyObjC."""

from contextlib import nullcontext as autorelease_pool

__all__ = ["autorelease_pool"]
