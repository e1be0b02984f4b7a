"""The networks of the small painting model: words to a vector, noise to 64 x 64 pixels, and those to 128 x 128.

A picture is denoised as 16 x 16 x 48: 4 x 4 pixels lie in the channels of one place (space to depth), which costs a convolution no more than a latent would and needs no
autoencoder. What the denoiser says is the clean picture; the velocity that rectified flow wants follows from it.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

SIDE = 64
BLOCK = 4
CHANNELS = 3 * BLOCK * BLOCK
MAXIMUM_WORDS = 24


class WordEncoder(nn.Module):
    """Each word's own vector; a padded place is zero. [B, 24] int64 -> [B, 24, D]."""

    def __init__(self, words: int, width: int):
        super().__init__()
        self.embedding = nn.Embedding(words, width, padding_idx=0)
        nn.init.normal_(self.embedding.weight, std=0.5)
        with torch.no_grad():
            self.embedding.weight[0].zero_()

    def forward(self, words):
        return self.embedding(words)


def time_features(t, width: int):
    """Sinusoids of t in 0..1, as diffusion models have them for 0..1000."""
    frequencies = torch.exp(-math.log(10_000.0) * torch.arange(width // 2, device=t.device, dtype=torch.float32) / (width // 2))
    angles = 1000.0 * t[:, None].float() * frequencies[None]
    return torch.cat([angles.cos(), angles.sin()], dim=1)


class Residual(nn.Module):
    def __init__(self, inputs: int, outputs: int, condition: int):
        super().__init__()
        self.norm_in = nn.GroupNorm(8, inputs)
        self.conv_in = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.film = nn.Linear(condition, 2 * outputs)
        self.norm_out = nn.GroupNorm(8, outputs)
        self.conv_out = nn.Conv2d(outputs, outputs, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)
        nn.init.zeros_(self.conv_out.bias)
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, condition):
        h = self.conv_in(F.silu(self.norm_in(x)))
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, dim=1)
        h = self.conv_out(F.silu(self.norm_out(h) * (1 + scale) + shift))
        return self.skip(x) + h


class Attention(nn.Module):
    """Places look at one another, then at the words (a word's key and value from its own vector)."""

    def __init__(self, channels: int, words: int, heads: int = 6):
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(8, channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.words = nn.Linear(words, 2 * channels)
        self.out = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, words, missing):
        b, c, h, w = x.shape
        q, k, v = self.qkv(self.norm(x)).reshape(b, 3, self.heads, c // self.heads, h * w).unbind(1)
        wk, wv = self.words(words).reshape(b, -1, 2, self.heads, c // self.heads).permute(2, 0, 3, 4, 1).unbind(0)
        k = torch.cat([k, wk], dim=3)
        v = torch.cat([v, wv], dim=3)
        scores = q.transpose(2, 3) @ k / math.sqrt(c // self.heads)
        hidden = torch.cat([missing.new_zeros(b, h * w), missing], dim=1)
        weights = (scores - 1e4 * hidden[:, None, None]).softmax(dim=3)
        return x + self.out((v @ weights.transpose(2, 3)).reshape(b, c, h, w))


class Denoiser(nn.Module):
    """Noisy picture, time and words -> clean picture, all as [B, 48, 16, 16] in -1..1."""

    def __init__(self, wide: int = 112, deep: int = 224, words: int = 192, condition: int = 320):
        super().__init__()
        self.time = nn.Sequential(nn.Linear(128, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.text = nn.Sequential(nn.Linear(words, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.begin = nn.Conv2d(CHANNELS, wide, 3, padding=1)
        self.place = nn.Parameter(torch.zeros(1, wide, 16, 16))
        self.down = nn.ModuleList([Residual(wide, wide, condition), Residual(wide, wide, condition)])
        self.shrink = nn.Conv2d(wide, deep, 3, stride=2, padding=1)
        self.deep = nn.ModuleList([Residual(deep, deep, condition) for _ in range(4)])
        self.attention = nn.ModuleList([Attention(deep, words, heads=7) for _ in range(3)])
        self.grow = nn.Conv2d(deep, wide, 3, padding=1)
        self.up = nn.ModuleList([Residual(2 * wide, wide, condition), Residual(2 * wide, wide, condition)])
        self.norm = nn.GroupNorm(8, wide)
        self.end = nn.Conv2d(wide, CHANNELS, 3, padding=1)
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)
        # Across the seams of the 4 x 4 blocks.
        self.seams = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.SiLU(), nn.Conv2d(16, 3, 3, padding=1))
        nn.init.zeros_(self.seams[2].weight)
        nn.init.zeros_(self.seams[2].bias)

    def forward(self, x, t, words):
        present = (words.abs().sum(dim=2) > 0).float()
        meaning = words.sum(dim=1) / present.sum(dim=1, keepdim=True).clamp(min=1).sqrt()
        condition = F.silu(self.time(time_features(t, 128)) + self.text(meaning))
        h = self.begin(x) + self.place
        skips = []
        for block in self.down:
            h = block(h, condition)
            skips.append(h)
        h = self.shrink(h)
        missing = 1 - present
        for i, block in enumerate(self.deep):
            h = block(h, condition)
            if i < len(self.attention):
                h = self.attention[i](h, words, missing)
        h = self.grow(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        for block in self.up:
            h = block(torch.cat([h, skips.pop()], dim=1), condition)
        pixels = to_pixels(self.end(F.silu(self.norm(h))))
        return to_blocks(pixels + self.seams(pixels))


def to_blocks(pixels):
    """[B, 3, 64, 64] -> [B, 48, 16, 16]."""
    return F.pixel_unshuffle(pixels, BLOCK)


def to_pixels(blocks):
    """[B, 48, 16, 16] -> [B, 3, 64, 64]."""
    return F.pixel_shuffle(blocks, BLOCK)


class Enlarger(nn.Module):
    """[B, 3, 64, 64] -> [B, 3, 128, 128]: edges as they are drawn, from a picture that is a little soft."""

    def __init__(self, wide: int = 48, blocks: int = 4):
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
