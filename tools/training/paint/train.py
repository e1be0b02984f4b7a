"""Trains the denoiser on the pictures of prepare.mjs, with checkpoints: stop it whenever you like and start it again with the same command.

    python3 train.py DATA RUN [--minutes 60] [--cool 0.3]

Rectified flow (Liu et al. 2022) with the clean picture predicted (Salimans and Ho 2022's x-prediction; Li and He 2025), AdamW at a constant rate, then cooling down to zero over the
last part of the time (Hägele et al. 2024), and a moving average of the weights, which is what is exported. RUN/log.jsonl has the loss, RUN/sheet-*.png what it draws on the way.
"""

import argparse
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch

from data import COLOURS, FIRST_COLOUR, FIRST_NAME, FIRST_STYLE, STYLES, Basis, Pictures, tinted
from model import CHANNELS, COEFFICIENTS, PLACES, Denoiser, NameEncoder

SHOWN = [
    ("red apple", "", ""), ("cat face", "", ""), ("dog face", "", ""), ("red heart", "", ""), ("pizza", "", ""), ("rocket", "", ""), ("sunflower", "", ""), ("house", "", ""),
    ("automobile", "", ""), ("grinning face", "", ""), ("penguin", "", ""), ("strawberry", "", ""), ("cat face", "", "blue"), ("elephant", "", "pink"), ("fish", "flat", ""), ("fish", "noto", ""),
    ("butterfly", "", "purple"), ("airplane", "", ""), ("soccer ball", "", ""), ("mushroom", "", "blue"), ("hamburger", "", ""), ("tulip", "", ""), ("sailboat", "", "red"), ("tree", "", ""),
]
WIDTH = 256
NAMES_FILE = Path(__file__).with_name("names.txt")


def noised(clean, noise, t):
    return (1 - t) * clean + t * noise


def shaped(coefficients):
    """[B, 3, K] as latents, [B, 30, 8, 8]."""
    return coefficients.reshape(-1, CHANNELS, PLACES, PLACES)


def flat(latents):
    """[B, 30, 8, 8] as coefficients, [B, 3, K]."""
    return latents.reshape(-1, 3, COEFFICIENTS)


@torch.no_grad()
def sample(denoiser, told, untold, noise, steps=20, guidance=2.0):
    """Euler steps from noise (t = 1) to the picture (t = 0)."""
    x = noise
    times = torch.linspace(1, 0, steps + 1)
    for now, after in zip(times[:-1], times[1:]):
        t = now.expand(x.shape[0])
        clean = denoiser(x, t, told)
        if guidance != 1:
            free = denoiser(x, t, untold)
            clean = free + guidance * (clean - free)
        x = x + (after - now) * (x - clean) / now
    return x


class Batches:
    """Coefficients of pictures, some of them in one colour, with what is said of them."""

    def __init__(self, pictures: Pictures, basis: Basis):
        self.pictures, self.basis = pictures, basis
        pixels = pictures.small.float() / 127.5 - 1
        # As it is, then in each colour.
        self.known = torch.stack([basis.write(pixels), *(basis.write(tinted(pixels, colour)) for colour in COLOURS.values())])
        self.order = torch.empty(0, dtype=torch.int64)
        # Of the newest batch: 0 its own, then those of COLOURS from 1.
        self.colour = torch.empty(0, dtype=torch.int64)

    def next(self, count: int):
        """Coefficients [B, 3, K], what is said [B, 3] (name, style, colour), which pictures. One in three in a colour of its own; of three in ten the style is left out, of one in ten all."""
        while len(self.order) < count:
            self.order = torch.cat([self.order, self.pictures.learned[torch.randperm(len(self.pictures.learned))]])
        chosen, self.order = self.order[:count], self.order[count:]
        colour = torch.randint(1, 1 + len(COLOURS), (count,)) * (torch.rand(count) < 0.35) * self.pictures.colourable[chosen]
        self.colour, clean = colour, self.known[colour, chosen]
        style = self.pictures.style[chosen] * (torch.rand(count) >= 0.3)
        told = torch.stack([self.pictures.number[chosen], style, (FIRST_COLOUR - 1 + colour) * (colour > 0)], dim=1)
        return clean, told * (torch.rand(count, 1) >= 0.1), chosen


class Run:
    def __init__(self, pictures: Pictures, folder: Path, rate: float):
        torch.manual_seed(0)
        self.pictures, self.folder, self.rate = pictures, folder, rate
        self.encoder, self.denoiser = NameEncoder(pictures.count, WIDTH), Denoiser(WIDTH)
        self.parameters = [*self.encoder.parameters(), *self.denoiser.parameters()]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
        self.average = [parameter.detach().clone() for parameter in self.parameters]
        self.step, self.seconds = 0, 0.0
        checkpoint = folder / "checkpoint.pt"
        state = torch.load(checkpoint) if checkpoint.exists() else None
        self.basis = Basis(*state["basis"]) if state else Basis.of(pictures.small[pictures.learned].float() / 127.5 - 1, COEFFICIENTS)
        self.batches = Batches(pictures, self.basis)
        if state:
            self.load(state)

    def load(self, state):
        if state["names"] != self.pictures.names:
            raise ValueError("the run learned other names")
        self.encoder.load_state_dict(state["encoder"])
        self.denoiser.load_state_dict(state["denoiser"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]
        torch.manual_seed(self.step)

    def save(self):
        state = {
            "encoder": self.encoder.state_dict(), "denoiser": self.denoiser.state_dict(), "optimizer": self.optimizer.state_dict(),
            "average": self.average, "step": self.step, "seconds": self.seconds, "names": self.pictures.names, "basis": (self.basis.mean, self.basis.vectors, self.basis.scale),
        }
        torch.save(state, self.folder / "checkpoint.tmp")
        os.replace(self.folder / "checkpoint.tmp", self.folder / "checkpoint.pt")

    def train(self, size: int, left: float, cool: float):
        """One step; the rate falls to zero over the last share `cool` of the time."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * min(1.0, (self.step + 1) / 300) * min(1.0, left / cool)
        clean, told, _ = self.batches.next(size)
        clean = shaped(clean)
        t = torch.sigmoid(0.6 + 1.2 * torch.randn(size))
        noise = torch.randn_like(clean)
        guess = self.denoiser(noised(clean, noise, t[:, None, None, None]), t, self.encoder(told))
        error = (guess - clean).square().mean(dim=(1, 2, 3))
        loss = (error / t.clamp(min=0.1).square()).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.step += 1
        decay = min(0.9995, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_mul_(self.average, decay)
            torch._foreach_add_(self.average, [parameter.detach() for parameter in self.parameters], alpha=1 - decay)
        return loss.item(), error.mean().item()

    def sheet(self):
        """Draws names, two seeds each, by the averaged weights."""
        from PIL import Image

        kept = [parameter.detach().clone() for parameter in self.parameters]
        self.put(self.average)
        names = self.pictures.names
        shown = [each for each in SHOWN if each[0] in names] or [(name, "", "") for name in names[:24]]
        told = torch.tensor([
            [FIRST_NAME + names.index(name), FIRST_STYLE + STYLES.index(style) if style else 0, FIRST_COLOUR + [*COLOURS].index(colour) if colour else 0]
            for name, style, colour in shown for _ in range(2)])
        noise = torch.randn(len(told), CHANNELS, PLACES, PLACES, generator=torch.Generator().manual_seed(7))
        with torch.no_grad():
            pixels = self.basis.read(flat(sample(self.denoiser, self.encoder(told), self.encoder(torch.zeros_like(told)), noise))).clamp(-1, 1)
        self.put(kept)
        columns = 12
        pixels = torch.cat([pixels, pixels.new_ones(-len(pixels) % columns, 3, 64, 64)])
        rows = pixels.permute(0, 2, 3, 1).mul(127.5).add(127.5).round().to(torch.uint8).reshape(-1, columns, 64, 64, 3).permute(0, 2, 1, 3, 4).reshape(-1, columns * 64, 3)
        Image.fromarray(rows.numpy()).save(self.folder / f"sheet-{int(self.seconds):05d}.png")

    @torch.no_grad()
    def put(self, values):
        for parameter, value in zip(self.parameters, values):
            parameter.copy_(value)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data")
    arguments.add_argument("run", type=Path)
    arguments.add_argument("--minutes", type=float, default=60, help="of training in all, over every start")
    arguments.add_argument("--cool", type=float, default=0.3, help="share of the time in which the rate falls to zero")
    arguments.add_argument("--batch", type=int, default=256)
    arguments.add_argument("--rate", type=float, default=1e-3)
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    arguments.add_argument("--names", type=int, help="only the first so many names")
    arguments.add_argument("--sheets", type=float, default=600, help="seconds of training between two sheets")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    options.run.mkdir(parents=True, exist_ok=True)
    pictures = Pictures(options.data, NAMES_FILE, options.names)
    run = Run(pictures, options.run, options.rate)
    print(f"{sum(p.numel() for p in run.parameters) / 1e6:.2f} M parameters, {len(pictures.names)} names, {len(pictures.learned)} pictures", flush=True)
    end = options.minutes * 60
    saved = drawn = run.seconds
    losses = []
    stop = False

    def asked(*_):
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    with open(options.run / "log.jsonl", "a") as log:
        while run.seconds < end and not stop:
            started = time.perf_counter()
            losses.append(run.train(options.batch, (end - run.seconds) / end, options.cool))
            run.seconds += time.perf_counter() - started
            if run.step % 500 == 0:
                loss, error = np.mean(losses, axis=0)
                losses.clear()
                log.write(json.dumps({"step": run.step, "pictures": run.step * options.batch, "minutes": round(run.seconds / 60, 2), "loss": round(float(loss), 5), "error": round(float(error), 5)}) + "\n")
                log.flush()
            if run.seconds - saved > 300:
                run.save()
                saved = run.seconds
            if run.seconds - drawn > options.sheets:
                run.sheet()
                drawn = run.seconds
    run.save()
    run.sheet()


if __name__ == "__main__":
    main()
