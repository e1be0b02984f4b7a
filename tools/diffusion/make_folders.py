#!/usr/bin/python3
"""Writes small diffusion folders of random weights, and what PyTorch makes of them with Limner's noise: tests/assets/diffusion. usage: make_folders.py OUT [medium]

With "medium": one folder of the shape of Stable Diffusion 1.5 and some 60 MB instead, for bench/run.sh generation; it is not committed and has no references.

Folders as diffusers and optimum write them, with differences between exports on purpose: legacy int32 ids and a plain latent_sample (sd15), float16 with a scalar
timestep and padding by token 0 (turbo), timestep_cond (lcm), two text encoders and float timesteps (sdxl), nine channels (inpaint). Needs python3-torch 1.13 and
python3-onnx (Debian 12). references.json lists what was asked for, NAME.u16 holds the pixels: picture, row, column, channel, 65535 is white.
"""
import copy
import json
import os
import sys

import numpy as np
import onnx
import onnx.numpy_helper
import torch

import networks
import reference

OUT = sys.argv[1]
WORDS = "a photo of the red apple cat on blue house painting blurry green tree ugly big small moon".split()
torch.set_grad_enabled(False)


def byte_alphabet():
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in plain]
    return {b: chr(b) for b in plain} | {b: chr(256 + i) for i, b in enumerate(others)}


def vocabulary():
    letters = list(byte_alphabet().values())
    tokens, merges = letters + [c + "</w>" for c in letters], []
    for word in WORDS:
        pieces = [*word[:-1], word[-1] + "</w>"]
        while len(pieces) > 1:
            if (pieces[0], pieces[1]) not in merges:
                merges.append((pieces[0], pieces[1]))
            pieces = [pieces[0] + pieces[1], *pieces[2:]]
            if pieces[0] not in tokens:
                tokens.append(pieces[0])
    return tokens + ["<|startoftext|>", "<|endoftext|>"], merges


TOKENS, MERGES = vocabulary()
START, END = len(TOKENS) - 2, len(TOKENS) - 1


def tokenize(text):
    """Only of the words that are known, letters and commas: enough for the references."""
    ids = []
    for word in text.replace(",", " , ").split():
        pieces = [*word[:-1], word[-1] + "</w>"]
        for left, right in MERGES:
            i = 0
            while i < len(pieces) - 1:
                if (pieces[i], pieces[i + 1]) == (left, right):
                    pieces[i:i + 2] = [left + right]
                i += 1
        ids += [TOKENS.index(piece) for piece in pieces]
    return ids


class Folder:
    def __init__(self, name, seed, kind, scheduler, *, width, context, inside=4, cond=None, added=None, ids=torch.int64, timestep=(torch.int64, 1), pad=None, half=False,
                 parameters=True, scaling=0.18215, contrast=0.35, size=8, sample=8):
        torch.manual_seed(seed)
        self.name, self.kind, self.scheduler, self.half, self.scaling = name, kind, scheduler, half, scaling
        self.ids, self.timestep, self.pad, self.parameters, self.inside, self.cond, self.added = ids, timestep, END if pad is None else pad, parameters, inside, cond, added
        self.context, self.width, self.size, self.sample = context, width, size, sample
        self.text = networks.TextEncoder(len(TOKENS), width)
        self.text2 = networks.TextEncoder(len(TOKENS), context - width, projection=added) if added else None
        self.unet = networks.UNet(context, inside=inside, width=size, cond=cond, added=added)
        self.encoder, self.decoder = networks.Encoder(width=size, parameters=parameters), networks.Decoder(width=size)
        for network in (self.text, self.text2):
            if network:
                network.norm.bias.add_(0.3)  # without it the mean of the states is 0, and weights keep it
        for network in self.networks():
            for parameter in network.parameters():
                parameter.mul_(1.4)
                if half:
                    parameter.copy_(parameter.half().float())
        self.decoder.last.weight.mul_(contrast)
        self.decoder.last.bias.mul_(0)
        if half:
            self.decoder.last.weight.copy_(self.decoder.last.weight.half().float())

    def networks(self):
        return [network for network in (self.text, self.text2, self.unet, self.encoder, self.decoder) if network]

    # ---- the folder ----
    def write(self):
        root = os.path.join(OUT, self.name)
        index = {"_class_name": self.kind, "_diffusers_version": "0.30.3", "unet": ["diffusers", "OnnxRuntimeModel"], "text_encoder": ["diffusers", "OnnxRuntimeModel"],
                 "tokenizer": ["transformers", "CLIPTokenizer"], "scheduler": ["diffusers", self.scheduler["_class_name"]], "vae_decoder": ["diffusers", "OnnxRuntimeModel"],
                 "vae_encoder": ["diffusers", "OnnxRuntimeModel"], "safety_checker": [None, None], "feature_extractor": [None, None]}
        if self.text2:
            index |= {"text_encoder_2": ["diffusers", "OnnxRuntimeModel"], "tokenizer_2": ["transformers", "CLIPTokenizer"], "force_zeros_for_empty_prompt": True}
        self.json("model_index.json", index)
        self.json("scheduler/scheduler_config.json", self.scheduler)
        self.tokenizer("tokenizer", self.pad)
        self.export_text("text_encoder", self.text, self.width)
        if self.text2:
            self.tokenizer("tokenizer_2", 0)
            self.export_text("text_encoder_2", self.text2, self.context - self.width)
        self.json("unet/config.json", {"_class_name": "UNet2DConditionModel", "in_channels": self.inside, "out_channels": 4, "sample_size": self.sample, "cross_attention_dim": self.context,
                                       "block_out_channels": [self.size, 2 * self.size], "attention_head_dim": 8, "layers_per_block": 1, "time_cond_proj_dim": self.cond})
        for name in ("vae_decoder", "vae_encoder"):
            self.json(f"{name}/config.json", {"_class_name": "AutoencoderKL", "latent_channels": 4, "block_out_channels": [self.size] * 4, "scaling_factor": self.scaling, "sample_size": 8 * self.sample})
        batch = {0: "batch_size"}
        latents, picture = batch | {2: "height", 3: "width"}, torch.zeros(1, 3, 64, 64)
        inputs = {"sample": (torch.zeros(2, self.inside, 8, 8), latents), "timestep": (torch.zeros([self.timestep[1]] * (self.timestep[1] > 0), dtype=self.timestep[0]), {}),
                  "encoder_hidden_states": (torch.zeros(2, 77, self.context), batch | {1: "sequence_length"})}
        if self.cond:
            inputs["timestep_cond"] = (torch.zeros(2, self.cond), batch)
        if self.added:
            inputs |= {"text_embeds": (torch.zeros(2, self.added), batch), "time_ids": (torch.zeros(2, 6), batch)}
        names = list(inputs)
        self.export("unet", networks.Named(self.unet, lambda unet, *values: unet(**dict(zip(names, values)))), inputs, {"out_sample": latents})
        self.export("vae_decoder", self.decoder, {"latent_sample": (torch.zeros(1, 4, 8, 8), latents)}, {"sample": latents})
        self.export("vae_encoder", self.encoder, {"sample": (picture, latents)}, {"latent_parameters" if self.parameters else "latent_sample": latents})

    def export_text(self, name, network, width):
        self.json(f"{name}/config.json", {"_class_name": "CLIPTextModel", "hidden_size": width, "max_position_embeddings": 77, "num_hidden_layers": 2, "vocab_size": len(TOKENS),
                                          "projection_dim": self.added or width})
        if not self.added:
            outputs = {"last_hidden_state": {0: "batch"}, "pooler_output": {0: "batch"}}
            call = lambda n, ids: n(ids)[:2]
        elif name == "text_encoder":
            outputs = {"last_hidden_state": {0: "batch"}, "pooler_output": {0: "batch"}} | {f"hidden_states.{i}": {0: "batch"} for i in range(3)}
            call = lambda n, ids: (n(ids)[0], n(ids)[1], *n(ids)[2])
        else:
            outputs = {"text_embeds": {0: "batch"}, "last_hidden_state": {0: "batch"}} | {f"hidden_states.{i}": {0: "batch"} for i in range(3)}
            call = lambda n, ids: (n(ids)[1], n(ids)[0], *n(ids)[2])
        self.export(name, networks.Named(network, call), {"input_ids": (torch.zeros(1, 77, dtype=self.ids), {0: "batch"})}, outputs)

    def export(self, name, network, inputs, outputs):
        path = os.path.join(OUT, self.name, name, "model.onnx")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        axes = {key: value for key, (_, value) in inputs.items() if value} | outputs
        torch.onnx.export(network.eval(), tuple(value for value, _ in inputs.values()), path, input_names=list(inputs), output_names=list(outputs), dynamic_axes=axes, opset_version=14)
        model = onnx.load(path)
        if self.half:
            to_half(model)
        for node in model.graph.node:
            node.doc_string = ""
        model.producer_version = ""
        onnx.save(model, path)

    def tokenizer(self, name, pad):
        self.json(f"{name}/vocab.json", {token: i for i, token in enumerate(TOKENS)})
        self.json(f"{name}/tokenizer_config.json", {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77})
        self.json(f"{name}/special_tokens_map.json", {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": TOKENS[pad]})
        with open(os.path.join(OUT, self.name, name, "merges.txt"), "w") as out:
            out.write("#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in MERGES))

    def json(self, path, value):
        path = os.path.join(OUT, self.name, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            json.dump(value, out, ensure_ascii=False, separators=(",", ":"))

    # ---- the reference ----
    def embed(self, chunks, pad_to):
        """chunks: lists of (text, weight). Returns hidden states [1, 77 n, D] and the pooled projection of the first chunk."""
        chunks = chunks + [[("", 1.0)]] * (pad_to - len(chunks))
        states, pooled = [], None
        for chunk in chunks:
            ids, weights = [], []
            for text, weight in chunk:
                tokens = tokenize(text)
                ids, weights = ids + tokens, weights + [weight] * len(tokens)
            parts = []
            for network, pad in ((self.text, self.pad), (self.text2, 0)):
                if network is None:
                    continue
                row = [START, *ids, END]
                row = torch.tensor([row + [pad] * (77 - len(row))])
                last, pool, hidden = network(row)
                part = hidden[-2] if self.text2 else last
                before = part.mean()
                part = part * torch.tensor([1.0, *weights] + [1.0] * (76 - len(weights)))[None, :, None]
                parts.append(part * (before / part.mean()) if any(w != 1 for w in weights) else part)
                if pooled is None and network is self.text2:
                    pooled = pool
            states.append(torch.cat(parts, -1))
        return torch.cat(states, 1), pooled

    def run(self, r):
        g, h, w, count = r.get("guidance_scale", 7.5), r["height"] // 8, r["width"] // 8, r.get("count", 1)
        chunks, negative = r["chunks"], r.get("negative_chunks", [[["", 1.0]]])
        most = max(len(chunks), len(negative))
        positive, pooled = self.embed(chunks, most)
        unguided = g <= 1 or self.cond
        empty, empty_pooled = self.embed(negative, most)
        if self.text2 and "negative_chunks" not in r:
            empty, empty_pooled = torch.zeros_like(empty), torch.zeros_like(empty_pooled)
        context = positive if unguided else torch.cat([empty, positive])
        added = {}
        if self.text2:
            ids = torch.tensor([[r["height"], r["width"], 0, 0, r["height"], r["width"]]]).float()
            added = {"text_embeds": pooled if unguided else torch.cat([empty_pooled, pooled]), "time_ids": ids.repeat(1 if unguided else 2, 1)}
        if self.cond:
            emb = np.exp(np.arange(self.cond // 2) * -(np.log(10000.0) / (self.cond // 2 - 1))) * (g - 1) * 1000
            added["timestep_cond"] = torch.tensor(np.concatenate([np.sin(emb), np.cos(emb)])).float()[None]
        pictures = []
        for i in range(count):
            seed = r["seed"] + i
            noise = lambda stream: torch.from_numpy(reference.normal(seed, stream, 4 * h * w)).view(1, 4, h, w)
            strength = r.get("strength", 1.0)
            s = reference.CLASSES[r.get("scheduler", self.scheduler["_class_name"])](self.scheduler | r.get("scheduler_config", {}), r["steps"], strength)
            extra, picture, mask = None, None, None
            if r.get("init"):
                picture = torch.from_numpy(given(r["height"], r["width"])).float().permute(2, 0, 1)[None] / 127.5 - 1
                z0 = self.encode(picture, noise(1))
            if r.get("mask"):
                wide = torch.from_numpy(masked(r["height"], r["width"])).float()[None, None]
                mask = torch.nn.functional.interpolate(wide, size=(h, w), mode="nearest")
                if self.inside == 9:
                    extra = torch.cat([mask, self.encode(picture * (wide < 0.5), noise(2))], 1)
            if picture is None or (mask is not None and strength == 1):
                x = noise(0).double() * s.init_noise_sigma
            else:
                x = torch.as_tensor(s.add_noise(s.begin, z0.double(), noise(0).double()))
            for k, step in enumerate(range(s.begin, len(s.timesteps))):
                t = torch.tensor([s.timesteps[step]]).to(self.timestep[0])
                inside = s.scale(step, x).float()
                if extra is not None:
                    inside = torch.cat([inside, extra], 1)
                inside = inside if unguided else torch.cat([inside, inside])
                out = self.unet(inside, t, context, **added).double()
                if not unguided:
                    without, out_text = out.chunk(2)
                    out = without + g * (out_text - without)
                    if rescale := r.get("guidance_rescale"):
                        out = rescale * out * (out_text.std() / out.std()) + (1 - rescale) * out
                x = torch.as_tensor(s.step(step, x, out, noise(16 + k).double()))
                if mask is not None and self.inside == 4:
                    kept = s.add_noise(step + 1, z0.double(), noise(0).double()) if step + 1 < len(s.timesteps) else z0
                    x = (1 - mask) * kept + mask * x
            pixels = (self.decoder(x.float() / self.scaling) / 2 + 0.5).clamp(0, 1)
            pictures.append(pixels[0].permute(1, 2, 0).numpy())
        return np.stack(pictures)

    def encode(self, picture, noise):
        out = self.encoder(picture)
        if self.parameters:
            mean, log = out.chunk(2, 1)
            out = mean + torch.exp(0.5 * log.clamp(-30, 20)) * noise
        return out * self.scaling


def given(height, width):
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return ((x * 5 + y * 3 + c * 80) % 256).astype(np.uint8)


def masked(height, width):
    """1 where it is painted anew: the right half below the first quarter."""
    y, x = np.mgrid[0:height, 0:width]
    return ((x >= width // 2) & (y >= height // 4)).astype(np.uint8)


def to_half(model):
    """Weights, inputs, outputs and constants to float16, but for the scales of Resize, which are float32 by definition."""
    graph, half, single = model.graph, onnx.TensorProto.FLOAT16, onnx.TensorProto.FLOAT
    scales = {name for node in graph.node if node.op_type == "Resize" for name in node.input[1:]}
    convert = lambda tensor: tensor.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor).astype(np.float16), tensor.name)) if tensor.data_type == single else None
    for tensor in graph.initializer:
        if tensor.name not in scales:
            convert(tensor)
    for value in [*graph.input, *graph.output]:
        if value.type.tensor_type.elem_type == single:
            value.type.tensor_type.elem_type = half
    del graph.value_info[:]
    for node in graph.node:
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.i == single:
                attribute.i = half
            elif attribute.name == "value" and node.output[0] not in scales:
                convert(attribute.t)


SD = {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "skip_prk_steps": True, "set_alpha_to_one": False,
      "steps_offset": 1, "timestep_spacing": "leading", "clip_sample": False}
LINEAR = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1, "prediction_type": "epsilon"}
FOLDERS = [
    Folder("sd15", 1, "OnnxStableDiffusionPipeline", SD, width=16, context=16, ids=torch.int32, parameters=False),
    Folder("turbo", 2, "StableDiffusionPipeline", LINEAR | {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}, width=16, context=16, timestep=(torch.int64, 0), pad=0, half=True, contrast=0.07),
    Folder("lcm", 3, "LatentConsistencyModelPipeline", LINEAR | {"_class_name": "LCMScheduler", "original_inference_steps": 50, "timestep_spacing": "leading"}, width=16, context=16, cond=256, contrast=0.1),
    Folder("sdxl", 4, "StableDiffusionXLPipeline", LINEAR | {"_class_name": "EulerAncestralDiscreteScheduler", "timestep_spacing": "trailing"}, width=12, context=20, added=10,
           timestep=(torch.float32, 1), scaling=0.13025, contrast=0.1),
    Folder("inpaint", 5, "OnnxStableDiffusionInpaintPipeline", SD, width=16, context=16, inside=9, timestep=(torch.int64, 0)),
]
CAT, BLURRY = [[["a photo of a cat", 1.0]]], [[["blurry", 1.0]]]
LONG = [[["a ", 1.0], ["red", 1.3], [" apple ,", 1.0]], [["the house on the moon", 1.0]]]
REFERENCES = [
    {"name": "sd15", "folder": "sd15", "prompt": "a photo of a cat", "chunks": CAT, "negative_prompt": "blurry", "negative_chunks": BLURRY, "steps": 6, "width": 64, "height": 48, "seed": 42, "count": 2},
    {"name": "sd15-changed", "folder": "sd15", "prompt": "a photo of a cat", "chunks": CAT, "steps": 10, "width": 64, "height": 48, "seed": 7, "scheduler": "DDIMScheduler", "init": True, "strength": 0.55,
     "guidance_scale": 4.0},
    {"name": "sd15-masked", "folder": "sd15", "prompt": "a photo of a cat", "chunks": CAT, "steps": 5, "width": 64, "height": 48, "seed": -3, "scheduler": "EulerAncestralDiscreteScheduler", "init": True,
     "mask": True, "strength": 1.0},
    {"name": "sd15-weighted", "folder": "sd15", "prompt": "a (red:1.3) apple, BREAK the house on the moon", "chunks": LONG, "negative_prompt": "blurry", "negative_chunks": BLURRY, "steps": 5, "width": 64,
     "height": 48, "seed": 9, "scheduler": "DPMSolverMultistepScheduler", "guidance_rescale": 0.7},
    {"name": "turbo", "folder": "turbo", "prompt": "a big moon", "chunks": [[["a big moon", 1.0]]], "steps": 1, "width": 64, "height": 64, "seed": 5, "guidance_scale": 0.0},
    {"name": "lcm", "folder": "lcm", "prompt": "green tree", "chunks": [[["green tree", 1.0]]], "steps": 4, "width": 48, "height": 64, "seed": 6, "guidance_scale": 8.0},
    {"name": "lcm-changed", "folder": "lcm", "prompt": "green tree", "chunks": [[["green tree", 1.0]]], "steps": 3, "width": 48, "height": 64, "seed": 8, "guidance_scale": 8.0, "init": True, "strength": 0.5},
    {"name": "sdxl", "folder": "sdxl", "prompt": "a blue house", "chunks": [[["a blue house", 1.0]]], "steps": 3, "width": 64, "height": 48, "seed": 11, "guidance_scale": 5.0},
    {"name": "sdxl-negative", "folder": "sdxl", "prompt": "a blue house", "chunks": [[["a blue house", 1.0]]], "negative_prompt": "ugly", "negative_chunks": [[["ugly", 1.0]]], "steps": 4, "width": 64,
     "height": 48, "seed": 12, "guidance_scale": 3.0, "scheduler": "EulerDiscreteScheduler"},
    {"name": "inpaint", "folder": "inpaint", "prompt": "a photo of a cat", "chunks": CAT, "steps": 6, "width": 64, "height": 48, "seed": 13, "scheduler": "UniPCMultistepScheduler", "init": True,
     "mask": True, "strength": 1.0},
]
if sys.argv[2:] == ["medium"]:
    Folder("medium", 6, "StableDiffusionPipeline", LINEAR | {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}, width=256, context=256, size=256, sample=32).write()
    sys.exit()
for folder in FOLDERS:
    folder.write()
    size = sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(os.path.join(OUT, folder.name)) for f in files)
    print(folder.name, size // 1024, "kB")
listed = []
for wanted in REFERENCES:
    pixels = next(folder for folder in FOLDERS if folder.name == wanted["folder"]).run(wanted)
    print(wanted["name"], "mean %.3f, deviation %.3f, black or white %.3f" % (pixels.mean(), pixels.std(), ((pixels <= 0) | (pixels >= 1)).mean()))
    np.round(pixels * 65535).astype("<u2").tofile(os.path.join(OUT, wanted["name"] + ".u16"))
    listed.append({key: value for key, value in copy.deepcopy(wanted).items() if "chunks" not in key})
with open(os.path.join(OUT, "references.json"), "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in listed) + "\n]\n")
