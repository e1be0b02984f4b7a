#!/usr/bin/python3
"""Trains the text gate: which pictures carry text, told from the 512 x 512 square every picture is decoded to.

usage: text_gate.py generate BACKGROUNDS SCREENS FILE.npz [COUNT]   pictures to train with
       text_gate.py train FILE.npz MODEL.onnx [EPOCHS [WEIGHTS.pt]]  the network, from its beginning or from weights trained before
       text_gate.py check WEIGHTS.pt DIRECTORY...                    scores of files, by name

BACKGROUNDS: a directory of photographs and drawings without text (the wallpapers of Debian's mate-backgrounds, gnome-backgrounds, ukui-wallpapers and
plasma-workspace-wallpapers). SCREENS: a directory of screenshots with text (the dialogues in Debian's gimp-help-en). Text is drawn onto half of the
backgrounds in perspective, in many fonts, sizes and colours, Latin and Korean; the other half stays as it is, or gets lines, grids and shapes that are not text.

The network: four halvings by 3 x 3 convolutions over the grey square, a probability of text for each of 32 x 32 cells; a picture's score is the mean of its
eight highest cells. Needs python3-torch 1.13, python3-pil, fonts-dejavu, fonts-liberation, fonts-nanum, libopenblas0-pthread (Debian 12)."""
import pathlib
import random
import sys

import numpy
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

SIDE, CELLS, TOP = 512, 32, 8
FONT_DIRECTORIES = ["/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/nanum"]
HANGUL = "가나다라마바사아자차카타파하구두무부수우주추쿠투푸후서울시청역출구입금지주의사진여행하늘바다산강집문길차물불꽃눈비봄여름가을겨울학교은행병원약국빵커피우유공원도로버스택시"
LATIN = "etaoinshrdlucmfwypvbgkjqxzETAOINSHRDLUCMFWYPVBGKJQXZ0123456789"
SHORT = ["EXIT", "STOP", "CAFE", "No. 12", "OPEN", "BUS", "A4", "24h", "Hotel", "Main St", "SALE", "50", "Taxi", "P", "km/h", "Menu", "Ltd."]


def images_of(directory):
    return sorted(p for p in pathlib.Path(directory).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"))


def background(chance, pictures):
    kind = chance.random()
    if kind < 0.78:
        picture = chance.choice(pictures)
        share = chance.uniform(0.25, 1.0)
        width, height = max(64, int(picture.width * share)), max(64, int(picture.height * share))
        x, y = chance.randint(0, picture.width - width), chance.randint(0, picture.height - height)
        square = picture.crop((x, y, x + width, y + height)).resize((SIDE, SIDE), Image.BILINEAR)
        if chance.random() < 0.5:
            square = square.transpose(Image.FLIP_LEFT_RIGHT)
    elif kind < 0.88:
        square = Image.new("L", (SIDE, SIDE), chance.choice([255, 250, 240, 225, 30, 10, chance.randint(0, 255)]))
    else:
        square = texture(chance)
    if chance.random() < 0.5:
        square = ImageEnhance.Contrast(square).enhance(chance.uniform(0.5, 1.7))
    return square


def texture(chance):
    """Grids, stripes, bricks, noise: what looks like text to an edge detector and is none."""
    square = Image.new("L", (SIDE, SIDE), chance.randint(60, 255))
    draw = ImageDraw.Draw(square)
    kind = chance.choice(["grid", "stripes", "bricks", "noise", "dots", "leaves", "bars"])
    ink, step = chance.randint(0, 255), chance.randint(6, 60)
    if kind == "noise":
        small = Image.effect_noise((max(4, SIDE // chance.randint(1, 8)),) * 2, chance.randint(20, 90))
        square = small.resize((SIDE, SIDE), Image.BILINEAR)
    elif kind in ("grid", "stripes", "bars"):
        for i in range(0, SIDE, step):
            draw.line((i, 0, i, SIDE), fill=ink, width=chance.randint(1, max(1, step // 2)))
            if kind == "grid":
                draw.line((0, i, SIDE, i), fill=ink, width=chance.randint(1, 3))
    elif kind == "bricks":
        for row, y in enumerate(range(0, SIDE, step)):
            draw.line((0, y, SIDE, y), fill=ink, width=2)
            for x in range((row % 2) * step, SIDE, 2 * step):
                draw.line((x, y, x, y + step), fill=ink, width=2)
    else:
        for _ in range(chance.randint(40, 1500)):
            x, y, r = chance.randint(0, SIDE), chance.randint(0, SIDE), chance.randint(1, 14)
            if kind == "dots":
                draw.ellipse((x - r, y - r, x + r, y + r), fill=chance.randint(0, 255))
            else:
                draw.line((x, y, x + chance.randint(-30, 30), y + chance.randint(-30, 30)), fill=chance.randint(0, 255), width=chance.randint(1, 3))
    return square.rotate(chance.uniform(-45, 45), resample=Image.BILINEAR, fillcolor=128) if chance.random() < 0.5 else square


def words(chance):
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(SHORT)
    letters = HANGUL if kind > 0.75 else LATIN
    text = " ".join("".join(chance.choices(letters, k=chance.randint(2, 8))) for _ in range(chance.randint(1, 6)))
    return text.upper() if chance.random() < 0.3 else text


def draw_text(chance, square, fonts):
    """One block of one to twelve lines, in perspective; returns the picture and the mask of where it stands."""
    size = int(10 * 2 ** chance.uniform(0, 3.2)) if chance.random() < 0.8 else chance.randint(9, 16)
    font = ImageFont.truetype(chance.choice(fonts), size)
    lines = [words(chance) for _ in range(chance.choice([1, 1, 1, 2, 3, 6, 12]) if size < 40 else 1)]
    layer, mask = Image.new("L", (SIDE, SIDE), 0), Image.new("L", (SIDE, SIDE), 0)
    draw, marks = ImageDraw.Draw(layer), ImageDraw.Draw(mask)
    x, y = chance.randint(0, SIDE // 2), chance.randint(0, SIDE - size)
    for i, line in enumerate(lines):
        top = y + int(i * size * 1.35)
        draw.text((x, top), line, fill=255, font=font)
        marks.rectangle(draw.textbbox((x, top), line, font=font), fill=255)
    if chance.random() < 0.7:
        j = [chance.uniform(-0.12, 0.12) for _ in range(6)]
        coefficients = (1 + j[0], j[1] * 2, -SIDE * j[1], j[2] * 2, 1 + j[3], -SIDE * j[2], j[4] / SIDE, j[5] / SIDE)
        layer, mask = (m.transform((SIDE, SIDE), Image.PERSPECTIVE, coefficients, Image.BILINEAR) for m in (layer, mask))
    inside = numpy.asarray(mask) > 127
    if inside.sum() < 60:
        return square, numpy.zeros((SIDE, SIDE), bool)
    ground = float(numpy.asarray(square)[inside].mean())
    ink = chance.choice([v for v in range(0, 256, 5) if abs(v - ground) > 55])
    if chance.random() < 0.35:
        plate = int(numpy.clip(ground + chance.uniform(-60, 60), 0, 255))
        ink = chance.choice([v for v in range(0, 256, 5) if abs(v - plate) > 70])
        square = Image.composite(Image.new("L", (SIDE, SIDE), plate), square, mask.filter(ImageFilter.MaxFilter(9)))
    square = Image.composite(Image.new("L", (SIDE, SIDE), ink), square, layer)
    return square, inside


def camera(chance, square):
    if chance.random() < 0.4:
        square = square.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 0.9)))
    if chance.random() < 0.4:
        square = Image.blend(square, Image.effect_noise((SIDE, SIDE), 40), chance.uniform(0.02, 0.15))
    return square


def generate(backgrounds, screens, out, count):
    chance = random.Random(count)
    pictures = []
    for path in images_of(backgrounds):
        picture = Image.open(path).convert("L")
        picture.thumbnail((1400, 1400))
        if min(picture.size) >= 64:
            pictures.append(picture)
    shots = [p for p in images_of(screens)]
    fonts = sorted(str(f) for d in FONT_DIRECTORIES for f in pathlib.Path(d).glob("*.ttf"))
    squares, cells, known = [], [], []
    for i in range(count):
        kind = i % 8
        mask = numpy.zeros((SIDE, SIDE), bool)
        has_cells = True
        if kind == 0 and shots:
            shot = Image.open(chance.choice(shots)).convert("L")
            square, has_cells = shot.resize((SIDE, SIDE), Image.BILINEAR), False
            mask[:] = True
        else:
            square = background(chance, pictures)
            if kind in (1, 2, 3, 4):
                for _ in range(chance.choice([1, 1, 2, 4])):
                    square, more = draw_text(chance, square, fonts)
                    mask |= more
            square = camera(chance, square)
        squares.append(numpy.asarray(square, numpy.uint8))
        share = mask.reshape(CELLS, SIDE // CELLS, CELLS, SIDE // CELLS).mean((1, 3))
        cells.append((share * 255).astype(numpy.uint8))
        known.append(has_cells)
    numpy.savez(out, squares=numpy.stack(squares), cells=numpy.stack(cells), known=numpy.array(known))


def network():
    import torch
    from torch import nn

    def step(i, o, stride):
        return [nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU()]

    class Gate(nn.Module):
        """Grey square 0..255 [N,1,512,512] to a score of text, 0..1 [N,1]."""

        def __init__(self):
            super().__init__()
            self.cells = nn.Sequential(*step(1, 12, 2), *step(12, 20, 2), *step(20, 28, 2), *step(28, 40, 2), *step(40, 40, 1), nn.Conv2d(40, 1, 1))

        def logits(self, grey):
            return self.cells(grey / 127.5 - 1)

        def forward(self, grey):
            """The better of two sizes: letters that fill the picture are seen at a quarter of it."""
            scores = []
            for size in (grey, nn.functional.avg_pool2d(grey, 4)):
                best = torch.topk(self.logits(size).flatten(1), TOP, 1).values
                scores.append(torch.sigmoid(best.mean(1, keepdim=True)))
            return torch.maximum(*scores)

    return Gate()


def train(data, out, epochs, weights=None):
    import torch
    torch.manual_seed(7)
    torch.set_num_threads(2)
    loaded = numpy.load(data)
    squares, cells, known = loaded["squares"], loaded["cells"], loaded["known"]
    order = numpy.random.RandomState(7).permutation(len(squares))
    held, order = order[: len(order) // 12], order[len(order) // 12:]
    gate = network()
    if weights:
        gate.load_state_dict(torch.load(weights))
    rate = 1e-3 if weights else 4e-3
    batch = 32
    steps = epochs * (len(order) // batch)
    optimiser = torch.optim.AdamW(gate.parameters(), rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps)
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits

    def load(ids, crop=None):
        """Whole squares, or (four times as fast, and the network sees no farther) a quarter of each."""
        x, c = squares[ids], cells[ids]
        if crop is not None:
            y0, x0 = crop.randint(0, CELLS // 2 + 1, 2)
            cell, half = SIDE // CELLS, CELLS // 2
            x = x[:, y0 * cell:y0 * cell + SIDE // 2, x0 * cell:x0 * cell + SIDE // 2]
            c = c[:, y0:y0 + half, x0:x0 + half]
        x = torch.from_numpy(numpy.ascontiguousarray(x)).float().unsqueeze(1)
        c = torch.from_numpy(numpy.ascontiguousarray(c)).float().unsqueeze(1) / 255
        return x, (c > 0.25).float(), torch.from_numpy(known[ids])

    crops = numpy.random.RandomState(11)
    for epoch in range(epochs):
        gate.train()
        numpy.random.RandomState(epoch).shuffle(order)
        total = 0.0
        for at in range(0, len(order) - batch + 1, batch):
            x, c, k = load(order[at:at + batch], crops)
            if epoch % 2:
                x, c = x.flip(3), c.flip(3)
            logits = gate.logits(x)
            best = torch.topk(logits.flatten(1), TOP, 1).values.mean(1)
            truth = (c.flatten(1).sum(1) > 0).float()
            weight = torch.where(truth > 0, 1.5, 1.0)
            loss = loss_of(best, truth, weight=weight)
            if k.any():
                loss = loss + loss_of(logits[k], c[k])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += float(loss)
        gate.eval()
        if epoch + 1 < epochs:
            print(f"epoch {epoch + 1}: loss {total / (len(order) // batch):.4f}", flush=True)
            continue
        with torch.no_grad():
            x, c, _ = load(held)
            score = torch.cat([gate(part) for part in x.split(32)]).flatten()
            truth = c.flatten(1).sum(1) > 0
            missed = float((score[truth] < 0.5).float().mean())
            false = float((score[~truth] >= 0.5).float().mean())
        print(f"epoch {epoch + 1}: loss {total / (len(order) // batch):.4f}; held back: missed {missed:.3f}, wrongly {false:.3f}", flush=True)
    gate.eval()
    torch.save(gate.state_dict(), pathlib.Path(out).with_suffix(".pt"))
    torch.onnx.export(gate, torch.zeros(1, 1, SIDE, SIDE), out, input_names=["grey"], output_names=["score"], opset_version=13, do_constant_folding=True)


def check(weights, directories):
    import torch
    gate = network()
    gate.load_state_dict(torch.load(weights))
    gate.eval()
    for directory in directories:
        for path in images_of(directory):
            square = Image.open(path).convert("RGB").resize((SIDE, SIDE), Image.BOX).convert("L")
            with torch.no_grad():
                score = float(gate(torch.from_numpy(numpy.asarray(square, numpy.float32))[None, None]))
            print(f"{score:.3f}\t{path}")


def main():
    command, *rest = sys.argv[1:]
    if command == "generate":
        generate(rest[0], rest[1], rest[2], int(rest[3]) if len(rest) > 3 else 4800)
    elif command == "train":
        train(rest[0], rest[1], int(rest[2]) if len(rest) > 2 else 7, rest[3] if len(rest) > 3 else None)
    else:
        check(rest[0], rest[1:])


if __name__ == "__main__":
    main()
