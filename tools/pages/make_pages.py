#!/usr/bin/python3
"""Renders pages of known text at 200 dpi: NAME.png beside NAME.txt (one line of text for each line of the page).

usage: make_pages.py DIRECTORY [NAME...]
Needs python3-pil, fonts-dejavu, fonts-liberation and fonts-nanum (Debian)."""
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFilter, ImageFont

import texts

DPI = 200
FONTS = {
    "dejavu-sans": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "dejavu-serif": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "dejavu-mono": "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "liberation-sans": "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "liberation-serif": "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "liberation-serif-italic": "/usr/share/fonts/truetype/liberation/LiberationSerif-Italic.ttf",
    "liberation-sans-bold": "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "nanum-gothic": "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
    "nanum-myeongjo": "/usr/share/fonts/truetype/nanum/NanumMyeongjo.ttf",
    "nanum-barun": "/usr/share/fonts/truetype/nanum/NanumBarunGothic.ttf",
    "nanum-square": "/usr/share/fonts/truetype/nanum/NanumSquareR.ttf",
}

# name: text, font, points, quarter turns clockwise, what the scanner did
PAGES = {
    "latin-dejavu-sans": ("ENGLISH", "dejavu-sans", 11, 0, None),
    "latin-dejavu-serif": ("ENGLISH", "dejavu-serif", 11, 0, None),
    "latin-dejavu-mono": ("ENGLISH", "dejavu-mono", 10, 0, None),
    "latin-liberation-sans": ("ENGLISH", "liberation-sans", 12, 0, None),
    "latin-liberation-serif": ("ENGLISH", "liberation-serif", 12, 0, None),
    "latin-liberation-serif-small": ("ENGLISH", "liberation-serif", 9, 0, None),
    "latin-liberation-serif-italic": ("ENGLISH", "liberation-serif-italic", 12, 0, None),
    "latin-liberation-sans-bold": ("ENGLISH", "liberation-sans-bold", 14, 0, None),
    "latin-letter-sans": ("LETTER", "liberation-sans", 11, 0, None),
    "latin-letter-serif": ("LETTER", "dejavu-serif", 11, 0, None),
    "latin-scanned": ("ENGLISH", "liberation-serif", 12, 0, "scan"),
    "latin-180": ("ENGLISH", "liberation-serif", 12, 2, None),
    "latin-180-sans": ("LETTER", "dejavu-sans", 11, 2, None),
    "latin-90": ("ENGLISH", "liberation-sans", 12, 1, None),
    "latin-270": ("ENGLISH", "liberation-sans", 12, 3, None),
    "short-latin": ("SHORT_ENGLISH", "liberation-serif", 11, 0, None),
    "short-latin-180": ("SHORT_ENGLISH", "dejavu-sans", 11, 2, None),
    "short-korean": ("SHORT_KOREAN", "nanum-gothic", 12, 0, None),
    "short-korean-180": ("SHORT_KOREAN", "nanum-myeongjo", 12, 2, None),
    "korean-gothic": ("KOREAN", "nanum-gothic", 12, 0, None),
    "korean-myeongjo": ("KOREAN", "nanum-myeongjo", 12, 0, None),
    "korean-barun": ("KOREAN", "nanum-barun", 11, 0, None),
    "korean-square": ("KOREAN", "nanum-square", 14, 0, None),
    "korean-scanned": ("KOREAN", "nanum-myeongjo", 12, 0, "scan"),
    "korean-180": ("KOREAN", "nanum-gothic", 12, 2, None),
    "german-serif": ("GERMAN", "liberation-serif", 12, 0, None),
    "german-sans": ("GERMAN", "dejavu-sans", 10, 0, None),
    "german-scanned": ("GERMAN", "liberation-serif", 12, 0, "scan"),
    "french-serif": ("FRENCH", "dejavu-serif", 11, 0, None),
    "french-sans": ("FRENCH", "liberation-sans", 11, 0, None),
    "spanish-serif": ("SPANISH", "liberation-serif", 12, 0, None),
    "spanish-sans": ("SPANISH", "liberation-sans-bold", 11, 0, None),
}


def wrap(text, font, width):
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and font.getlength(longer) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def scan(page):
    """A little askew, a little soft, grey paper with noise."""
    page = page.rotate(0.7, resample=Image.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    noise = Image.effect_noise(page.size, 18)
    return Image.blend(page, noise, 0.12)


def render(name):
    text, font_name, points, turns, treatment = PAGES[name]
    font = ImageFont.truetype(FONTS[font_name], round(points * DPI / 72))
    width, margin = round(8.27 * DPI), round(0.9 * DPI)
    lines = wrap(getattr(texts, text), font, width - 2 * margin)
    pitch = round(points * DPI / 72 * 1.45)
    page = Image.new("L", (width, 2 * margin + pitch * len(lines)), 255)
    draw = ImageDraw.Draw(page)
    for i, line in enumerate(lines):
        draw.text((margin, margin + i * pitch), line, fill=20, font=font)
    if treatment == "scan":
        page = scan(page)
    if turns:
        page = page.transpose({1: Image.ROTATE_270, 2: Image.ROTATE_180, 3: Image.ROTATE_90}[turns])
    return page, "\n".join(" ".join(line.split()) for line in lines if line.strip())


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or PAGES:
        page, text = render(name)
        page.save(directory / f"{name}.png", optimize=True)
        (directory / f"{name}.txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
