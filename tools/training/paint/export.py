"""Writes a trained run as a folder in the layout of diffusers, which the program's own engine loads like any other.

    python3 export.py DATA RUN FOLDER

Half precision is stored, single precision is computed: weights are cast when a network is loaded. What stands in the decoder's place reads coefficients into 64 x 64 pixels and
enlarges those to 128 x 128. `timestep` counts 0..1000 and the network gives noise - picture, as rectified flow is trained elsewhere.
"""

import argparse
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from data import COLOUR_WORDS, COLOURS, FIRST_COLOUR, FIRST_NAME, FIRST_STYLE, STYLE_WORDS, STYLES, Pictures, read_names, split
from enlarge import trained
from model import CHANNELS, PLACES, Enlarger
from nearest import write_pictures
from train import NAMES_FILE, WIDTH, flat

TOKENS = 8
"""Numbers in a prompt, with a zero before and after them."""

STEPS, GUIDANCE = 20, 2.5


class Velocity(nn.Module):
    def __init__(self, denoiser):
        super().__init__()
        self.denoiser = denoiser

    def forward(self, sample, timestep, encoder_hidden_states):
        t = timestep.float() / 1000
        return (sample - self.denoiser(sample, t, encoder_hidden_states)) / t.clamp(min=1e-3)[:, None, None, None]


class Decoder(nn.Module):
    def __init__(self, basis, enlarger):
        super().__init__()
        self.mean, self.vectors, self.scale = nn.Parameter(basis.mean), nn.Parameter(basis.vectors.T.contiguous()), nn.Parameter(basis.scale)
        self.enlarger = enlarger

    def forward(self, latent_sample):
        pixels = ((latent_sample.reshape(latent_sample.shape[0], 3, -1) / self.scale) @ self.vectors + self.mean).reshape(-1, 3, 64, 64)
        return self.enlarger(pixels.clamp(-1, 1)).clamp(-1, 1)


def written(module, inputs, names, output, axes, file: Path):
    """Exports, stores weights of some size in half precision, and writes."""
    buffer = io.BytesIO()
    torch.onnx.export(module.eval(), inputs, buffer, input_names=names, output_names=[output], dynamic_axes=axes, opset_version=16)
    model = onnx.load_from_string(buffer.getvalue())
    model.producer_name, model.producer_version = "limner", ""
    casts = []
    for tensor in [tensor for tensor in model.graph.initializer if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= 1024]:
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + "_half")
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT, name="load_" + tensor.name))
        model.graph.initializer.remove(tensor)
        model.graph.initializer.append(half)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(model.SerializeToString())


def put(file: Path, value):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def phrase(text: str):
    return " ".join(split(text))


def vocabulary(pictures: Pictures):
    """names.json: styles, colours and names with their numbers and all they are called, as the program splits words. Nothing has two meanings."""
    styles = [{"id": FIRST_STYLE + i, "words": [phrase(word) for word in STYLE_WORDS[style].split(",")]} for i, style in enumerate(STYLES)]
    colours = [{"id": FIRST_COLOUR + i, "words": [phrase(word) for word in COLOUR_WORDS[colour].split(",")]} for i, colour in enumerate(COLOURS)]
    reserved = {word for entry in styles + colours for word in entry["words"]}
    called = dict(read_names(NAMES_FILE))
    words = {entry["name"]: entry["words"] for entry in pictures.entries}
    taken = {phrase(name): name for name in pictures.names}
    for name in pictures.names:
        for other in called[name]:
            taken.setdefault(phrase(other), name)
    # A label in another language counts where it means one name alone. Keywords do not: "one" is one of the camel's, "man" of the snowman's.
    labels = [(phrase(of[language][0]), name) for name in pictures.names for language, of in [(each, words[name]) for each in words[name]] if of[language]]
    found = {}
    for word, name in labels:
        found.setdefault(word, set()).add(name)
    for word, of in found.items():
        if word and word not in reserved and len(of) == 1:
            taken.setdefault(word, next(iter(of)))
    clash = reserved & set(taken)
    if clash:
        raise ValueError(f"names that are colours or styles: {sorted(clash)}")
    by_name = {}
    for word, name in taken.items():
        by_name.setdefault(name, []).append(word)
    names = [
        {"id": FIRST_NAME + i, "name": name, "ko": words[name]["ko"][0] if words[name]["ko"] else name, "words": sorted(by_name[name])} for i, name in enumerate(pictures.names)]
    return {"styles": styles, "colours": colours, "names": names}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data")
    arguments.add_argument("run", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--names", type=int)
    options = arguments.parse_args()
    pictures = Pictures(options.data, NAMES_FILE, options.names)
    encoder, denoiser, basis = trained(options.run, pictures)
    enlarger = Enlarger()
    enlarger.load_state_dict(torch.load(options.run / "enlarger.pt"))
    folder = options.folder
    batch = {0: "batch"}
    ids = torch.zeros(2, TOKENS, dtype=torch.int64)
    written(encoder, (ids,), ["input_ids"], "last_hidden_state", {"input_ids": batch, "last_hidden_state": batch}, folder / "text_encoder/model.onnx")
    sample = torch.randn(2, CHANNELS, PLACES, PLACES)
    written(
        Velocity(denoiser), (sample, torch.full((2,), 500, dtype=torch.int64), encoder(ids).detach()), ["sample", "timestep", "encoder_hidden_states"], "out_sample",
        {"sample": batch, "timestep": batch, "encoder_hidden_states": batch, "out_sample": batch}, folder / "unet/model.onnx")
    written(Decoder(basis, enlarger), (sample,), ["latent_sample"], "sample", {"latent_sample": batch, "sample": batch}, folder / "vae_decoder/model.onnx")
    put(folder / "model_index.json", {
        "_class_name": "StableDiffusionPipeline", "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"], "text_encoder": ["limner", "Names"], "tokenizer": ["limner", "Names"],
        "unet": ["limner", "Coefficients"], "vae_decoder": ["limner", "Enlarger"], "usual_steps": STEPS, "usual_guidance_scale": GUIDANCE,
    })
    put(folder / "scheduler/scheduler_config.json", {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 1.0})
    put(folder / "text_encoder/config.json", {"hidden_size": WIDTH, "max_position_embeddings": TOKENS, "vocab_size": pictures.count})
    put(folder / "unet/config.json", {
        "in_channels": CHANNELS, "out_channels": CHANNELS, "sample_size": PLACES, "cross_attention_dim": WIDTH, "attention_head_dim": 1, "block_out_channels": [denoiser.width], "fixed_size": True,
    })
    put(folder / "vae_decoder/config.json", {"latent_channels": CHANNELS, "block_out_channels": [40, 40, 40, 40, 40], "scaling_factor": 1.0})
    put(folder / "tokenizer/names.json", vocabulary(pictures))
    write_pictures(pictures, folder / "training")
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name not in ("model.json", "README.md"))
    put(folder / "model.json", {
        "id": "limner-icons", "task": "text-to-image", "title": "Limner Icons", "licence": "Apache-2.0", "source": "trained by tools/training/paint on Fluent Emoji (MIT), Noto Emoji and FxEmojis (Apache-2.0)",
        "memory_bytes": 0,
        "files": [{"path": str(file.relative_to(folder)), "size": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()} for file in files],
    })
    for file in files:
        print(f"{file.stat().st_size / 1e6:8.2f} MB {file.relative_to(folder)}")
    print(f"{sum(file.stat().st_size for file in files) / 1e6:8.2f} MB in all")


if __name__ == "__main__":
    main()
