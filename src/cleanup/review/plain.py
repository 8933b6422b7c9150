"""The review without a full-screen page: one question after another, for screen readers and simple terminals."""

from __future__ import annotations

from collections.abc import Callable

from cleanup.language import tr
from cleanup.report.safe import shown as harmless
from cleanup.review import plain_end, plain_folders, plain_group, plain_list, plain_look, plain_many
from cleanup.review.finding import Finding
from cleanup.review.plain_desk import Desk, Then
from cleanup.review.plain_stops import Stops
from cleanup.review.plain_words import understood
from cleanup.review.probe import Ending, Outcome
from cleanup.review.shown import MORE, NOBODY

Act = Callable[[str], "Then | Ending"]


class Plain:
    """Goes through the same list as the full-screen page, and asks at each group and each folder line.

    Enter changes nothing: what is marked goes, what is not stays. Moves nothing itself.
    """

    def __init__(self, desk: Desk, home: bytes, *, file: str, saved_changes: int = 0) -> None:
        """``file`` is where a plan is saved by default; someone who has made no more than ``saved_changes`` has nothing
        to lose.
        """
        self._desk = desk
        self._home = home
        self._file = file
        self._saved_changes = saved_changes
        self._finding = Finding(desk.selection.groups, home)
        # Where each change was made, to go back there when it is undone.
        self._trail: dict[int, tuple[int, int]] = {}
        self._acts = self._at_a_stop() | self._about_many() | self._about_the_list() | self._at_the_end()

    def go(self) -> Ending | None:
        """Ask until the end; None if the input ends before."""
        shown = self._desk.shown
        if shown.words and shown.with_words is None:
            # By now it is the list of another scan.
            plain_list.find(self._desk, self._finding, shown.words)
        then: Then | Ending = Then.SAME
        while not isinstance(then, Ending):
            if then is Then.SAME:
                self._tell()
            line = self._desk.ask(self._question())
            if line is None:
                return None
            then = self._do(line)
        return then

    def _do(self, line: str) -> Then | Ending:
        answer = understood(line)
        if answer is None:
            self._desk.say(tr("“{answer}” is not an answer here. ? lists all answers.", answer=harmless(line.strip())))
            return Then.ASK
        word, rest = answer
        changes, stood = self._desk.selection.changes, (self._desk.group, self._desk.folder_here)
        then = self._acts[word](rest)
        if self._desk.selection.changes != changes:
            self._follow(changes, stood)
            self._desk.tell_what_goes()
        if then is Then.NEXT:
            self._step(1)
            return Then.SAME
        return then

    def _follow(self, before: int, stood: tuple[int, int]) -> None:
        """Note where something was changed; go there if that was undone."""
        selection, shown = self._desk.selection, self._desk.shown
        if selection.changes > before:
            self._trail[selection.changes] = stood
        elif (place := self._trail.get(selection.changes + 1)) is not None:
            line = shown.line_of(*place)
            shown.line = shown.line if line is None else line

    # What is said

    def _tell(self) -> None:
        desk, stops = self._desk, Stops(self._desk.shown)
        desk.say("")
        if not desk.is_on_list:
            self._tell_end()
            return
        place = f"{stops.at(desk.shown.line) + 1:,}"
        desk.say(tr("{number} of {count}: {heading}.", number=place, count=f"{len(stops):,}",
                    heading=plain_list.heading(desk)))  # fmt: skip
        if desk.group != NOBODY:
            plain_group.tell(desk, desk.group)
        else:
            plain_folders.tell(desk, desk.folder)

    def _tell_end(self) -> None:
        desk = self._desk
        desk.say(tr("That is the end of the list."))
        if (following := plain_list.after_this(desk)) is not None:
            desk.say(tr("Enter goes on with {category}.", category=following[1]))
        elif self._is_narrow():
            desk.say(tr("Enter lists all again."))
        elif desk.selection.chosen.any():
            desk.tell_what_goes()
            desk.say(tr("Enter asks whether to move that."))
        else:
            desk.say(tr("Nothing goes yet. Enter leaves."))

    def _is_narrow(self) -> bool:
        return self._desk.shown.with_words is not None or self._desk.shown.folder is not None

    def _question(self) -> str:
        desk = self._desk
        if not desk.is_on_list:
            return tr("Enter on, t trash, b back, q leave, ? help:")
        if desk.folder == MORE:
            return tr("Enter next, z open, t trash, q leave, ? help:")
        if desk.has_line:
            if not desk.lines.sums(desk.folder).may_go:
                return tr("Enter next, z open, ? help:")
            return tr("Enter next, y mark, n unmark, k keep, z open, ? help:")
        count = len(desk.things())
        if not desk.lines.goes(desk.group) and not desk.selection.aside.groups()[desk.group]:
            return tr("Enter next, d details, ? help:")
        if count > 1:
            return tr("Enter next, y mark, n unmark, 1 to {count} keep, ? help:", count=f"{count:,}")
        return tr("Enter next, y mark, n unmark, s skip, ? help:")

    # What is done: a function for each word, which gets whatever was typed after it

    def _at_a_stop(self) -> dict[str, Act]:
        desk = self._desk
        return {
            "next": lambda _: self._next(),
            "yes": lambda _: self._at(plain_group.mark, plain_folders.mark),
            "no": lambda _: self._at(plain_group.unmark, plain_folders.unmark),
            "keep": self._keep,
            "x": lambda typed: plain_group.turn(desk, typed),
            "folder": lambda typed: plain_many.keep_folder(desk, typed),
            "rule": lambda _: plain_many.pick_rule(desk),
            "skip": lambda _: self._at(plain_group.skip, plain_folders.keep),
            "never": lambda _: plain_group.never_ask(desk, desk.group),
            "again": lambda _: plain_group.ask_again(desk, desk.group),
            "groups": lambda _: self._turn_groups(),
        }

    def _at(self, of_group: Callable[[Desk, int], Then], of_folder: Callable[[Desk, int], Then]) -> Then:
        """Call the function for groups, or the one for folder lines, with whatever is current."""
        desk = self._desk
        if desk.group != NOBODY:
            return of_group(desk, desk.group)
        if desk.folder != NOBODY:
            return of_folder(desk, desk.folder)
        desk.say(tr("This is the end of the list. Type b to go back."))
        return Then.ASK

    def _keep(self, typed: str) -> Then:
        if self._desk.group != NOBODY:
            return plain_group.keep(self._desk, self._desk.group, typed)
        if typed:
            self._desk.say(tr("There are no numbered copies here."))
            return Then.ASK
        return self._at(plain_group.unmark, plain_folders.keep)

    def _turn_groups(self) -> Then:
        desk = self._desk
        if (folder := desk.folder_here) == NOBODY:
            desk.say(tr("Only a folder is opened to its groups."))
            return Then.ASK
        if desk.group != NOBODY:
            line = desk.shown.line_of(NOBODY, folder)
            desk.shown.line = desk.shown.line if line is None else line
        return plain_folders.turn_groups(desk, folder)

    def _about_many(self) -> dict[str, Act]:
        desk = self._desk
        return {
            "all": lambda _: plain_many.choose_all(desk),
            "none": lambda _: plain_many.leave_all(desk),
            "invert": lambda _: plain_many.invert(desk),
            "to": lambda typed: plain_many.choose_to(desk, typed),
            "undo": lambda _: plain_many.undo(desk),
            "redo": lambda _: plain_many.redo(desk),
            "steps": lambda _: plain_many.pick_step(desk),
        }

    def _about_the_list(self) -> dict[str, Act]:
        desk = self._desk
        return {
            "back": lambda _: self._step(-1),
            "go": lambda typed: plain_list.go(desk, typed),
            "list": lambda typed: plain_list.name_next(desk, typed),
            "marks": lambda _: plain_list.turn_marked(desk),
            "category": lambda typed: plain_list.pick_category(desk, typed),
            ">": lambda _: plain_list.next_category(desk, 1),
            "<": lambda _: plain_list.next_category(desk, -1),
            "places": lambda _: plain_list.pick_place(desk),
            "/": lambda typed: plain_list.find(desk, self._finding, typed.strip()),
            "sort": lambda _: plain_list.sort(desk),
            "details": lambda typed: plain_look.tell_details(desk, self._home, typed),
            "compare": lambda typed: plain_look.compare(desk, typed),
            "copies": lambda _: plain_look.tell_copies(desk),
            "open": lambda typed: plain_look.open_file(desk, typed),
            "show": lambda typed: plain_look.open_folder(desk, typed),
        }

    def _next(self) -> Then | Ending:
        """Leave the current thing as it is; at the end of the list do what was suggested there."""
        desk = self._desk
        if desk.is_on_list:
            return Then.NEXT
        if (following := plain_list.after_this(desk)) is not None:
            return plain_list.show_category(desk, following[0])
        if self._is_narrow():
            return plain_list.show_all(desk)
        return Ending(Outcome.MOVE) if desk.selection.chosen.any() else plain_end.leave(desk, self._saved_changes)

    def _step(self, step: int) -> Then:
        shown, stops = self._desk.shown, Stops(self._desk.shown)
        shown.line = stops.line(max(min(stops.at(shown.line) + step, len(stops)), 0))
        return Then.SAME

    def _at_the_end(self) -> dict[str, Act]:
        desk = self._desk
        return {
            "trash": lambda _: plain_end.move(desk),
            "save": lambda typed: plain_end.save(desk, self._file, typed),
            "plans": lambda _: plain_end.open_plan(desk),
            "rescan": lambda _: Ending(Outcome.SCAN),
            "leave": lambda _: plain_end.leave(desk, self._saved_changes),
            "forget": lambda _: Ending(Outcome.FORGET, decide=False),
            "help": lambda _: plain_end.tell_help(desk),
        }
