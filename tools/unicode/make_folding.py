#!/usr/bin/env python3
"""Writes src/Limner.Kernel/Text/folding.txt: how each character reads once case, width, ligatures and diacritics are set aside.

The server runs without ICU (InvariantGlobalization), where .NET's string.Normalize leaves everything but ASCII as it is; and a table of
our own gives the same index on every machine. Run it again for a newer Unicode version, raise SearchText.Version, and the index is
rebuilt at the next start.

One line an entry: the code point in hexadecimal, a space, the replacement (none: the character is dropped). A second part, after a
line with a single "-", lists compositions: two characters and the one they make (kana with a voicing mark).
"""

import pathlib
import unicodedata

OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "src" / "Limner.Kernel" / "Text" / "folding.txt"

# Marks that only modify a letter people also write without them. Vowel signs of Indic and Thai scripts are letters in all but name.
DIACRITICS = [(0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
              (0x06D6, 0x06ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
              (0xE0100, 0xE01EF)]

# Letters with a stroke have no decomposition in Unicode, yet nobody types them in a search box.
STROKES = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ƶ": "z", "ð": "d", "ƀ": "b", "ɨ": "i", "ʉ": "u"}


def is_diacritic(char: str) -> bool:
    code = ord(char)
    return unicodedata.category(char) in ("Mn", "Me") and any(low <= code <= high for low, high in DIACRITICS)


def fold(char: str) -> str:
    text = unicodedata.normalize("NFKD", char)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(STROKES.get(c, c) for c in text if not is_diacritic(c))
    return unicodedata.normalize("NFC", text).casefold()


def main() -> None:
    lines = [f"# Unicode {unicodedata.unidata_version}, made by tools/unicode/make_folding.py"]
    for code in range(0x80, 0x110000):
        char = chr(code)
        if 0xAC00 <= code <= 0xD7A3 or 0xD800 <= code <= 0xDFFF or unicodedata.category(char) in ("Cn", "Co", "Cc"):
            continue
        folded = fold(char).strip()
        is_symbol = not folded and not is_diacritic(char)
        if folded != char and not is_symbol:
            lines.append(f"{code:X} {folded}" if folded else f"{code:X}")
    lines.append("-")
    for code in range(0x3041, 0x30FF):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) == 2:
            lines.append(parts + chr(code))
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
