"""The tree of folders, each with what goes and what could come free."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from cleanup.language import tr, trn
from cleanup.model.paths import split
from cleanup.plan.groups import Groups
from cleanup.report.safe import at_home, shortened, shown
from cleanup.report.style import PageStyle
from cleanup.review.lines import Lines
from cleanup.review.places import Places
from cleanup.review.shown import Shown

_MOST = 200
_LEAST_NAME = 8


class PlaceTree(Tree["int | None"]):
    """The folders with most in them in the shown category, by their rows; more are added when one is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "open", show=False),
        Binding("left", "close", show=False),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g,home", "scroll_home", show=False),
        Binding("G,end", "scroll_end", show=False),
    ]

    def __init__(self, shown_groups: Shown, places: Places, lines: Lines, style: PageStyle, *, id: str) -> None:  # noqa: A002
        self._groups: Groups = shown_groups.groups
        self._shown = shown_groups
        self._places = places
        self._lines = lines
        self._style = style
        super().__init__(tr("all folders"), None, id=id)
        self.guide_depth = 2
        self.show_guides = False

    def on_mount(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Show the folders of the category that is listed now, and open those that were open before."""
        self.root.remove_children()
        self._add(self.root, self._places.tops(self._shown.category))
        self.root.expand()

    def renew(self) -> None:
        """Write the amounts again after a change of what is chosen; while out of sight, it adds nothing up."""
        self._places.renew()
        if self.size.width:
            self._refresh_nodes()

    def on_resize(self) -> None:
        """Fit the names to the new width."""
        self._refresh_nodes()

    def _refresh_nodes(self) -> None:
        waiting: list[TreeNode[int | None]] = [self.root]
        while waiting:
            node = waiting.pop()
            node.refresh()
            waiting += node.children if node.is_expanded else []

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[int | None]) -> None:
        """Add the folders in a node when it is first opened."""
        node = event.node
        if node.data is not None:
            self._shown.open_folders.add(node.data)
            if not node.children:
                self._add(node, self._places.folders_in(self._shown.category, node.data))

    def on_tree_node_collapsed(self, event: Tree.NodeCollapsed[int | None]) -> None:
        """Remember that it is closed."""
        if event.node.data is not None:
            self._shown.open_folders.discard(event.node.data)

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

    def render_label(self, node: TreeNode[int | None], base_style: Style, style: Style) -> Text:
        """A folder's arrow and name, cut in the middle if it does not fit; amounts on the right."""
        if not self.size.width:
            return Text()
        arrow = "" if not node.allow_expand else self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        goes, could = self._places.bytes_in(self._shown.category, node.data)
        amount = self._lines.part_of(goes, could) if could else ""
        depth = 0
        above = node.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        room = self.size.width - depth * self.guide_depth - 2
        if room - cell_len(amount) <= _LEAST_NAME:
            amount = self._lines.size(could)
        name = shortened(str(node.label), max(room - cell_len(amount) - 2, 1))
        gap = " " * max(room - cell_len(name) - cell_len(amount) - 1, 1)
        return Text.assemble((arrow.ljust(2), base_style), (name + gap + amount, style), no_wrap=True)

    def _add(self, node: TreeNode[int | None], folders: list[int]) -> None:
        for row in folders[:_MOST]:
            path = self._groups.scan.inventory.folder_path(row)
            text = at_home(path, self._style.home) if node.is_root else shown(split(path)[1])
            if self._places.folders_in(self._shown.category, row):
                child = node.add(Text(text), row, expand=row in self._shown.open_folders)
                if child.is_expanded:
                    self._add(child, self._places.folders_in(self._shown.category, row))
            else:
                node.add_leaf(Text(text), row)
        if len(folders) > _MOST:
            node.add_leaf(Text(trn("… and {n} more", "… and {n} more", len(folders) - _MOST), "dim"), node.data)
        if not folders:
            node.allow_expand = False
