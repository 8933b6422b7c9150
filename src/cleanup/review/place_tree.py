"""The tree of categories and their folders, each with what could come free in it."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from cleanup.language import tr, trn
from cleanup.model.paths import split
from cleanup.plan.groups import Groups
from cleanup.report.numbers import size
from cleanup.report.safe import at_home, shown
from cleanup.report.style import PageStyle
from cleanup.review.places import Places

Place = tuple[int | None, int | None]
"""A category by its number, and a folder row; None for all of them."""

_MOST = 200


class PlaceTree(Tree[Place]):
    """Categories, and below each the folders with most in them; folders are added when a node is opened."""

    DEFAULT_CSS = """
    PlaceTree { background: $panel; padding: 0; overflow-x: hidden; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "open", show=False),
        Binding("left", "close", show=False),
    ]

    def __init__(self, groups: Groups, places: Places, style: PageStyle, *, id: str) -> None:  # noqa: A002
        self._groups = groups
        self._places = places
        self._style = style
        super().__init__(self._label(tr("everything"), places.bytes_of(None)), (None, None), id=id)
        self.guide_depth = 2
        self.show_root = True

    def on_mount(self) -> None:
        for number, findings in enumerate(self._groups.scan.findings):
            if self._places.groups_of(number):
                label = self._label(findings.category.name.replace("-", " "), self._places.bytes_of(number))
                self.root.add(label, (number, None))
        self.root.expand()
        if self.root.children:
            # What is safe to move is listed first: begin there.
            self.call_after_refresh(self.move_cursor, self.root.children[0])

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Place]) -> None:
        """Add the folders in a node when it is first opened."""
        node = event.node
        if node.is_root or node.children or node.data is None:
            return
        category, folder = node.data
        if folder is None:
            roots = self._places.roots()
            found = [row for row in roots if self._places.bytes_in(category, row)]
            # If everything is in one folder, the folders in that one say more.
            while len(found) == 1 and (inner := self._places.folders_in(category, found[0])):
                found = inner
        else:
            found = self._places.folders_in(category, folder)
        self._add(node, category, found)

    def action_open(self) -> None:
        """Open the current node."""
        if self.cursor_node is not None:
            self.cursor_node.expand()

    def action_close(self) -> None:
        """Close the current node, or go to the one above it."""
        node = self.cursor_node
        if node is None or node.is_root:
            return
        if node.is_expanded and node.children:
            node.collapse()
        elif node.parent is not None:
            self.move_cursor(node.parent)

    def _add(self, node: TreeNode[Place], category: int | None, folders: list[int]) -> None:
        for row in folders[:_MOST]:
            path = self._groups.scan.inventory.folder_path(row)
            name = split(path)[1] if node.data and node.data[1] is not None else path
            text = shown(name) if name != path else at_home(path, self._style.home)
            label = self._label(text, self._places.bytes_in(category, row))
            if self._places.folders_in(category, row):
                node.add(label, (category, row))
            else:
                node.add_leaf(label, (category, row))
        if len(folders) > _MOST:
            node.add_leaf(Text(trn("… and {n} more", "… and {n} more", len(folders) - _MOST), "dim"), node.data)
        if not folders:
            node.allow_expand = False

    def _label(self, name: str, count: int) -> Text:
        amount = size(count, binary=self._style.binary) if count else ""
        return Text.assemble((f"{amount:>8} ", "bold"), name)
