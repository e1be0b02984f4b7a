"""Trains the enlarger on what the trained denoiser makes of noisy pictures, beside the same pictures at 128 x 128: it learns to mend the softness that it will be given.

    python3 enlarge.py DATA RUN [--minutes 10]

RUN/enlarger.pt is the result, RUN/enlarged.png shows pictures before and after.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from data import COLOURS, Basis, Pictures, tinted
from model import Denoiser, Enlarger, NameEncoder
from train import NAMES_FILE, WIDTH, Batches, flat, noised, shaped


def trained(run: Path, pictures: Pictures):
    """The averaged weights of a run, and its basis."""
    state = torch.load(run / "checkpoint.pt")
    if state["names"] != pictures.names:
        raise ValueError("the run learned other names")
    encoder, denoiser = NameEncoder(pictures.count, WIDTH), Denoiser(WIDTH)
    with torch.no_grad():
        for parameter, value in zip([*encoder.parameters(), *denoiser.parameters()], state["average"]):
            parameter.copy_(value)
    return encoder.eval(), denoiser.eval(), Basis(*state["basis"])


def edges(pixels):
    """Differences of neighbours, across and down."""
    return pixels[..., 1:] - pixels[..., :-1], pixels[..., 1:, :] - pixels[..., :-1, :]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data")
    arguments.add_argument("run", type=Path)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--batch", type=int, default=16)
    arguments.add_argument("--names", type=int)
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(0)
    pictures = Pictures(options.data, NAMES_FILE, options.names)
    encoder, denoiser, basis = trained(options.run, pictures)
    batches = Batches(pictures, basis)
    enlarger = Enlarger().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(enlarger.parameters(), lr=1e-3, weight_decay=1e-4)
    started, step, end, errors = time.monotonic(), 0, options.minutes * 60, []
    while (gone := time.monotonic() - started) < end:
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * min(1.0, (step + 1) / 50, 2 * (end - gone) / end)
        clean, told, chosen = batches.next(options.batch)
        large = pictures.large[chosen].float() / 127.5 - 1
        colour = batches.colour
        large = torch.cat([tinted(large[i : i + 1], [*COLOURS.values()][colour[i] - 1]) if colour[i] else large[i : i + 1] for i in range(len(large))])
        t = torch.rand(options.batch) * 0.8
        with torch.no_grad():
            latents = shaped(clean)
            soft = basis.read(flat(denoiser(noised(latents, torch.randn_like(latents), t[:, None, None, None]), t, encoder(told)))).clamp(-1, 1)
        guess = enlarger(soft.contiguous(memory_format=torch.channels_last))
        loss = F.l1_loss(guess, large) + 0.5 * sum(F.l1_loss(a, b) for a, b in zip(edges(guess), edges(large)))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        step += 1
        errors.append(loss.item())
        if step % 100 == 0:
            print(f"{step} steps, {gone:.0f} s, error {np.mean(errors[-100:]):.4f}", flush=True)
    torch.save(enlarger.state_dict(), options.run / "enlarger.pt")
    with torch.no_grad():
        before = F.interpolate(soft[:8], scale_factor=2.0, mode="bilinear", align_corners=False)
        shown = torch.cat([before, enlarger(soft[:8]), large[:8]]).clamp(-1, 1).mul(127.5).add(127.5).round().to(torch.uint8)
    from PIL import Image

    Image.fromarray(shown.reshape(3, 8, 3, 128, 128).permute(0, 3, 1, 4, 2).reshape(3 * 128, 8 * 128, 3).numpy()).save(options.run / "enlarged.png")


if __name__ == "__main__":
    main()
