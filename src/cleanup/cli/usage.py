"""What typer says of a wrong command line, in the chosen language: it has the words in English only."""

from __future__ import annotations

import re

from cleanup.language import mark, said

_SENTENCES = (
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.+)\)",
        mark("There is no option {name}. Did you mean {near}?"),
    ),
    (r"No such option: (?P<name>\S+)", mark("There is no option {name}.")),
    (r"Option '(?P<name>.+)' requires an argument\.", mark("The option {name} needs a value.")),
    (r"Option '(?P<name>.+)' does not take a value\.", mark("The option {name} takes no value.")),
    (r"Got unexpected extra arguments? ?(?:\(s\) )?\((?P<names>.+)\)", mark("More arguments than expected: {names}")),
    (r"Missing argument '(?P<name>.+)'\.", mark("The argument {name} is missing.")),
)


def in_our_words(message: str) -> str:
    """The sentence for one of typer's messages; a message that is not known stays as it is."""
    for pattern, sentence in _SENTENCES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return said(sentence, **match.groupdict())
    return message
