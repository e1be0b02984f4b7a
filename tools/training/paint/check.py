"""Whether a run draws what it was told: of every name one picture, which has to be nearest to a picture of that name among all that were learned from.

    python3 check.py DATA RUN [--names N] [--share 0.8]

Ends with 1 where fewer than that share are.
"""

import argparse
import sys
from pathlib import Path

import torch

from data import FIRST_NAME, Pictures
from enlarge import trained
from model import CHANNELS, PLACES
from train import NAMES_FILE, flat, sample


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data")
    arguments.add_argument("run", type=Path)
    arguments.add_argument("--names", type=int)
    arguments.add_argument("--share", type=float, default=0.8)
    options = arguments.parse_args()
    pictures = Pictures(options.data, NAMES_FILE, options.names)
    encoder, denoiser, basis = trained(options.run, pictures)
    told = torch.zeros(len(pictures.names), 3, dtype=torch.int64)
    told[:, 0] = torch.arange(FIRST_NAME, pictures.count)
    noise = torch.randn(len(told), CHANNELS, PLACES, PLACES, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        drawn = basis.read(flat(sample(denoiser, encoder(told), encoder(torch.zeros_like(told)), noise))).clamp(-1, 1)
    learned = pictures.small[pictures.learned].float() / 127.5 - 1
    nearest = torch.cdist(drawn.flatten(1), learned.flatten(1)).argmin(dim=1)
    right = int((pictures.number[pictures.learned][nearest] == told[:, 0]).sum())
    print(f"{right} of {len(told)} pictures are nearest to one of their name")
    sys.exit(0 if right >= options.share * len(told) else 1)


if __name__ == "__main__":
    main()
