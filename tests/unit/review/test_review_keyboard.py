"""What is typed comes to the page as keys: Esc at once, whatever else comes in pieces, and bytes that are no text."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import tty
from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Thread

import pytest

pytest.importorskip("termios")

from textual.app import App
from textual.events import Key
from textual.message import Message

from cleanup.review import keyboard
from cleanup.review.keyboard import Keyboard

Type = Callable[[bytes], None]
_LONG = 20


class _Heard(Keyboard):
    """Keeps what the page would get."""

    def __init__(self, app: App[None], terminal: int) -> None:
        super().__init__(app)
        self.fileno = terminal
        self.keys: Queue[str] = Queue()

    def process_message(self, message: Message) -> None:
        if isinstance(message, Key):
            self.keys.put(message.key)


async def _heard(terminal: int) -> _Heard:
    return _Heard(App(), terminal)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Type, Queue[str]]]:
    """Types in a terminal, and the keys that the page would get; nothing but what is typed wakes who listens."""
    monkeypatch.setattr(keyboard, "_AT_LEAST_EVERY", 3600)
    stopped, gone_on = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)
    outside, inside = pty.openpty()
    tty.setraw(inside)
    driver = asyncio.run(_heard(inside))
    signal.signal(signal.SIGTSTP, stopped)
    signal.signal(signal.SIGCONT, gone_on)
    listening = Thread(target=driver.run_input_thread, daemon=True)
    listening.start()
    yield lambda typed: (os.write(outside, typed), None)[1], driver.keys
    driver.exit_event.set()
    os.write(outside, b".")
    listening.join(_LONG)
    os.close(outside)
    os.close(inside)


def test_esc_is_a_key_though_nothing_follows(typing: tuple[Type, Queue[str]]) -> None:
    write, keys = typing
    for _ in range(2):
        write(b"\x1b")
        assert keys.get(timeout=_LONG) == "escape"
    write(b"q")
    assert keys.get(timeout=_LONG) == "q"


def test_a_longer_key_that_begins_like_esc_is_one_key(typing: tuple[Type, Queue[str]]) -> None:
    write, keys = typing
    write(b"\x1b[B\x1b[5~j")
    assert [keys.get(timeout=_LONG) for _ in range(3)] == ["down", "pageup", "j"]
    with pytest.raises(Empty):
        keys.get_nowait()


def test_bytes_that_are_no_text_do_not_end_the_listening(typing: tuple[Type, Queue[str]]) -> None:
    write, keys = typing
    write(b"\xff\xc3")
    write(b"\xa9j")
    pressed = [keys.get(timeout=_LONG)]
    while pressed[-1] != "j":
        pressed.append(keys.get(timeout=_LONG))
    assert pressed == ["replacement_character", "é", "j"]


@pytest.mark.parametrize("pieces", [(b"\x1b/vi",), (b"\x1b", b"/vi"), (b"j\x1b/", b"vi")])
def test_esc_and_the_key_after_it_are_two_keys_however_soon_it_comes(
    typing: tuple[Type, Queue[str]], pieces: tuple[bytes, ...]
) -> None:
    write, keys = typing
    for piece in pieces:
        write(piece)
    pressed: list[str] = []
    while pressed[-1:] != ["i"]:
        pressed.append(keys.get(timeout=_LONG))
    assert [key for key in pressed if key != "j"] == ["escape", "slash", "v", "i"]


def test_esc_twice_and_an_arrow_are_three_keys(typing: tuple[Type, Queue[str]]) -> None:
    write, keys = typing
    write(b"\x1b\x1b\x1b[A")
    assert [keys.get(timeout=_LONG) for _ in range(3)] == ["escape", "escape", "up"]
