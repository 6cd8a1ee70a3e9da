"""Finding people's names in a text, in whole or by one word of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nblabel.errors import in_line


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Parts of names and titles that say nothing of anybody, and words of our own sentences.
_SAYS_NOBODY = _listed(
    """
    the and for from von van der den del dos das bin ibn abu mac san phd prof doctor professor miss mrs
    junior senior first second third team group lab user guest test student teacher nobody somebody you
    annotate annotator annotators review reviewer reviewers complete completed admin admins label labels labeler labeller
    labelled task tasks item items frame frames picture pictures comment status submitted approved returned assigned
    undid redid set cleared moved made answer question collection project other others more were was not has open with
    """
)
# Names that are ordinary words, too: those are somebody where they are written like a name.
_ALSO_A_WORD = _listed(
    """
    art best bill black bob bright brown chance chase christian church clay cliff cook cross dale dawn day dean don drew faith
    field fields fox frank glen good grace grant gray green grey guy harmony hill holly hope house hunter iris ivy jack jade
    jasmine jewel joy june king lane lily little long love major mark may melody mercy miles miller moon nick norm olive page
    park parks pat pearl penny pepper pierce piper poppy price ray reed rich river rob robin rock rose ruby rust sage sandy
    sharp sky star stone storm sue summer sunny taylor tom trace victor violet wade walker ward water waters way west white
    will wood woods young april august autumn winter
    """
)
# Of two letters are "Jo" and "Li", but also half of all small words.
_WORD = re.compile(r"[^\W\d_]{3,}")


def pattern_of(names: Iterable[str], own: str = "") -> re.Pattern[str] | None:
    """Finds names as words, in small or large letters, also as they are shortened in a sentence, and single words of them.

    Words of one's `own` name are not looked for. None where there is no name.
    """
    known = [name for name in names if name]
    whole = {form for name in known for form in (name, in_line(name))}
    words = {word.lower() for name in known for word in words_of(name)} - {word.lower() for word in words_of(own)}
    if not whole:
        return None
    anyhow = [*_longest_first(whole), *_longest_first(words - _ALSO_A_WORD)]
    as_names = [form for word in _longest_first(words & _ALSO_A_WORD) for form in (word.capitalize(), word.upper())]
    told = "".join(f"|{re.escape(form)}" for form in as_names)
    return re.compile(rf"(?<!\w)(?:(?i:{'|'.join(map(re.escape, anyhow))}){told})(?!\w)")


def words_of(name: str) -> list[str]:
    """The words by which somebody of this name may be called; of an address only what stands before its @.

    Examples
    --------
    >>> words_of("Prof. Ada King-Noel"), words_of("ada.lovelace@uni.example")
    (['Ada', 'King', 'Noel'], ['ada', 'lovelace'])
    """
    return [word for word in _WORD.findall(name.partition("@")[0]) if word.lower() not in _SAYS_NOBODY]


def _longest_first(forms: Iterable[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-len(form), form))
