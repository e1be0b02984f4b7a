#!/usr/bin/python3
"""Writes known answers of the schedulers: tests/assets/diffusion/schedulers.json. usage: make_golden.py OUT

The network is a toy: out = x * (0.3 + 0.15 sin(t / 300)) + 0.05. Three elements; step k draws noise sin(1.3 k + 0.7 j), the start sin(2 + 0.9 j), picture cos(j).
"""
import json
import sys

import numpy as np

from reference import CLASSES

SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
SIZE = np.arange(3)


def run(name, config, n, strength, eta):
    s = CLASSES[name](config, n, strength)
    s.eta = eta
    start = np.sin(2 + 0.9 * SIZE)
    x = start * s.init_noise_sigma if strength == 1 else s.add_noise(s.begin, np.cos(SIZE), start)
    for k, i in enumerate(range(s.begin, len(s.timesteps))):
        t = s.timesteps[i]
        out = s.scale(i, x) * (0.3 + 0.15 * np.sin(t / 300)) + 0.05
        x = s.step(i, x, out, np.sin(1.3 * k + 0.7 * SIZE))
    return {"scheduler": name, "config": config, "steps": n, "strength": strength, "eta": eta,
            "timesteps": [float(f"{t:.9g}") for t in list(s.timesteps[s.begin:])[:4]], "evaluations": len(s.timesteps) - s.begin,
            "initial_noise": float(f"{s.init_noise_sigma:.9g}"), "result": [float(f"{v:.10g}") for v in x]}


cases = []
for name in CLASSES:
    if name == "FlowMatchEulerDiscreteScheduler":
        configs = [{"shift": 1.0}, {"shift": 3.0}]
    else:
        spacings = ["leading"] if name == "LCMScheduler" else ["leading", "trailing", "linspace"]
        configs = [SD | {"timestep_spacing": spacing, "steps_offset": 1, "prediction_type": p, "set_alpha_to_one": False}
                   for spacing in spacings for p in ("epsilon", "v_prediction", "sample")]
        if name in ("EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler", "DPMSolverMultistepScheduler", "UniPCMultistepScheduler"):
            configs += [config | {"use_karras_sigmas": True} for config in configs if config["prediction_type"] != "sample"]
        configs.append({"beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "trailing", "set_alpha_to_one": True})
        if name in ("DDIMScheduler", "LCMScheduler"):
            configs.append(SD | {"timestep_spacing": "leading", "steps_offset": 1, "clip_sample": True, "clip_sample_range": 0.6})
        configs.append({"beta_schedule": "squaredcos_cap_v2", "timestep_spacing": "leading", "prediction_type": "v_prediction"})
    for config in configs:
        for n in (1, 2, 15, 50):
            for strength in (1.0, 0.6):
                if int(n * strength) == 0 or (name == "LCMScheduler" and n > int(50 * strength)):
                    continue
                for eta in ((0.0, 0.7) if name == "DDIMScheduler" and strength == 1.0 else (0.0,)):
                    cases.append(run(name, config, n, strength, eta))
with open(sys.argv[1], "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
print(len(cases), "cases")
