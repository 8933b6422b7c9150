"""THE STORY: the only place that knows the order of the stages."""

from cleanup.workflow.around import Surroundings
from cleanup.workflow.scanning import scan

__all__ = ["Surroundings", "scan"]
