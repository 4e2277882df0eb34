"""Text as it is compared, not as it is read: pure functions without a framework."""

import re
import unicodedata

_LETTERS = str.maketrans({"æ": "a", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ł": "l", "đ": "d"})

# aa stands for å, ae for æ or ä, oe for ø or ö, on foreign keyboards and in old names.
_DIGRAPHS = (re.compile("a[ae]+"), re.compile("oe+"))


def fold(text: str) -> str:
    """Return the text in small letters without accents, as it is searched.

    Danish and Swedish letters fold to the plain letter, and so do the two letters that people
    write instead of them: Ågård, Aagaard and agard become one.
    """
    # Composed first: a Mac may send å as two characters.
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFD", lowered)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _DIGRAPHS[1].sub("o", _DIGRAPHS[0].sub("a", plain))


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order, without marks around them."""
    return re.findall(r"[^\W_]+", fold(text))


def code_of(name: str, *, most: int = 40) -> str:
    """Return the short name that addresses and the event log know something by: `born-og-skole`."""
    return "-".join(words_of(name))[:most].rstrip("-")
