"""The networks of the small painting model: a name to a vector, noise to the coefficients of a picture, and 64 x 64 pixels to 128 x 128."""

import math

import torch
import torch.nn.functional as F
from torch import nn

CHANNELS, PLACES = 30, 8
COEFFICIENTS = CHANNELS * PLACES * PLACES // 3
"""Of each of red, green and blue. They travel as 30 x 8 x 8 so that they have the shape of latents; which lies where means nothing."""


class NameEncoder(nn.Module):
    """The vector of each name, style and colour; zero is nobody's. [B, L] int64 -> [B, L, D]."""

    def __init__(self, count: int, width: int):
        super().__init__()
        self.embedding = nn.Embedding(count, width, padding_idx=0)
        nn.init.normal_(self.embedding.weight, std=0.7)
        with torch.no_grad():
            self.embedding.weight[0].zero_()

    def forward(self, names):
        return self.embedding(names)


def time_features(t, width: int):
    """Sinusoids of t in 0..1, as diffusion models have them for 0..1000."""
    frequencies = torch.exp(-math.log(10_000.0) * torch.arange(width // 2, device=t.device, dtype=torch.float32) / (width // 2))
    angles = 1000.0 * t[:, None].float() * frequencies[None]
    return torch.cat([angles.cos(), angles.sin()], dim=1)


class Block(nn.Module):
    """A gated layer (SwiGLU, Shazeer 2020) that what is wanted scales, shifts and gates: one projection for all blocks and a table for each (PixArt's adaLN-single)."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.gate = nn.Linear(width, 2 * hidden)
        self.down = nn.Linear(hidden, width)
        self.table = nn.Parameter(torch.zeros(3, width))
        with torch.no_grad():
            self.table[2].fill_(0.5)

    def forward(self, x, condition):
        shift, scale, open_ = (condition + self.table).unbind(dim=1)
        gate, value = self.gate(torch.addcmul(shift, self.norm(x), 1 + scale)).chunk(2, dim=1)
        return torch.addcmul(x, open_, self.down(F.silu(gate) * value))


class Denoiser(nn.Module):
    """Noisy coefficients, time in 0..1 (1 is noise) and names [B, L, D] -> the clean coefficients, [B, 30, 8, 8]."""

    def __init__(self, names: int = 256, width: int = 512, hidden: int = 1024, blocks: int = 5):
        super().__init__()
        size = CHANNELS * PLACES * PLACES
        self.width = width
        self.time = nn.Sequential(nn.Linear(128, width), nn.SiLU(), nn.Linear(width, width))
        self.text = nn.Linear(names, width)
        self.modulate = nn.Linear(width, 3 * width)
        self.begin = nn.Linear(size, width)
        self.blocks = nn.ModuleList([Block(width, hidden) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.table = nn.Parameter(torch.zeros(2, width))
        self.end = nn.Linear(width, size)
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)

    def forward(self, x, t, names):
        condition = F.silu(self.time(time_features(t, 128)) + self.text(names.sum(dim=1)))
        modulation = self.modulate(condition).reshape(x.shape[0], 3, self.width)
        h = self.begin(x.flatten(1)) + condition
        for block in self.blocks:
            h = block(h, modulation)
        shift, scale = (condition[:, None] + self.table).unbind(dim=1)
        return self.end(torch.addcmul(shift, self.norm(h), 1 + scale)).reshape(x.shape)


class Enlarger(nn.Module):
    """[B, 3, 64, 64] -> [B, 3, 128, 128]: edges as they are drawn, from a picture that is a little soft."""

    def __init__(self, wide: int = 40, blocks: int = 4):
        super().__init__()
        self.begin = nn.Conv2d(3, wide, 3, padding=1)
        self.blocks = nn.ModuleList([nn.Sequential(nn.Conv2d(wide, wide, 3, padding=1), nn.SiLU(), nn.Conv2d(wide, wide, 3, padding=1)) for _ in range(blocks)])
        self.end = nn.Conv2d(wide, 12, 3, padding=1)
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)

    def forward(self, x):
        h = self.begin(x)
        for block in self.blocks:
            h = h + block(h)
        return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False) + F.pixel_shuffle(self.end(h), 2)
