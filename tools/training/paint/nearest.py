"""What was learned from, small enough to come with the model: the program finds the nearest of it to whatever it paints, and says how near."""

import json
from pathlib import Path

import torch

SIDE, COLUMNS = 32, 40


def write_pictures(pictures, folder: Path):
    """pictures.jpg: all pictures that were learned from, 32 x 32 each, 40 a row; pictures.json: what they are, in that order."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    small = torch.nn.functional.avg_pool2d(pictures.large[pictures.learned].float(), pictures.large.shape[-1] // SIDE).round().to(torch.uint8)
    rows = -(-len(small) // COLUMNS)
    small = torch.cat([small, torch.full((rows * COLUMNS - len(small), 3, SIDE, SIDE), 255, dtype=torch.uint8)])
    sheet = small.reshape(rows, COLUMNS, 3, SIDE, SIDE).permute(0, 3, 1, 4, 2).reshape(rows * SIDE, COLUMNS * SIDE, 3)
    Image.fromarray(sheet.numpy()).save(folder / "pictures.jpg", quality=90, subsampling=0)
    entries = [pictures.entries[i] for i in pictures.learned.tolist()]
    listed = {"side": SIDE, "columns": COLUMNS, "pictures": [{"name": entry["name"], "set": entry["set"]} for entry in entries]}
    (folder / "pictures.json").write_text(json.dumps(listed, ensure_ascii=False, separators=(",", ":")) + "\n")
