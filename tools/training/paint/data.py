"""Pictures as prepare.mjs left them, the names, styles and colours that the model knows, and the basis that pictures are written in."""

import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import torch

SIDE = 64
STYLES = ["flat", "3d", "noto", "blob", "plain"]
COLOURS = {
    "red": (0.80, 0.08, 0.08), "orange": (0.90, 0.42, 0.00), "yellow": (0.85, 0.65, 0.00), "green": (0.05, 0.50, 0.10), "blue": (0.05, 0.25, 0.80),
    "purple": (0.45, 0.10, 0.70), "pink": (0.90, 0.25, 0.55), "brown": (0.45, 0.22, 0.08), "grey": (0.50, 0.50, 0.50),
}
COLOUR_WORDS = {
    "red": "red, rot, rote, roter, rotes, rouge, rojo, roja, rosso, rossa, vermelho, vermelha, 빨간, 빨간색, 빨강, 붉은, 赤い",
    "orange": "orange, oranger, naranja, arancione, laranja, 주황색, 주황, 오렌지색, オレンジ色の",
    "yellow": "yellow, gelb, gelbe, gelber, gelbes, jaune, amarillo, amarilla, giallo, gialla, amarelo, amarela, 노란, 노란색, 노랑, 黄色い",
    "green": "green, grün, grüne, grüner, grünes, vert, verte, verde, 초록, 초록색, 녹색, 緑の",
    "blue": "blue, blau, blaue, blauer, blaues, bleu, bleue, azul, blu, 파란, 파란색, 파랑, 푸른, 青い",
    "purple": "purple, violet, lila, violett, violette, morado, morada, viola, roxo, roxa, 보라색, 보라, 紫の",
    "pink": "pink, rosa, rose coloured, 분홍색, 분홍, 핑크, ピンクの",
    "brown": "brown, braun, braune, brauner, braunes, brun, brune, marrón, marrone, marrom, 갈색, 茶色の",
    "grey": "grey, gray, grau, graue, grauer, graues, gris, grigio, grigia, cinza, 회색, 灰色の",
}
STYLE_WORDS = {"flat": "flat, 플랫, 평면", "3d": "3d, relief, 입체", "noto": "noto", "blob": "blob, gumdrop", "plain": "plain, simple"}
"""What people call colours and styles; the first is shown."""

MIDDLE = 0.5
"""How dark, 0..1, what becomes the colour itself is where a picture is painted in one."""

FIRST_STYLE = 1
FIRST_COLOUR = FIRST_STYLE + len(STYLES)
FIRST_NAME = FIRST_COLOUR + len(COLOURS)
"""Numbers: 0 nothing, then styles, colours, and the names in the order of names.txt."""


def split(text: str):
    """Lower-case words as the program finds them: letters and digits, everything else is between words."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())


def read_names(file: Path):
    """[(name, [what it is called besides])]."""
    lines = [line.strip() for line in file.read_text().splitlines()]
    pairs = [line.partition(" = ")[::2] for line in lines if line and not line.startswith("#")]
    return [(name, [other.strip() for other in others.split(",") if other.strip()]) for name, others in pairs]


class Pictures:
    """The pictures of the names that are learned, [N, 3, 64, 64] and [N, 3, 128, 128] bytes; `learned` are those of sets to learn from, `held_out` the others."""

    def __init__(self, folder: str, names: Path, limit: int | None = None):
        self.names = [name for name, _ in read_names(names)][:limit]
        number = {name: FIRST_NAME + i for i, name in enumerate(self.names)}
        entries = json.loads((Path(folder) / "pictures.json").read_text())
        kept = [i for i, entry in enumerate(entries) if entry["name"] in number]
        self.entries = [entries[i] for i in kept]
        pixels = np.memmap(Path(folder) / "pictures.u8", np.uint8, "r").reshape(-1, 128, 128, 3)[kept]
        self.large = torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous()
        self.small = torch.nn.functional.avg_pool2d(self.large.float(), 2).round().to(torch.uint8)
        self.number = torch.tensor([number[entry["name"]] for entry in self.entries])
        self.style = torch.tensor([FIRST_STYLE + STYLES.index(entry["style"]) if entry["style"] in STYLES else 0 for entry in self.entries])
        # A blue red heart is nothing.
        self.colourable = torch.tensor([not set(split(entry["name"])) & ({*COLOURS} | {"black", "white"}) for entry in self.entries])
        self.learned = torch.tensor([i for i, entry in enumerate(self.entries) if not entry["held_out"]])
        self.held_out = torch.tensor([i for i, entry in enumerate(self.entries) if entry["held_out"]])
        self.count = FIRST_NAME + len(self.names)
        missing = set(self.names) - {self.entries[i]["name"] for i in self.learned}
        if missing:
            raise ValueError(f"no picture to learn from: {sorted(missing)}")


class Basis:
    """
    Eigenpictures (Sirovich and Kirby 1987; Turk and Pentland 1991) of 64 x 64 planes: a plane is the mean and a sum of them. Red, green and blue share them, and how dark a picture is
    counts as a plane too, so that a picture in another colour lies in the same space. Coefficients are divided by the root of their deviation: fine ones are not drowned in noise, coarse ones still count most.
    """

    def __init__(self, mean, vectors, scale):
        """[4096], [4096, K] orthonormal, [K]."""
        self.mean, self.vectors, self.scale = mean, vectors, scale

    @staticmethod
    def of(pixels, count: int):
        """Of pictures in -1..1, [N, 3, 64, 64]."""
        planes = torch.cat([pixels, 1 - 2 * darkness(pixels)], dim=1).reshape(-1, SIDE * SIDE).double().numpy()
        mean = planes.mean(axis=0)
        variance, vectors = np.linalg.eigh((planes - mean).T @ (planes - mean) / len(planes))
        variance, vectors = variance[::-1][:count].clip(min=1e-6), vectors[:, ::-1][:, :count]
        # An eigenvector has no sign of its own; the largest part is made positive so that it is the same everywhere.
        vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])])
        return Basis(*(torch.from_numpy(np.ascontiguousarray(values)).float() for values in (mean, vectors, variance ** -0.25)))

    def write(self, pixels):
        """[B, 3, 64, 64] in -1..1 -> [B, 3, K]."""
        return ((pixels.flatten(2) - self.mean) @ self.vectors) * self.scale

    def read(self, coefficients):
        """[B, 3, K] -> [B, 3, 64, 64]."""
        return ((coefficients / self.scale) @ self.vectors.T + self.mean).reshape(-1, 3, SIDE, SIDE)


def darkness(pixels):
    """How far from white, 0..1: half by luminance (BT.601), half by the least of red, green and blue, so that a plain yellow is not next to white. [B, 3, H, W] in -1..1 -> [B, 1, H, W]."""
    shares = (pixels + 1) / 2
    luminance = (shares * torch.tensor([0.299, 0.587, 0.114])[None, :, None, None]).sum(dim=1, keepdim=True)
    return 1 - (luminance + shares.amin(dim=1, keepdim=True)) / 2


def tinted(pixels, colour):
    """The same picture in one colour: white stays, what is half dark becomes the colour, black a quarter of it. [B, 3, H, W] in -1..1."""
    dark = darkness(pixels)
    colour = torch.tensor(colour)[None, :, None, None]
    light = 1 - (dark / MIDDLE).clamp(max=1) * (1 - colour)
    deep = ((dark - MIDDLE) / (1 - MIDDLE)).clamp(min=0) * 0.75 * colour
    return (light - deep) * 2 - 1
