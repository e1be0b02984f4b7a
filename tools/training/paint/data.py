"""Pictures and their captions as prepare.mjs left them; the words that a prompt may hold."""

import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import torch

from model import MAXIMUM_WORDS

PAD, UNKNOWN = "[PAD]", "[UNK]"
STYLES = {"flat": ["flat"], "3d": ["3d"], "noto": ["noto"], "blob": ["blob"], "plain": ["plain"]}
# How often a caption is in a language; the rest is shared among the others.
ENGLISH, KOREAN = 0.55, 0.2


def split(text: str):
    """Lower-case words as the shipped tokenizer finds them: letters and digits, everything else is between words."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())


class Pictures:
    def __init__(self, folder: str):
        self.entries = json.loads((Path(folder) / "pictures.json").read_text())
        pixels = np.fromfile(Path(folder) / "pictures.u8", np.uint8).reshape(-1, 128, 128, 3)
        self.large = torch.from_numpy(pixels).permute(0, 3, 1, 2)
        small = torch.nn.functional.avg_pool2d(self.large.float(), 2)
        self.small = small.round().to(torch.uint8)
        self.learned = [i for i, entry in enumerate(self.entries) if not entry["held_out"]]
        self.words = self._vocabulary()
        self.index = {word: i for i, word in enumerate(self.words)}

    def _vocabulary(self):
        """Words of all labels, English and Korean keywords, and the styles; sorted, so that the same data has the same numbers."""
        words = set()
        for entry in self.entries:
            for language, names in entry["words"].items():
                for name in names if language in ("en", "ko") else names[:1]:
                    words.update(split(name))
        for style in STYLES.values():
            words.update(style)
        return [PAD, UNKNOWN, *sorted(words)]

    def encode(self, text: str):
        ids = [self.index.get(word, 1) for word in split(text)][:MAXIMUM_WORDS]
        return ids + [0] * (MAXIMUM_WORDS - len(ids))

    def caption(self, i: int, random: np.random.Generator):
        """A true thing to say of a picture: its name in some language, often with its style, sometimes a keyword instead or besides."""
        entry = self.entries[i]
        r = random.random()
        language = "en" if r < ENGLISH else "ko" if r < ENGLISH + KOREAN else random.choice(["de", "fr", "es", "ja", "it", "pt"])
        names = entry["words"].get(language) or entry["words"]["en"]
        words = split(names[0])
        if len(names) > 1 and random.random() < 0.25:
            words += split(names[1 + random.integers(len(names) - 1)]) if language in ("en", "ko") else []
        words = [word for word in words if random.random() > 0.08] or words
        if random.random() < 0.6:
            words.append(random.choice(STYLES[entry["style"]]))
        return [self.index[word] for word in words if word in self.index][:MAXIMUM_WORDS]

    def batch(self, count: int, random: np.random.Generator):
        """Pixels in -1..1 [B, 3, 64, 64] and words [B, 24]: moved by up to three pixels, one caption in ten empty."""
        chosen = random.choice(self.learned, count)
        pixels = self.small[torch.from_numpy(chosen)].float() / 127.5 - 1
        words = torch.zeros(count, MAXIMUM_WORDS, dtype=torch.int64)
        for row, i in enumerate(chosen):
            if random.random() >= 0.1:
                ids = self.caption(int(i), random)
                words[row, : len(ids)] = torch.tensor(ids)
            dx, dy = random.integers(-3, 4, 2) if random.random() < 0.5 else (0, 0)
            pixels[row] = torch.roll(pixels[row], (int(dy), int(dx)), (1, 2))
        return pixels, words
