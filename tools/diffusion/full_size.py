"""A folder of the true shapes of Stable Diffusion 1.5 with random weights: 860 M parameters in the U-Net, 123 M in the text encoder, 50 M in the decoder. For measuring memory and time;
what it paints is noise.

    python3 full_size.py OUT [half]

Writes OUT/full. Weights are in files of their own beside the graphs, as those of large models are. With `half` they are stored in half precision and cast when the network is loaded.
"""
import json
import math
import os
import shutil
import sys
import tempfile

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

import make_folders
import networks

WIDTHS, CONTEXT, TIME, HEADS = (320, 640, 1280, 1280), 768, 1280, 8


class Residual(nn.Module):
    def __init__(self, inside, outside, time=TIME):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(32, inside), nn.Conv2d(inside, outside, 3, padding=1)
        self.t = nn.Linear(time, outside) if time else None
        self.n2, self.c2 = nn.GroupNorm(32, outside), nn.Conv2d(outside, outside, 3, padding=1)
        self.skip = nn.Conv2d(inside, outside, 1) if inside != outside else nn.Identity()

    def forward(self, x, t=None):
        h = self.c1(F.silu(self.n1(x)))
        if self.t is not None:
            h = h + self.t(F.silu(t))[:, :, None, None]
        return self.skip(x) + self.c2(F.silu(self.n2(h)))


class Attention(nn.Module):
    def __init__(self, width, context, heads=HEADS):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v = (nn.Linear(size, width, bias=False) for size in (width, context, context))
        self.out = nn.Linear(width, width)

    def forward(self, x, context):
        def split(values):
            return values.reshape(values.shape[0], -1, self.heads, values.shape[2] // self.heads).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(context)), split(self.v(context))
        mixed = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(q.shape[3]), dim=3) @ v
        return self.out(mixed.transpose(1, 2).reshape(x.shape[0], -1, self.out.in_features))


class Transformer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm, self.begin, self.end = nn.GroupNorm(32, width), nn.Conv2d(width, width, 1), nn.Conv2d(width, width, 1)
        self.n1, self.n2, self.n3 = (nn.LayerNorm(width) for _ in range(3))
        self.own, self.cross = Attention(width, width), Attention(width, CONTEXT)
        self.gate, self.down = nn.Linear(width, 8 * width), nn.Linear(4 * width, width)

    def forward(self, x, context):
        b, c, h, w = x.shape
        y = self.begin(self.norm(x)).flatten(2).transpose(1, 2)
        own = self.n1(y)
        y = y + self.own(own, own)
        y = y + self.cross(self.n2(y), context)
        value, gate = self.gate(self.n3(y)).chunk(2, dim=2)
        y = y + self.down(value * F.gelu(gate))
        return x + self.end(y.transpose(1, 2).reshape(b, c, h, w))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.time = nn.Sequential(nn.Linear(WIDTHS[0], TIME), nn.SiLU(), nn.Linear(TIME, TIME))
        self.first = nn.Conv2d(4, WIDTHS[0], 3, padding=1)
        self.downs, self.ups, skips, width = nn.ModuleList(), nn.ModuleList(), [WIDTHS[0]], WIDTHS[0]
        for level, out in enumerate(WIDTHS):
            for _ in range(2):
                self.downs.append(nn.ModuleList([Residual(width, out), Transformer(out)] if level < 3 else [Residual(width, out)]))
                width = out
                skips.append(width)
            if level < 3:
                self.downs.append(nn.ModuleList([nn.Conv2d(width, width, 3, stride=2, padding=1)]))
                skips.append(width)
        self.middle = nn.ModuleList([Residual(width, width), Transformer(width), Residual(width, width)])
        for level, out in reversed(list(enumerate(WIDTHS))):
            for i in range(3):
                parts = [Residual(width + skips.pop(), out)] + ([Transformer(out)] if level < 3 else [])
                width = out
                if level > 0 and i == 2:
                    parts.append(nn.Conv2d(width, width, 3, padding=1))
                self.ups.append(nn.ModuleList(parts))
        self.norm, self.last = nn.GroupNorm(32, width), nn.Conv2d(width, 4, 3, padding=1)

    def forward(self, sample, timestep, encoder_hidden_states):
        t = self.time(networks.sinusoid(timestep.reshape(-1).float().expand(sample.shape[0]), WIDTHS[0]))
        x = self.first(sample)
        skips = [x]
        for parts in self.downs:
            for part in parts:
                x = part(x, t) if isinstance(part, Residual) else part(x, encoder_hidden_states) if isinstance(part, Transformer) else part(x)
            skips.append(x)
        x = self.middle[2](self.middle[1](self.middle[0](x, t), encoder_hidden_states), t)
        for parts in self.ups:
            x = torch.cat([x, skips.pop()], dim=1)
            for part in parts:
                if isinstance(part, nn.Conv2d):
                    x = part(F.interpolate(x, scale_factor=2.0, mode="nearest"))
                else:
                    x = part(x, t if isinstance(part, Residual) else encoder_hidden_states)
        return self.last(F.silu(self.norm(x)))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.quant, self.first = nn.Conv2d(4, 4, 1), nn.Conv2d(4, 512, 3, padding=1)
        self.m1, self.norm_a, self.own, self.m2 = Residual(512, 512, 0), nn.GroupNorm(32, 512), Attention(512, 512, heads=1), Residual(512, 512, 0)
        self.blocks, width = nn.ModuleList(), 512
        for level, out in enumerate((512, 512, 256, 128)):
            for _ in range(3):
                self.blocks.append(Residual(width, out, 0))
                width = out
            if level < 3:
                self.blocks.append(nn.Conv2d(width, width, 3, padding=1))
        self.norm, self.last = nn.GroupNorm(32, width), nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, latent_sample):
        x = self.m1(self.first(self.quant(latent_sample)))
        b, c, h, w = x.shape
        tokens = self.norm_a(x).flatten(2).transpose(1, 2)
        x = self.m2(x + self.own(tokens, tokens).transpose(1, 2).reshape(b, c, h, w))
        for block in self.blocks:
            x = block(F.interpolate(x, scale_factor=2.0, mode="nearest")) if isinstance(block, nn.Conv2d) else block(x)
        return self.last(F.silu(self.norm(x)))


class Text(nn.Module):
    """As wide and deep as CLIP ViT-L/14's text encoder, over the small vocabulary of make_folders with the rest of the rows unused."""

    def __init__(self):
        super().__init__()
        self.inner = networks.TextEncoder(49408, CONTEXT, layers=12, heads=12)
        for layer in self.inner.layers:
            layer["up"], layer["down"] = nn.Linear(CONTEXT, 4 * CONTEXT), nn.Linear(4 * CONTEXT, CONTEXT)

    def forward(self, input_ids):
        return self.inner(input_ids)[:2]


def export(folder, name, network, inputs, outputs, half):
    """One graph and one file of weights."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        torch.onnx.export(network.eval(), tuple(value for value, _ in inputs.values()), os.path.join(scratch, "model.onnx"), input_names=list(inputs), output_names=list(outputs),
                          dynamic_axes={key: value for key, (_, value) in inputs.items()} | outputs, opset_version=14)
        model = onnx.load(os.path.join(scratch, "model.onnx"))
    casts = []
    for tensor in list(model.graph.initializer):
        if half and tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= 256:
            values = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + "_half")
            casts.append(helper.make_node("Cast", [values.name], [tensor.name], to=TensorProto.FLOAT, name="load_" + tensor.name))
            model.graph.initializer.remove(tensor)
            model.graph.initializer.append(values)
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    onnx.save_model(model, os.path.join(folder, name, "model.onnx"), save_as_external_data=True, all_tensors_to_one_file=True, location="model.onnx_data", size_threshold=1024)
    print(name, f"{sum(p.numel() for p in network.parameters()) / 1e6:.0f} M parameters", flush=True)


def main():
    out, half = sys.argv[1], "half" in sys.argv[2:]
    folder = os.path.join(out, "full")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    torch.manual_seed(0)
    torch.set_grad_enabled(False)
    scheduler = {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "skip_prk_steps": True, "set_alpha_to_one": False, "steps_offset": 1}
    # The tokenizer and the index are those of the small folders.
    make_folders.OUT = out
    small = make_folders.Folder("full", 0, "StableDiffusionPipeline", scheduler, width=CONTEXT, context=CONTEXT, size=WIDTHS[0], sample=64)
    small.json("model_index.json", {"_class_name": "StableDiffusionPipeline", "scheduler": ["diffusers", "PNDMScheduler"]})
    small.json("scheduler/scheduler_config.json", scheduler)
    small.tokenizer("tokenizer", make_folders.END)
    small.json("text_encoder/config.json", {"hidden_size": CONTEXT, "max_position_embeddings": 77, "vocab_size": 49408})
    small.json("unet/config.json", {"in_channels": 4, "out_channels": 4, "sample_size": 64, "cross_attention_dim": CONTEXT, "block_out_channels": WIDTHS, "attention_head_dim": HEADS,
                                    "down_block_types": ["CrossAttnDownBlock2D"] * 3 + ["DownBlock2D"]})
    small.json("vae_decoder/config.json", {"latent_channels": 4, "block_out_channels": [128, 256, 512, 512], "scaling_factor": 0.18215})
    batch = {0: "batch"}
    latents = batch | {2: "height", 3: "width"}
    export(folder, "text_encoder", Text(), {"input_ids": (torch.zeros(2, 77, dtype=torch.int64), batch)}, {"last_hidden_state": batch, "pooler_output": batch}, half)
    export(folder, "unet", UNet(), {"sample": (torch.zeros(2, 4, 8, 8), latents), "timestep": (torch.zeros(1, dtype=torch.int64), {}),
                                    "encoder_hidden_states": (torch.zeros(2, 77, CONTEXT), batch | {1: "sequence"})}, {"out_sample": latents}, half)
    export(folder, "vae_decoder", Decoder(), {"latent_sample": (torch.zeros(1, 4, 8, 8), latents)}, {"sample": latents}, half)


if __name__ == "__main__":
    main()
