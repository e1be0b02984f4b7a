"""Trains the denoiser on the pictures of prepare.mjs, with checkpoints: stop it whenever you like and start it again with the same command.

    python3 train.py DATA RUN [--minutes 240] [--cool 0.2]

Rectified flow (Liu et al. 2022) with the clean picture predicted (Salimans and Ho 2022's x-prediction), AdamW at a constant rate, then cooling down to zero over the last part of
the time (Hägele et al. 2024), and a moving average of the weights, which is what is exported. RUN/log.jsonl has the loss, RUN/sheet-*.png what it draws on the way.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch

from data import Pictures
from model import CHANNELS, Denoiser, WordEncoder, to_blocks, to_pixels

PROMPTS = [
    "red apple", "cat face", "dog face", "red heart", "green heart", "pizza", "rocket", "sunflower", "house", "automobile", "smiling face", "penguin",
    "strawberry", "fish", "butterfly", "cactus", "airplane", "soccer ball", "cloud with rain", "mushroom", "빨간 사과", "고양이 얼굴", "tulip", "sailboat",
]


def noised(clean, noise, t):
    return (1 - t) * clean + t * noise


@torch.no_grad()
def sample(denoiser, words, empty, noise, steps=24, guidance=3.0):
    """Euler steps from noise (t = 1) to the picture (t = 0)."""
    x = noise
    times = torch.linspace(1, 0, steps + 1)
    for now, after in zip(times[:-1], times[1:]):
        t = now.expand(x.shape[0])
        told, untold = denoiser(x, t, words), denoiser(x, t, empty)
        clean = untold + guidance * (told - untold)
        x = x + (after - now) * (x - clean) / now
    return to_pixels(x).clamp(-1, 1)


class Run:
    def __init__(self, pictures: Pictures, folder: Path, rate: float):
        torch.manual_seed(0)
        self.pictures, self.folder, self.rate = pictures, folder, rate
        self.encoder, self.denoiser = WordEncoder(len(pictures.words), 192), Denoiser()
        self.denoiser = self.denoiser.to(memory_format=torch.channels_last)
        self.parameters = [*self.encoder.parameters(), *self.denoiser.parameters()]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=rate, betas=(0.9, 0.98), weight_decay=0.02)
        self.average = [parameter.detach().clone() for parameter in self.parameters]
        self.step, self.seconds = 0, 0.0
        self.random = np.random.default_rng(0)
        checkpoint = folder / "checkpoint.pt"
        if checkpoint.exists():
            self.load(torch.load(checkpoint))

    def load(self, state):
        self.encoder.load_state_dict(state["encoder"])
        self.denoiser.load_state_dict(state["denoiser"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]
        self.random = np.random.default_rng(self.step)

    def save(self):
        state = {
            "encoder": self.encoder.state_dict(), "denoiser": self.denoiser.state_dict(), "optimizer": self.optimizer.state_dict(),
            "average": self.average, "step": self.step, "seconds": self.seconds, "words": self.pictures.words,
        }
        torch.save(state, self.folder / "checkpoint.tmp")
        os.replace(self.folder / "checkpoint.tmp", self.folder / "checkpoint.pt")

    def train(self, size: int, left: float, cool: float):
        """One step; the rate falls to zero over the last share `cool` of the time."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * min(1.0, (self.step + 1) / 300) * min(1.0, left / cool)
        clean, words = self.pictures.batch(size, self.random)
        clean = to_blocks(clean).contiguous(memory_format=torch.channels_last)
        t = torch.sigmoid(0.4 + torch.randn(size))
        noise = torch.randn_like(clean)
        guess = self.denoiser(noised(clean, noise, t[:, None, None, None]), t, self.encoder(words))
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
        """Draws the prompts, two seeds each, by the averaged weights."""
        from PIL import Image

        kept = [parameter.detach().clone() for parameter in self.parameters]
        self.put(self.average)
        self.denoiser.eval()
        ids = torch.tensor([self.pictures.encode(prompt) for prompt in PROMPTS for _ in range(2)])
        noise = torch.randn(len(ids), CHANNELS, 16, 16, generator=torch.Generator().manual_seed(7))
        with torch.no_grad():
            pixels = sample(self.denoiser, self.encoder(ids), self.encoder(torch.zeros_like(ids)), noise)
        self.denoiser.train()
        self.put(kept)
        rows = (pixels.permute(0, 2, 3, 1).mul(127.5).add(127.5).round().to(torch.uint8).reshape(4, 12, 64, 64, 3).permute(0, 2, 1, 3, 4).reshape(4 * 64, 12 * 64, 3))
        Image.fromarray(rows.numpy()).save(self.folder / f"sheet-{int(self.seconds // 60):04d}.png")

    @torch.no_grad()
    def put(self, values):
        for parameter, value in zip(self.parameters, values):
            parameter.copy_(value)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data")
    arguments.add_argument("run", type=Path)
    arguments.add_argument("--minutes", type=float, default=240, help="of training in all, over every start")
    arguments.add_argument("--cool", type=float, default=0.2, help="share of the time in which the rate falls to zero")
    arguments.add_argument("--batch", type=int, default=64)
    arguments.add_argument("--rate", type=float, default=1e-3)
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    options.run.mkdir(parents=True, exist_ok=True)
    run = Run(Pictures(options.data), options.run, options.rate)
    print(f"{sum(p.numel() for p in run.denoiser.parameters()) / 1e6:.2f} M parameters to draw, {sum(p.numel() for p in run.encoder.parameters()) / 1e6:.2f} M for {len(run.pictures.words)} words, {len(run.pictures.learned)} pictures")
    end = options.minutes * 60
    saved = drawn = run.seconds
    losses = []
    with open(options.run / "log.jsonl", "a") as log:
        while run.seconds < end:
            # What the process was given of the processor, not what the clock says: beside other work the run is as long as alone.
            started = time.process_time()
            losses.append(run.train(options.batch, (end - run.seconds) / end, options.cool))
            run.seconds += (time.process_time() - started) / options.threads
            if run.step % 100 == 0:
                loss, error = np.mean(losses, axis=0)
                losses.clear()
                log.write(json.dumps({"step": run.step, "pictures": run.step * options.batch, "minutes": round(run.seconds / 60, 2), "loss": round(float(loss), 5), "error": round(float(error), 5)}) + "\n")
                log.flush()
            if run.seconds - saved > 300 or run.seconds >= end:
                run.save()
                saved = run.seconds
            if run.seconds - drawn > 900 or run.seconds >= end:
                run.sheet()
                drawn = run.seconds


if __name__ == "__main__":
    main()
