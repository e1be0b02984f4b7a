"""A second implementation of the noise and of the schedulers of Limner.Generation, in float64, to hold the first one to.

It is written from other formulas than the first where there are any: solvers work on x / alpha (Karras et al. 2022, as k-diffusion does) instead of on the variance
preserving sample, PNDM by DDIM's transfer instead of formula 9 of its paper, UniPC by solving its linear system instead of its closed form.
"""
import math

import numpy as np

TRAIN = 1000
ROUNDS = 10


def philox4x32(counter, key):
    """Philox4x32-10 (Salmon et al. 2011): four words for four words of counter and two of key; arrays of the same length."""
    c = [np.asarray(word, dtype=np.uint64) for word in counter]
    k = [int(word) for word in key]
    low = np.uint64(0xFFFFFFFF)
    for _ in range(ROUNDS):
        first, second = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(second >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]), second & low, (first >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]), first & low]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def normal(seed, stream, count):
    """Standard normal numbers: Box and Muller on pairs of Philox words (w + 1/2) / 2^32; counter (block, 0, stream, 0), key the seed."""
    blocks = (count + 3) // 4
    index = np.arange(blocks, dtype=np.uint64)
    zero = np.zeros(blocks, dtype=np.uint64)
    words = philox4x32([index, zero, zero + np.uint64(stream), zero], [seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF])
    u = [(word.astype(np.float64) + 0.5) / 2.0**32 for word in words]
    out = np.empty((blocks, 4))
    for pair in (0, 2):
        radius, angle = np.sqrt(-2 * np.log(u[pair])), 2 * np.pi * u[pair + 1]
        out[:, pair], out[:, pair + 1] = radius * np.cos(angle), radius * np.sin(angle)
    return out.reshape(-1)[:count].astype(np.float32)


def alphas_cumprod(config):
    start, end, kind = config.get("beta_start", 1e-4), config.get("beta_end", 0.02), config.get("beta_schedule", "linear")
    if kind == "scaled_linear":
        betas = np.linspace(math.sqrt(start), math.sqrt(end), TRAIN) ** 2
    elif kind == "linear":
        betas = np.linspace(start, end, TRAIN)
    else:  # squaredcos_cap_v2
        bar = lambda t: math.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2
        betas = np.array([min(1 - bar((i + 1) / TRAIN) / bar(i / TRAIN), 0.999) for i in range(TRAIN)])
    return np.cumprod(1 - betas)


def spaced(config, n, extra=0):
    """Timesteps from noise to picture. The solvers of higher order space one interval more (extra=1), as diffusers has it."""
    kind, offset = config.get("timestep_spacing", "linspace"), config.get("steps_offset", 0)
    if kind == "linspace":
        return np.linspace(0, TRAIN - 1, n + extra)[::-1][:n]
    if kind == "leading":
        return ((np.arange(n + extra) * (TRAIN // (n + extra)))[::-1][:n] + offset).astype(np.float64)
    return np.round(np.arange(TRAIN, 0, -TRAIN / n))[:n] - 1


def karras(smin, smax, n):
    ramp = np.linspace(0, 1, n)
    return (smax ** (1 / 7) + ramp * (smin ** (1 / 7) - smax ** (1 / 7))) ** 7


class Scheduler:
    """timesteps, init_noise_sigma, scale(i, x), step(i, x, out, noise), add_noise(i, x0, noise). Step i of the whole list; begin: first step that is taken."""

    init_noise_sigma = 1.0
    begin = 0

    def __init__(self, config, n, strength=1.0):
        self.config, self.n = config, n
        self.abar = alphas_cumprod(config)
        self.prediction = config.get("prediction_type", "epsilon")
        self.begin = n - min(int(n * strength), n)
        self.set()

    def scale(self, i, x):
        return x

    def limited(self, x0):
        most = self.config.get("clip_sample_range", 1.0)
        return np.clip(x0, -most, most) if self.config.get("clip_sample") else x0

    def x0(self, x, out, sigma):
        """From x / alpha = x0 + sigma * noise."""
        if self.prediction == "epsilon":
            return x - sigma * out
        if self.prediction == "v_prediction":
            return x / (sigma**2 + 1) - sigma / math.sqrt(sigma**2 + 1) * out
        return out


class Sigmas(Scheduler):
    extra, whole_range, integer = 0, False, False

    def set(self):
        table = np.sqrt((1 - self.abar) / self.abar)
        t = spaced(self.config, self.n, self.extra)
        if self.integer:
            t = np.round(t)
        sigmas = np.interp(t, np.arange(TRAIN), table)
        if self.config.get("use_karras_sigmas"):
            sigmas = karras(table[0], table[-1], self.n) if self.whole_range else karras(sigmas[-1], sigmas[0], self.n)
            t = np.interp(np.log(sigmas), np.log(table), np.arange(TRAIN))
            if self.integer:
                t = np.round(t)
        self.timesteps, self.sigmas = t, np.append(sigmas, 0.0)
        self.history = []


class Euler(Sigmas):
    def set(self):
        super().set()
        top = self.sigmas.max()
        self.init_noise_sigma = top if self.config.get("timestep_spacing", "linspace") in ("linspace", "trailing") else math.sqrt(top**2 + 1)

    def scale(self, i, x):
        return x / math.sqrt(self.sigmas[i] ** 2 + 1)

    def step(self, i, x, out, noise):
        s, to = self.sigmas[i], self.sigmas[i + 1]
        x0 = self.x0(x, out, s)
        return x0 + (x - x0) / s * to

    def add_noise(self, i, x0, noise):
        return x0 + self.sigmas[i] * noise


class EulerAncestral(Euler):
    def step(self, i, x, out, noise):
        s, to = self.sigmas[i], self.sigmas[i + 1]
        x0 = self.x0(x, out, s)
        up = math.sqrt(to**2 * (s**2 - to**2) / s**2)
        down = math.sqrt(to**2 - up**2)
        return x0 + (x - x0) / s * down + up * noise


class Solver(Sigmas):
    """Works on x / alpha; what goes in and out is the variance preserving sample."""

    extra, whole_range, integer = 1, True, True

    def alpha(self, i):
        return 1 / math.sqrt(self.sigmas[i] ** 2 + 1)

    def lam(self, i):
        return -math.log(self.sigmas[i]) if self.sigmas[i] > 0 else math.inf

    def add_noise(self, i, x0, noise):
        return self.alpha(i) * (x0 + self.sigmas[i] * noise)


class DpmPlusPlus2M(Solver):
    def step(self, i, x, out, noise):
        y = x / self.alpha(i)
        x0 = self.x0(y, out, self.sigmas[i])
        self.history = (self.history + [(self.lam(i), x0)])[-2:]
        h = self.lam(i + 1) - self.lam(i)
        last = i == self.n - 1
        if len(self.history) < 2 or last:
            d = x0
        else:
            (before, old), (now, _) = self.history
            r = (now - before) / h
            d = (1 + 1 / (2 * r)) * x0 - 1 / (2 * r) * old
        y = (self.sigmas[i + 1] / self.sigmas[i]) * y - math.expm1(-h) * d
        return self.alpha(i + 1) * y


class UniPC(Solver):
    """On x / alpha: s_t / s_0 and alpha_t of the paper become sigma_t / sigma_0 and 1."""

    def set(self):
        super().set()
        self.last, self.order = None, 0

    def weights(self, order, rs, hh):
        b1 = math.expm1(hh)
        phi, factorial, R, b = b1 / hh - 1, 1, [], []
        for k in range(1, order + 1):
            R.append([r ** (k - 1) for r in rs])
            b.append(phi * factorial / b1)
            factorial *= k + 1
            phi = phi / hh - 1 / factorial
        return np.linalg.solve(np.array(R), np.array(b))

    def step(self, i, x, out, noise):
        y = x / self.alpha(i)
        m = self.x0(y, out, self.sigmas[i])
        if self.last is not None:
            (lam0, m0), h = self.history[-1], self.lam(i) - self.history[-1][0]
            hh = -h
            rs, ds = [], []
            if self.order == 2:
                lam1, m1 = self.history[-2]
                rs.append((lam1 - lam0) / h)
                ds.append((m1 - m0) / rs[-1])
            rs.append(1.0)
            ds.append(m - m0)
            rho = [0.5] if self.order == 1 else self.weights(2, rs, hh)
            y = (self.sigmas[i] / self.sigmas[i - 1]) * self.last - math.expm1(hh) * (m0 + sum(r * d for r, d in zip(rho, ds)))
        self.history = (self.history + [(self.lam(i), m)])[-2:]
        self.order = min(2, self.n - i, len(self.history))
        h = self.lam(i + 1) - self.lam(i)
        correction = 0
        if self.order == 2:
            lam1, m1 = self.history[-2]
            correction = 0.5 * (m1 - m) / ((lam1 - self.lam(i)) / h)
        self.last = y
        y = (self.sigmas[i + 1] / self.sigmas[i]) * y - math.expm1(-h) * (m + correction)
        return self.alpha(i + 1) * y


class Ddim(Scheduler):
    eta = 0.0

    def set(self):
        self.timesteps = np.round(spaced(self.config, self.n))
        self.final = 1.0 if self.config.get("set_alpha_to_one", True) else self.abar[0]

    def at(self, t):
        return self.abar[int(t)] if t >= 0 else self.final

    def parts(self, x, out, t):
        a = self.at(t)
        x0 = self.x0(x / math.sqrt(a), out, math.sqrt((1 - a) / a))
        return x0, (x - math.sqrt(a) * x0) / math.sqrt(1 - a)

    def step(self, i, x, out, noise):
        t = self.timesteps[i]
        x0, eps = self.parts(x, out, t)
        x0 = self.limited(x0)
        a, to = self.at(t), self.at(t - TRAIN // self.n)
        s = self.eta * math.sqrt((1 - to) / (1 - a) * (1 - a / to))
        return math.sqrt(to) * x0 + math.sqrt(max(0, 1 - to - s * s)) * eps + s * noise

    def add_noise(self, i, x0, noise):
        a = self.at(self.timesteps[i])
        return math.sqrt(a) * x0 + math.sqrt(1 - a) * noise


class Pndm(Ddim):
    """Pseudo linear multistep without Runge-Kutta (skip_prk_steps): the second step is taken twice. With strength < 1 the second step of those that are left is."""

    def set(self):
        super().set()
        self.final = 1.0 if self.config.get("set_alpha_to_one", False) else self.abar[0]
        whole = self.timesteps
        rest = list(whole[self.begin:])
        self.timesteps = np.array(list(whole[:self.begin]) + (rest[:2] + rest[1:] if len(rest) > 1 else rest))
        self.ets, self.first = [], None

    def transfer(self, x, eps, t, to):
        a, b = self.at(t), self.at(to)
        return math.sqrt(b) * (x - math.sqrt(1 - a) * eps) / math.sqrt(a) + math.sqrt(1 - b) * eps

    def step(self, i, x, out, noise):
        t, ratio, k = self.timesteps[i], TRAIN // self.n, i - self.begin
        # v and sample become noise at the level the network was told.
        eps = out if self.prediction == "epsilon" else self.parts(x, out, t)[1]
        if k == 1:
            start = self.timesteps[i - 1]
            return self.transfer(self.first, (eps + self.ets[-1]) / 2, start, start - ratio)
        self.ets = (self.ets + [eps])[-4:]
        if k == 0:
            self.first = x
            return self.transfer(x, eps, t, t - ratio)
        e = self.ets[::-1]
        mixed = {2: lambda: (3 * e[0] - e[1]) / 2, 3: lambda: (23 * e[0] - 16 * e[1] + 5 * e[2]) / 12,
                 4: lambda: (55 * e[0] - 59 * e[1] + 37 * e[2] - 9 * e[3]) / 24}[len(e)]()
        return self.transfer(x, mixed, t, t - ratio)


class Lcm(Scheduler):
    def set(self):
        original = self.config.get("original_inference_steps", 50)
        k = TRAIN // original
        grid = (np.arange(1, int(original * self.strength) + 1) * k - 1)[::-1]
        self.timesteps = grid[np.floor(np.linspace(0, len(grid), self.n, endpoint=False)).astype(int)].astype(np.float64)
        self.begin = 0

    def __init__(self, config, n, strength=1.0):
        self.strength = strength
        super().__init__(config, n, strength)

    def step(self, i, x, out, noise):
        t = self.timesteps[i]
        a = self.abar[int(t)]
        x0 = self.x0(x / math.sqrt(a), out, math.sqrt((1 - a) / a))
        x0 = self.limited(x0)
        scaled = t * self.config.get("timestep_scaling", 10.0)
        den = scaled / math.sqrt(scaled**2 + 0.25) * x0 + 0.25 / (scaled**2 + 0.25) * x
        if i == self.n - 1:
            return den
        b = self.abar[int(self.timesteps[i + 1])]
        return math.sqrt(b) * den + math.sqrt(1 - b) * noise

    def add_noise(self, i, x0, noise):
        a = self.abar[int(self.timesteps[i])]
        return math.sqrt(a) * x0 + math.sqrt(1 - a) * noise


class FlowMatchEuler(Scheduler):
    def set(self):
        shift = self.config.get("shift", 1.0)
        bend = lambda s: shift * s / (1 + (shift - 1) * s)
        sigmas = bend(np.linspace(1.0, bend(1 / TRAIN), self.n))
        self.timesteps, self.sigmas = sigmas * TRAIN, np.append(sigmas, 0.0)

    def step(self, i, x, out, noise):
        return x + (self.sigmas[i + 1] - self.sigmas[i]) * out

    def add_noise(self, i, x0, noise):
        return (1 - self.sigmas[i]) * x0 + self.sigmas[i] * noise


CLASSES = {"DDIMScheduler": Ddim, "PNDMScheduler": Pndm, "EulerDiscreteScheduler": Euler, "EulerAncestralDiscreteScheduler": EulerAncestral,
           "DPMSolverMultistepScheduler": DpmPlusPlus2M, "UniPCMultistepScheduler": UniPC, "LCMScheduler": Lcm, "FlowMatchEulerDiscreteScheduler": FlowMatchEuler}
