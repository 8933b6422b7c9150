"""The dialogs of a review."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, repeat
from typing import ClassVar, TypeVar

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from cleanup.language import tr

T = TypeVar("T")
_BOX = """
{name} {{
    align: center middle;
    & > Vertical {{
        width: 64; max-width: 100%; height: auto; max-height: 100%;
        padding: 0 2; border: round $primary; background: $panel;
    }}
    & OptionList, & OptionList:focus {{
        height: auto; max-height: 13; border: none; padding: 0; margin: 1 0; background: $panel;
        & > .option-list--option-highlighted {{ color: ansi_bright_white; background: ansi_blue; }}
    }}
    &.-small > Vertical, &.-low > Vertical {{ display: none; }}
    & Static {{ height: auto; }}
    & VerticalScroll {{ height: auto; max-height: 80vh; }}
    & Input {{ border: tall $primary; }}
}}
"""


_KEYS = "123456789abcdefghijklmnop"


class Question(ModalScreen[T]):
    """A dialog that is answered once: keys that arrive while it closes do not count."""

    _answered = False

    def come_back(self) -> None:
        """Take keys again after the window was too small to show the question."""
        if self.focused is None and self.AUTO_FOCUS:
            self.set_focus(next((each for each in self.query(self.AUTO_FOCUS) if each.focusable), None))

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close it with this answer; later ones change nothing."""
        if self._answered or self.app.screen_stack[-1:] != [self]:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)


class PickOne(Question[int | None]):
    """Lets a person pick one of a few lines; returns its number, or None."""

    # Textual settles the focus only once the dialog is shown; the key that closes it can come before that.
    AUTO_FOCUS = "OptionList"

    DEFAULT_CSS = _BOX.format(name="PickOne")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss(None)", show=False)]

    def __init__(self, question: str, answers: list[str], at: int = 0) -> None:
        """``at`` is the answer that is offered first."""
        super().__init__()
        self._question = question
        self._answers = answers
        self._at = at

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(self._question, "bold"))
            # Numbers, then letters, so that each answer is one key away; a long list runs out of keys.
            answers = zip(chain(_KEYS, repeat(" ")), self._answers, strict=False)
            listed = OptionList(*(Option(Text(f"{key} {answer}")) for key, answer in answers), id="answers")
            listed.highlighted = self._at
            yield listed
            yield Label(Text(tr("Enter or its key picks · Esc goes back"), "dim"))

    def on_key(self, event: events.Key) -> None:
        """Pick the line whose key was typed."""
        if event.character and event.character in _KEYS[: len(self._answers)]:
            # Otherwise the page behind would take it for one of its own keys.
            event.stop()
            self.dismiss(_KEYS.index(event.character))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick the line that was clicked or entered."""
        self.dismiss(event.option_index)


class AskFile(Question[str | None]):
    """Asks where to save the plan and says at once what is wrong with a name; returns the name, or None."""

    AUTO_FOCUS = "Input"

    DEFAULT_CSS = _BOX.format(name="AskFile")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, name: str, problem_with: Callable[[str], str]) -> None:
        super().__init__()
        self._name = name
        self._problem_with = problem_with

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label(Text(tr("Save the plan under this name:"), "bold"))
            yield Static(Text(tr("It is kept for 30 days; a name that ends in .json is a file of yours."), "dim"))
            yield Input(self._name, id="file")
            yield Static("", id="problem", markup=False)
            yield Label(Text(tr("Enter saves · Esc goes back"), "dim"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the name if a plan can be saved there."""
        name = event.value.strip()
        problem = self._problem_with(name) if name else tr("It needs a name, such as plan or plan.json.")
        if problem:
            self.query_one("#problem", Static).update(Text(problem))
        else:
            self.dismiss(name)


class ShowText(Question[None]):
    """Shows a text until a key is pressed."""

    AUTO_FOCUS = "VerticalScroll"

    DEFAULT_CSS = _BOX.format(name="ShowText")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter,space", "dismiss(None)", show=False)]

    def __init__(self, text: RenderableType) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical():
            with VerticalScroll():
                yield Static(self._text)
            yield Label(Text(tr("↑ ↓ more · Esc goes back"), "dim"))


class ShowWide(ShowText):
    """Shows something that takes the full width."""

    DEFAULT_CSS = """
    ShowWide > Vertical { width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "dismiss(None)", show=False)]
