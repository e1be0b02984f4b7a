"""Small networks of random weights that have the names, types and ranks of published diffusion models, for make_folders.py."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class TextEncoder(nn.Module):
    """A causal transformer as CLIP's. Returns the last hidden state (normed), the pooled state of the end token, projected where asked, and all hidden states."""

    def __init__(self, vocabulary, width, layers=2, length=77, heads=2, projection=None):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Parameter(torch.randn(length, width) * 0.1)
        self.layers = nn.ModuleList(nn.ModuleDict({
            "n1": nn.LayerNorm(width), "qkv": nn.Linear(width, 3 * width), "out": nn.Linear(width, width),
            "n2": nn.LayerNorm(width), "up": nn.Linear(width, 2 * width), "down": nn.Linear(2 * width, width)}) for _ in range(layers))
        self.norm, self.heads = nn.LayerNorm(width), heads
        self.projection = nn.Linear(width, projection, bias=False) if projection else None
        self.register_buffer("order", torch.arange(length).float())

    def forward(self, input_ids):
        x = self.tokens(input_ids.long()) + self.places
        hidden, mask = [x], torch.clamp(self.order[None, :] - self.order[:, None], 0, 1) * -1e4
        for layer in self.layers:
            b, n, d = x.shape
            q, k, v = layer["qkv"](layer["n1"](x)).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
            mixed = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(d // self.heads) + mask, -1) @ v
            x = x + layer["out"](mixed.transpose(1, 2).reshape(b, n, d))
            x = x + layer["down"](torch.sigmoid(layer["up"](layer["n2"](x))))
            hidden.append(x)
        last = self.norm(x)
        # The end token has the largest id, and padding is the same token or 0: the first of the largest.
        end = input_ids.int().argmax(-1, keepdim=True).unsqueeze(-1).expand(-1, 1, last.shape[-1])
        pooled = torch.gather(last, 1, end)[:, 0]
        return last, self.projection(pooled) if self.projection else pooled, hidden


def sinusoid(t, width):
    angles = t[:, None].float() * torch.exp(-math.log(10000) * torch.arange(width // 2).float() / (width // 2))[None]
    return torch.cat([torch.cos(angles), torch.sin(angles)], -1)


class Block(nn.Module):
    def __init__(self, inside, outside, time):
        super().__init__()
        self.n1, self.c1, self.t = nn.GroupNorm(2, inside), nn.Conv2d(inside, outside, 3, padding=1), nn.Linear(time, outside)
        self.n2, self.c2 = nn.GroupNorm(2, outside), nn.Conv2d(outside, outside, 3, padding=1)
        self.skip = nn.Conv2d(inside, outside, 1)

    def forward(self, x, t):
        h = self.c1(F.silu(self.n1(x))) + self.t(F.silu(t))[:, :, None, None]
        return self.skip(x) + self.c2(F.silu(self.n2(h)))


class CrossAttention(nn.Module):
    def __init__(self, width, context):
        super().__init__()
        self.norm, self.q, self.kv, self.out = nn.GroupNorm(2, width), nn.Linear(width, width), nn.Linear(context, 2 * width), nn.Linear(width, width)

    def forward(self, x, context):
        b, c, h, w = x.shape
        q = self.q(self.norm(x).flatten(2).transpose(1, 2))
        k, v = self.kv(context).chunk(2, -1)
        mixed = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(c), -1) @ v
        return x + self.out(mixed).transpose(1, 2).reshape(b, c, h, w)


class UNet(nn.Module):
    """Two levels with cross-attention. cond: width of timestep_cond (LCM); added: width of text_embeds (SDXL)."""

    def __init__(self, context, inside=4, outside=4, width=8, cond=None, added=None):
        super().__init__()
        time = 16
        self.width = width
        self.cond = nn.Linear(cond, width, bias=False) if cond else None
        self.time = nn.Sequential(nn.Linear(width, time), nn.SiLU(), nn.Linear(time, time))
        self.added = nn.Linear(added + 6 * 4, time) if added else None
        self.first = nn.Conv2d(inside, width, 3, padding=1)
        self.b1, self.a1 = Block(width, width, time), CrossAttention(width, context)
        self.down = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
        self.b2, self.a2 = Block(2 * width, 2 * width, time), CrossAttention(2 * width, context)
        self.up = nn.Conv2d(2 * width, width, 3, padding=1)
        self.b3 = Block(2 * width, width, time)
        self.norm, self.last = nn.GroupNorm(2, width), nn.Conv2d(width, outside, 3, padding=1)

    def forward(self, sample, timestep, encoder_hidden_states, timestep_cond=None, text_embeds=None, time_ids=None):
        t = timestep.reshape(-1).float().expand(sample.shape[0])
        embedded = sinusoid(t, self.width)
        if self.cond is not None:
            embedded = embedded + self.cond(timestep_cond)
        t = self.time(embedded)
        if self.added is not None:
            t = t + self.added(torch.cat([text_embeds, sinusoid(time_ids.reshape(-1), 4).reshape(sample.shape[0], -1)], -1))
        x = self.first(sample)
        x = side = self.a1(self.b1(x, t), encoder_hidden_states)
        x = self.a2(self.b2(self.down(x), t), encoder_hidden_states)
        x = self.up(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        x = self.b3(torch.cat([x, side], 1), t)
        return self.last(F.silu(self.norm(x)))


class Decoder(nn.Module):
    def __init__(self, latents=4, width=8):
        super().__init__()
        self.first = nn.Conv2d(latents, width, 3, padding=1)
        self.ups = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(3))
        self.last = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, latent_sample):
        x = self.first(latent_sample)
        for up in self.ups:
            x = up(F.interpolate(F.silu(x), scale_factor=2.0, mode="nearest"))
        return self.last(F.silu(x))


class Encoder(nn.Module):
    """parameters: mean and logarithm of the variance of each latent; otherwise the mean alone."""

    def __init__(self, latents=4, width=8, parameters=True):
        super().__init__()
        self.first = nn.Conv2d(3, width, 3, padding=1)
        self.downs = nn.ModuleList(nn.Conv2d(width, width, 3, stride=2, padding=1) for _ in range(3))
        self.last = nn.Conv2d(width, (2 if parameters else 1) * latents, 3, padding=1)

    def forward(self, sample):
        x = self.first(sample)
        for down in self.downs:
            x = down(F.silu(x))
        return self.last(F.silu(x))


class Named(nn.Module):
    """Calls a network with inputs and outputs in the order of a list of names."""

    def __init__(self, inner, call):
        super().__init__()
        self.inner, self.call = inner, call

    def forward(self, *inputs):
        return self.call(self.inner, *inputs)
