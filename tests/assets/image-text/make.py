#!/usr/bin/python3
"""Makes the models of this folder: two encoders each, with random weights, in the layout, with the names, element types and shapes in which real ones are
published (onnx/text_model.onnx and onnx/vision_model.onnx beside config.json, preprocessor_config.json and tokenizer files), and what PyTorch and Pillow
give for some texts and pictures.

usage: make.py MODULES     a directory with npm's @huggingface/tokenizers 0.2.0 in its node_modules: the ids of the texts come from it

clip     CLIP: byte-pair tokens, causal text transformer read at the end token, class token, projections; resized at the shorter side and cropped
siglip   SigLIP 2: byte-fallback tokens filled up to 64, no mask, read at the last place, attention pooling; stretched
one      the weights of clip in one file for both, as optimum exports a model as a whole: onnx/model.onnx takes a text and a picture
odd      neither: two averages, int32 ids of a fixed number, float16, other names, files beside the configuration
Needs python3-torch 1.13, python3-onnx, python3-pil (Debian 12)."""
import hashlib
import json
import math
import pathlib
import subprocess
import sys

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageDraw
from torch import nn

HERE = pathlib.Path(__file__).parent
TOKENIZERS = HERE.parent.parent / "Limner.Vision.Tests/Embedding/tokenizers"
HIDDEN, HEADS, LAYERS, DIMENSIONS = 24, 2, 2, 16
TEXTS = ["a photo of a cat", "Two dogs on the BEACH!", "", "it's 2 cats, don't panic", "the sun  on a\tbeach", "사진 고양이", "שלום 🐈", "a dog " * 100]


class Attention(nn.Module):
    def __init__(self, causal):
        super().__init__()
        self.causal = causal
        self.q, self.k, self.v, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))

    def forward(self, x, memory):
        def heads(y):
            return y.reshape(y.shape[0], y.shape[1], HEADS, HIDDEN // HEADS).transpose(1, 2)

        weights = heads(self.q(x)) @ heads(self.k(memory)).transpose(2, 3) / math.sqrt(HIDDEN / HEADS)
        if self.causal:
            places = torch.arange(x.shape[1])
            weights = weights.masked_fill(places[None, :] > places[:, None], -1e4)
        mixed = (weights.softmax(-1) @ heads(self.v(memory))).transpose(1, 2)
        return self.out(mixed.reshape(x.shape[0], x.shape[1], HIDDEN))


class Layer(nn.Module):
    def __init__(self, activation, causal):
        super().__init__()
        self.before, self.between = nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN)
        self.attention, self.up, self.down = Attention(causal), nn.Linear(HIDDEN, 2 * HIDDEN), nn.Linear(2 * HIDDEN, HIDDEN)
        self.activation = activation

    def forward(self, x):
        y = self.before(x)
        x = x + self.attention(y, y)
        return x + self.down(self.activation(self.up(self.between(x))))


def quick_gelu(x):
    return x * torch.sigmoid(1.702 * x)


def tanh_gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


class ClipText(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, HIDDEN), nn.Embedding(77, HIDDEN)
        self.layers = nn.ModuleList(Layer(quick_gelu, causal=True) for _ in range(LAYERS))
        self.last, self.projection = nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, DIMENSIONS, bias=False)

    def forward(self, input_ids, attention_mask):
        # The mask is an input of many exports; what it hides lies behind the end token, where a causal model does not look.
        x = self.tokens(input_ids) * attention_mask[:, :, None].float() + self.places(torch.arange(input_ids.shape[1]))[None]
        for layer in self.layers:
            x = layer(x)
        x = self.last(x)
        return self.projection(x[torch.arange(x.shape[0]), input_ids.argmax(-1)]), x


class ClipVision(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.kind = nn.Conv2d(3, HIDDEN, 32, 32, bias=False), nn.Parameter(torch.randn(HIDDEN))
        self.places, self.first, self.last = nn.Embedding(50, HIDDEN), nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN)
        self.layers = nn.ModuleList(Layer(quick_gelu, causal=False) for _ in range(LAYERS))
        self.projection = nn.Linear(HIDDEN, DIMENSIONS, bias=False)

    def forward(self, pixel_values):
        x = self.patches(pixel_values).flatten(2).transpose(1, 2)
        x = torch.cat([self.kind.expand(x.shape[0], 1, -1), x], 1) + self.places.weight[None]
        x = self.first(x)
        for layer in self.layers:
            x = layer(x)
        return self.projection(self.last(x[:, 0])), x


class SiglipText(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, HIDDEN), nn.Embedding(64, HIDDEN)
        self.layers = nn.ModuleList(Layer(tanh_gelu, causal=False) for _ in range(LAYERS))
        self.last, self.head = nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, HIDDEN)

    def forward(self, input_ids):
        x = self.tokens(input_ids) + self.places(torch.arange(input_ids.shape[1]))[None]
        for layer in self.layers:
            x = layer(x)
        x = self.last(x)
        return x, self.head(x[:, -1])


class SiglipVision(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.places = nn.Conv2d(3, HIDDEN, 16, 16), nn.Embedding(196, HIDDEN)
        self.layers = nn.ModuleList(Layer(tanh_gelu, causal=False) for _ in range(LAYERS))
        self.last, self.between, self.probe = nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN), nn.Parameter(torch.randn(1, 1, HIDDEN))
        self.pool, self.up, self.down = Attention(causal=False), nn.Linear(HIDDEN, 2 * HIDDEN), nn.Linear(2 * HIDDEN, HIDDEN)

    def forward(self, pixel_values):
        x = self.patches(pixel_values).flatten(2).transpose(1, 2) + self.places.weight[None]
        for layer in self.layers:
            x = layer(x)
        x = self.last(x)
        pooled = self.pool(self.probe.expand(x.shape[0], -1, -1), x)
        pooled = pooled + self.down(tanh_gelu(self.up(self.between(pooled))))
        return x, pooled[:, 0]


def randomised(model, seed):
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1:
                gain = 1.0 if "tokens" in name or "places" in name or "probe" in name else 1.6 / math.sqrt(weight[0].numel())
                weight.copy_(torch.randn_like(weight) * gain)
    return model.eval()


def export(model, inputs, path, names, outputs, axes):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(model, inputs, str(path), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=14, do_constant_folding=True)


def scene(width, height, seed):
    """A drawn picture: smooth light, shapes with edges, a patch of noise; nothing that PNG does not shrink."""
    chance = numpy.random.RandomState(seed)
    y, x = numpy.mgrid[0:height, 0:width]
    pixels = numpy.stack([x * 255 // width, y * 255 // height, (x + y) * 200 // (width + height)], -1).astype(numpy.uint8)
    picture = Image.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        left, top = chance.randint(0, width), chance.randint(0, height)
        box = [left, top, left + chance.randint(4, width // 2), top + chance.randint(4, height // 2)]
        (draw.ellipse if chance.rand() < 0.5 else draw.rectangle)(box, fill=tuple(int(c) for c in chance.randint(0, 256, 3)))
    for i in range(0, width, 5):
        draw.line([i, 0, i // 2, height], fill=(255, 255, 255))
    noise = chance.randint(0, 256, (height // 4, width // 4, 3)).astype(numpy.uint8)
    picture.paste(Image.fromarray(noise), (width // 3, height // 3))
    return picture


def prepared(picture, config):
    """What the image processors of transformers do with these settings."""
    size, picture = config["size"], picture.convert("RGB")
    if "shortest_edge" in size:
        short, long = sorted(picture.size)
        other = int(size["shortest_edge"] * long / short)
        target = (size["shortest_edge"], other) if picture.width <= picture.height else (other, size["shortest_edge"])
    else:
        target = (size["width"], size["height"])
    pixels = numpy.asarray(picture.resize(target, config["resample"]))
    if config.get("do_center_crop"):
        height, width = config["crop_size"]["height"], config["crop_size"]["width"]
        top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
        pixels = pixels[top:top + height, left:left + width]
    values = pixels.astype(numpy.float64) * config["rescale_factor"]
    values = (values.astype(numpy.float32) - numpy.array(config["image_mean"], numpy.float32)) / numpy.array(config["image_std"], numpy.float32)
    return torch.from_numpy(values.astype(numpy.float32).transpose(2, 0, 1)[None])


def unit(vector):
    vector = vector.detach().numpy().astype(numpy.float64)[0]
    return [round(float(number), 7) for number in vector / numpy.linalg.norm(vector)]


def ids_of(modules, tokenizer):
    script = """
      import { createRequire } from 'module'; import fs from 'fs';
      const { Tokenizer } = createRequire(process.argv[1] + '/x')('@huggingface/tokenizers');
      const tokenizer = new Tokenizer({ decoder: null, ...JSON.parse(fs.readFileSync(process.argv[2], 'utf8')) }, {});
      console.log(JSON.stringify(JSON.parse(process.argv[3]).map(text => tokenizer.encode(text).ids)));"""
    done = subprocess.run(["node", "--input-type=module", "-e", script, str(pathlib.Path(modules).resolve()), str(tokenizer), json.dumps(TEXTS)],
                          check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def manifest(folder, licence="MIT"):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in ("model.json", "expected.json"))
    write(folder / "model.json", {
        "id": folder.name, "task": "image-text-embedding", "title": f"Random weights in the shape of {folder.name}", "licence": licence, "source": "tests/assets/image-text/make.py",
        "files": [{"path": str(path.relative_to(folder)), "size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in files]})


def clip(modules, pictures):
    folder = HERE / "tiny-clip"
    tokenizer = json.loads((TOKENIZERS / "clip_json.json").read_text())
    order = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    vocabulary = {token: number for number, token in enumerate(order)}
    start, end = (vocabulary.setdefault(token, len(vocabulary)) for token in ("<|startoftext|>", "<|endoftext|>"))
    tokenizer["model"]["vocab"] = vocabulary
    for token in tokenizer["added_tokens"]:
        token["id"] = vocabulary[token["content"]]
    tokenizer["post_processor"].update(sep=["<|endoftext|>", end], cls=["<|startoftext|>", start])
    write(folder / "tokenizer.json", tokenizer)
    write(folder / "tokenizer_config.json", {"model_max_length": 77, "pad_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "bos_token": "<|startoftext|>", "do_lower_case": True, "tokenizer_class": "CLIPTokenizer"})
    write(folder / "config.json", {
        "model_type": "clip", "projection_dim": DIMENSIONS, "logit_scale_init_value": 2.6592,
        "text_config": {"model_type": "clip_text_model", "vocab_size": len(vocabulary), "max_position_embeddings": 77, "hidden_size": HIDDEN, "projection_dim": DIMENSIONS},
        "vision_config": {"model_type": "clip_vision_model", "image_size": 224, "patch_size": 32, "hidden_size": HIDDEN, "projection_dim": DIMENSIONS}})
    processor = {
        "crop_size": {"height": 224, "width": 224}, "do_center_crop": True, "do_convert_rgb": True, "do_normalize": True, "do_rescale": True, "do_resize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711], "image_processor_type": "CLIPImageProcessor",
        "resample": 3, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}}
    write(folder / "preprocessor_config.json", processor)
    text, vision = randomised(ClipText(len(vocabulary)), 1), randomised(ClipVision(), 2)
    sequence = {0: "batch_size", 1: "sequence_length"}
    export(text, (torch.tensor([[start, 5, end]]), torch.ones(1, 3, dtype=torch.long)), folder / "onnx/text_model.onnx", ["input_ids", "attention_mask"], ["text_embeds", "last_hidden_state"],
           {"input_ids": sequence, "attention_mask": sequence, "text_embeds": {0: "batch_size"}, "last_hidden_state": sequence})
    export(vision, (torch.zeros(1, 3, 224, 224),), folder / "onnx/vision_model.onnx", ["pixel_values"], ["image_embeds", "last_hidden_state"],
           {"pixel_values": {0: "batch_size"}, "image_embeds": {0: "batch_size"}, "last_hidden_state": {0: "batch_size"}})
    manifest(folder)
    one(text, vision, start, end)
    expected = []
    for words, ids in zip(TEXTS, ids_of(modules, folder / "tokenizer.json")):
        ids = ids if len(ids) <= 77 else ids[:76] + [end]
        expected.append({"text": words, "ids": ids, "vector": unit(text(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long))[0])})
    write(folder / "expected.json", {"texts": expected, "pictures": [{"picture": name, "vector": unit(vision(prepared(picture, processor))[0])} for name, picture in pictures.items()]})


class Both(nn.Module):
    def __init__(self, text, vision):
        super().__init__()
        self.text, self.vision = text, vision

    def forward(self, input_ids, pixel_values, attention_mask):
        text, picture = (vector / vector.norm(dim=-1, keepdim=True) for vector in (self.text(input_ids, attention_mask)[0], self.vision(pixel_values)[0]))
        logits = text @ picture.t() * 14
        return logits.t(), logits, text, picture


def one(text, vision, start, end):
    """What it gives is what clip gives: see the expected.json there. Its tokenizer and configuration are clip's, too."""
    batch, sequence = {0: "batch_size"}, {0: "batch_size", 1: "sequence_length"}
    torch.manual_seed(3)
    export(Both(text, vision), (torch.tensor([[start, 5, end]]), torch.randn(1, 3, 224, 224), torch.ones(1, 3, dtype=torch.long)), HERE / "tiny-one/onnx/model.onnx",
           ["input_ids", "pixel_values", "attention_mask"], ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"],
           {"input_ids": sequence, "pixel_values": batch, "attention_mask": sequence, "text_embeds": batch, "image_embeds": batch})


def siglip(modules, pictures):
    folder = HERE / "tiny-siglip"
    tokenizer = json.loads((TOKENIZERS / "bytefallback.json").read_text())
    # As the published file: lower-casing is left to the caller.
    tokenizer["normalizer"]["normalizers"] = [step for step in tokenizer["normalizer"]["normalizers"] if step["type"] != "Lowercase"]
    write(folder / "tokenizer.json", tokenizer)
    write(folder / "tokenizer_config.json", {"pad_token": "<pad>", "eos_token": "<eos>", "padding_side": "right", "tokenizer_class": "GemmaTokenizer", "model_max_length": 1000000000000000019884624838656})
    size = len(tokenizer["model"]["vocab"])
    write(folder / "config.json", {
        "model_type": "siglip", "text_config": {"model_type": "siglip_text_model", "vocab_size": size, "hidden_size": HIDDEN, "projection_size": HIDDEN},
        "vision_config": {"model_type": "siglip_vision_model", "image_size": 224, "patch_size": 16, "hidden_size": HIDDEN}})
    processor = {
        "do_convert_rgb": None, "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
        "image_processor_type": "SiglipImageProcessor", "resample": 2, "rescale_factor": 0.00392156862745098, "size": {"height": 224, "width": 224}}
    write(folder / "preprocessor_config.json", processor)
    text, vision = randomised(SiglipText(size), 3), randomised(SiglipVision(), 4)
    export(text, (torch.zeros(1, 64, dtype=torch.long),), folder / "onnx/text_model.onnx", ["input_ids"], ["last_hidden_state", "pooler_output"],
           {"input_ids": {0: "batch_size", 1: "sequence_length"}, "last_hidden_state": {0: "batch_size", 1: "sequence_length"}, "pooler_output": {0: "batch_size"}})
    export(vision, (torch.zeros(1, 3, 224, 224),), folder / "onnx/vision_model.onnx", ["pixel_values"], ["last_hidden_state", "pooler_output"],
           {"pixel_values": {0: "batch_size"}, "last_hidden_state": {0: "batch_size"}, "pooler_output": {0: "batch_size"}})
    manifest(folder)
    expected = []
    lowered = folder / "lowered.json"
    write(lowered, {**tokenizer, "normalizer": {"type": "Sequence", "normalizers": [{"type": "Lowercase"}, *tokenizer["normalizer"]["normalizers"]]}})
    for words, ids in zip(TEXTS, ids_of(modules, lowered)):
        ids = (ids if len(ids) <= 64 else ids[:63] + [1]) + [0] * max(0, 64 - len(ids))
        expected.append({"text": words, "ids": ids, "vector": unit(text(torch.tensor([ids]))[1])})
    lowered.unlink()
    write(folder / "expected.json", {"texts": expected, "pictures": [{"picture": name, "vector": unit(vision(prepared(picture, processor))[1])} for name, picture in pictures.items()]})


def odd(pictures):
    folder = HERE / "tiny-odd"
    folder.mkdir(exist_ok=True)
    chance = numpy.random.RandomState(5)
    pieces = json.loads((TOKENIZERS / "wordpiece.json").read_text())
    write(folder / "tokenizer.json", pieces)
    size, length, dimensions = max(pieces["model"]["vocab"].values()) + 1, 16, 8
    table, turn = chance.randn(size, dimensions).astype(numpy.float32), chance.randn(3, dimensions).astype(numpy.float16)
    write(folder / "config.json", {"model_type": "odd", "vocab_size": size})
    processor = {"do_resize": True, "size": 48, "crop_size": 32, "do_center_crop": True, "resample": 1, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": False, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}
    write(folder / "preprocessor_config.json", processor)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["rows"]), helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
         helper.make_node("Unsqueeze", ["mask", "axis"], ["wide"]), helper.make_node("Mul", ["rows", "wide"], ["kept"]), helper.make_node("ReduceSum", ["kept", "one"], ["sentence_embedding"], keepdims=0)],
        "text", [helper.make_tensor_value_info(name, TensorProto.INT32, [1, length]) for name in ("attention_mask", "input_ids")],
        [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, [1, dimensions])],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(numpy.array([2]), "axis"), numpy_helper.from_array(numpy.array([1]), "one")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8), str(folder / "text_model_quantized.onnx"))
    graph = helper.make_graph(
        [helper.make_node("GlobalAveragePool", ["pixels"], ["mean"]), helper.make_node("Flatten", ["mean"], ["flat"]), helper.make_node("MatMul", ["flat", "turn"], ["image_features"])],
        "vision", [helper.make_tensor_value_info("pixels", TensorProto.FLOAT16, ["batch", 3, 32, 32])], [helper.make_tensor_value_info("image_features", TensorProto.FLOAT16, ["batch", dimensions])],
        [numpy_helper.from_array(turn, "turn")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8), str(folder / "vision_model_fp16.onnx"))
    manifest(folder)
    values = {}
    for name, picture in pictures.items():
        pixels = prepared(picture, {**processor, "size": {"shortest_edge": 48}, "crop_size": {"height": 32, "width": 32}})
        values[name] = unit(torch.from_numpy(pixels.numpy().mean((2, 3)) @ turn.astype(numpy.float32)))
    ids = [pieces["model"]["vocab"][token] for token in ("[CLS]", "[SEP]") if token in pieces["model"]["vocab"]]
    write(folder / "expected.json", {"texts": [{"text": "", "ids": ids, "vector": unit(torch.from_numpy(table[ids].sum(0)[None]))}], "pictures": [{"picture": name, "vector": vector} for name, vector in values.items()]})


def resampled(pictures):
    """SHA-256 of what Pillow's resize gives, by picture, filter (its number) and size."""
    entries = []
    for name, picture in pictures.items():
        for resample in (1, 2, 3, 4, 5):
            for size in ((224, 224), (37, 411), (picture.width, 50), (600, picture.height), (1, 1)):
                entries.append({"picture": name, "resample": resample, "width": size[0], "height": size[1], "sha256": hashlib.sha256(picture.resize(size, resample).tobytes()).hexdigest()})
    write(HERE / "resampled.json", entries)


def main():
    pictures = {}
    for number, (width, height) in enumerate(((400, 300), (150, 450), (64, 48), (224, 224))):
        name = f"scene-{width}x{height}.png"
        scene(width, height, number).save(HERE / name, optimize=True)
        pictures[name] = Image.open(HERE / name).convert("RGB")
    resampled(pictures)
    clip(sys.argv[1], pictures)
    siglip(sys.argv[1], pictures)
    odd(pictures)


if __name__ == "__main__":
    main()
