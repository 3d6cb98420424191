"""The network: log-mel front end, causal dilated convolutions, three heads with 0, 40 and 80 ms of look-ahead."""
import numpy as np
import torch
from torch import nn

from articulation import CLASS_INDEX, COEFFICIENTS, GAP_MM, INDEX, LOWER_LIP_MM, ROUND, TARGETS, VISEMES

RATE_HZ = 16_000
STEP = 320
HOP = 160
WINDOW = 400
CARRIED = WINDOW - HOP
BANDS = 40
CHANNELS = 96
DILATIONS = (1, 2, 4, 8, 1, 2, 4, 8)
LOOKAHEAD_STEPS = (0, 2, 4)
OUTPUTS = len(COEFFICIENTS) + len(VISEMES)
DROPOUT = .1
HISTORY = sum(2 * dilation for dilation in DILATIONS)


def mel_filters(points, low_hz=60.0, high_hz=7600.0):
    """Triangles on the mel scale of O'Shaughnessy, [points // 2 + 1, BANDS]."""
    mel = lambda hz: 2595 * np.log10(1 + hz / 700)
    edges = 700 * (10 ** (np.linspace(mel(low_hz), mel(high_hz), BANDS + 2) / 2595) - 1)
    bins = np.arange(points // 2 + 1) * RATE_HZ / points
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling))


class LogMel(nn.Module):
    """pcm [1, 240 + 320 n] → [n, 80]: two stacked 40-band frames (25 ms window, 10 ms hop) a step.

    The transform is a strided product with windowed sines, so that it exports as one Conv.
    """

    def __init__(self, points=512):
        super().__init__()
        filters = mel_filters(points)
        used = np.flatnonzero(filters.sum(1))
        phase = 2 * np.pi * np.outer(used, np.arange(WINDOW)) / points
        window = np.hanning(WINDOW + 1)[:-1]
        self.register_buffer("transform", torch.tensor(np.concatenate([np.cos(phase), np.sin(phase)]) * window, dtype=torch.float32)[:, None])
        self.register_buffer("filters", torch.tensor(filters[used], dtype=torch.float32))
        self.used = len(used)

    def forward(self, pcm):
        spectrum = nn.functional.conv1d(pcm[:, None], self.transform, stride=HOP)[0]
        power = (spectrum[: self.used] ** 2 + spectrum[self.used:] ** 2).T
        mel = (torch.log(power @ self.filters + 1e-5) + 4) / 4
        return mel.reshape(-1, 2 * BANDS)


class Block(nn.Module):
    """Residual; a kernel of 3 as three shifted inputs into one Linear (its backward is far quicker than Conv1d's here)."""

    def __init__(self, dilation):
        super().__init__()
        self.dilation = dilation
        self.mix = nn.Linear(3 * CHANNELS, CHANNELS)
        self.out = nn.Linear(CHANNELS, CHANNELS)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, history):
        """x [batch, steps, channels], history [batch, 2 * dilation, channels] → the same two, one later."""
        joined = torch.cat([history, x], 1)
        d, steps = self.dilation, x.shape[1]
        stacked = torch.cat([joined[:, :-2 * d], joined[:, d:-d], joined[:, 2 * d:]], 2)
        inner = nn.functional.dropout(nn.functional.silu(self.mix(stacked)), DROPOUT, self.training)
        return x + self.out(inner), joined[:, -2 * d:]


class AudioToFace(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(2 * BANDS, CHANNELS)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in DILATIONS)
        self.heads = nn.ModuleList(
            nn.Sequential(nn.SiLU(), nn.Linear(CHANNELS, CHANNELS), nn.SiLU(), nn.Linear(CHANNELS, OUTPUTS)) for _ in LOOKAHEAD_STEPS
        )

    def forward(self, mel, history=None):
        """mel [batch, steps, 80], history [batch, 60, 96] → outputs [batch, steps, 3, 31], new history."""
        x, history = self.hear(mel, history)
        return self.read(x), history

    def hear(self, mel, history):
        """The trunk: mel → what all heads are given [batch, steps, 96], new history."""
        if history is None:
            history = mel.new_zeros(mel.shape[0], HISTORY, CHANNELS)
        x = self.enter(mel)
        carried, at = [], 0
        for block in self.blocks:
            x, kept = block(x, history[:, at:at + 2 * block.dilation])
            carried.append(kept)
            at += 2 * block.dilation
        return x, torch.cat(carried, 1)

    def read(self, x):
        return torch.stack([head(x) for head in self.heads], 2)


class Finish(nn.Module):
    """Regression undershoots what must be reached. Where lips, or lip and teeth, are heard to meet, they are made to;
    where the lips are heard to be round, they are; where nothing is heard, the mouth rests.

    Each rule fades in between two probabilities of its visemes, chosen on the development clips.
    """

    CLOSING, BITING, ROUNDING, RESTING = (.2, .45), (.2, .45), (.15, .4), (.3, .7)

    def __init__(self):
        super().__init__()
        row = lambda values: torch.tensor(values, dtype=torch.float32)
        rounding = row([float(name in ROUND) for name in COEFFICIENTS])
        self.register_buffer("shaped", 1 - rounding)
        self.register_buffer("lips_met", row(TARGETS[CLASS_INDEX["pb"]]))
        self.register_buffer("lip_on_teeth", row(TARGETS[CLASS_INDEX["f"]]))
        self.register_buffer("rounded", row(TARGETS[CLASS_INDEX["uw"]]) * rounding)
        self.register_buffer("half_rounded", row(TARGETS[CLASS_INDEX["oh"]]) * rounding)
        self.register_buffer("gap_mm", row(GAP_MM)[:, None])
        self.register_buffer("lower_lip_mm", row(LOWER_LIP_MM)[:, None])
        close = torch.zeros(len(COEFFICIENTS))
        close[INDEX["mouthClose"]] = 1 / LOWER_LIP_MM[INDEX["mouthClose"]]
        self.register_buffer("close_per_mm", close)

    def forward(self, outputs):
        """[..., 31] → coefficients [..., 16], 0…1, and viseme probabilities [..., 15]."""
        coefficients, visemes = outputs[..., : len(COEFFICIENTS)], torch.softmax(outputs[..., len(COEFFICIENTS):], -1)
        probability = lambda name: visemes[..., VISEMES.index(name):VISEMES.index(name) + 1]
        ramp = lambda value, start, end: torch.clamp((value - start) / (end - start), 0, 1)
        met, teeth, silence = probability("PP"), probability("FF"), probability("sil")
        u, o = probability("ou"), probability("oh")
        closing, biting = ramp(met, *self.CLOSING), ramp(teeth, *self.BITING)
        coefficients = coefficients * (1 - ramp(silence, *self.RESTING))
        rounding = (u * self.rounded + o * self.half_rounded) / (u + o + 1e-6) * ramp(u + o, *self.ROUNDING)
        coefficients = torch.maximum(coefficients, rounding)
        target = (met * self.lips_met + teeth * self.lip_on_teeth) / (met + teeth + 1e-6)
        coefficients = coefficients + torch.maximum(closing, biting) * self.shaped * (target - coefficients)
        open_mm = torch.relu(coefficients @ self.gap_mm + .6) * closing
        low_mm = torch.relu(-1.2 - coefficients @ self.lower_lip_mm) * biting
        return torch.clamp(coefficients + torch.maximum(open_mm, low_mm) * self.close_per_mm, 0, 1), visemes


def read_weights(path):
    """Of a training run (.pt), or of an exported network (.onnx)."""
    if not str(path).endswith(".onnx"):
        return torch.load(path)
    import onnx.numpy_helper
    graph = onnx.load(path).graph
    stored = {entry.name: torch.tensor(onnx.numpy_helper.to_array(entry)) for entry in graph.initializer}
    weights = {name.removeprefix("network."): value for name, value in stored.items() if name.startswith("network.")}
    for node in graph.node:
        # The export writes a Linear's weight transposed and without its name: /network/heads.0/heads.0.1/MatMul.
        if node.op_type == "MatMul" and node.name.startswith("/network/"):
            parts = node.name.split("/")[2:-1]
            path_to = parts[-1] if parts[-1].startswith(parts[0] + ".") else ".".join(parts)
            weights[path_to + ".weight"] = next(stored[name] for name in node.input if name in stored).T.contiguous()
    return weights
