"""tongueOut, made by us: the tongue is bent along a line over the lower teeth and lip, as the jaw carries them; cm."""

import numpy as np
from scipy.interpolate import PchipInterpolator

import ict

# It needs room: how much of jawOpen is part of the shape.
JAW = 0.32
ROOT = 4.6
# Middle of the tongue at rest: height at a depth.
REST = np.array([[4.6, -3.30], [6.0, -3.25], [7.0, -3.20], [8.0, -3.20], [8.6, -3.30], [9.0, -3.35], [9.27, -3.34]])
# And out: depth and height along it, before the jaw opens; thickness and width against those at rest.
LINE = np.array([[4.6, -3.30], [6.2, -2.95], [8.0, -2.55], [9.7, -2.42], [10.9, -2.46], [11.7, -2.66], [12.3, -3.02], [12.55, -3.30]])
THICK = np.array([[0.0, 1.0], [0.25, 0.80], [0.5, 0.52], [0.8, 0.50], [1.0, 0.62]])
WIDE = np.array([[0.0, 1.0], [0.5, 0.80], [0.8, 0.84], [1.0, 1.05]])
# The lip sinks further than the tongue when the jaw opens wide: up, forwards at jawOpen 1.
SINK = np.array([0.0, -0.50, 0.28])


def _at(table, x):
    return PchipInterpolator(table[:, 0], table[:, 1], extrapolate=True)(x)


def _share(neutral):
    """(vertices of the tongue, how far along it they lie: 0 root, 1 tip)"""
    index = np.arange(*ict.TONGUE)
    z = neutral[index, 2]
    tip = z.max()
    return index, np.clip((z - ROOT) / (tip - ROOT), 0, 1)


def out(neutral, jaw_open):
    """Field [n,3]."""
    index, t = _share(neutral)
    p = neutral[index]
    dense = np.linspace(LINE[0, 0], LINE[-1, 0], 200)
    line = np.stack([dense, _at(LINE, dense)], 1)
    length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    length /= length[-1]
    place = np.stack([np.interp(t, length, line[:, k]) for k in (0, 1)], 1)
    slope = np.gradient(line, axis=0)
    slope /= np.linalg.norm(slope, axis=1, keepdims=True)
    across = np.stack([np.interp(t, length, -slope[:, 1]), np.interp(t, length, slope[:, 0])], 1)
    height = (p[:, 1] - _at(REST, np.clip(p[:, 2], REST[0, 0], REST[-1, 0]))) * _at(THICK, t)
    moved = np.stack([p[:, 0] * _at(WIDE, t), place[:, 1] + across[:, 1] * height, place[:, 0] + across[:, 0] * height], 1)
    field = JAW * jaw_open
    # What lies behind the root, and the floor it grows from, stays.
    held = np.clip(t / 0.12, 0, 1)[:, None]
    field[index] += held * (moved - p)
    return field


def sunk(neutral):
    """Field [n,3] that lays a tongue which is out on the lip of an open jaw."""
    index, t = _share(neutral)
    field = np.zeros_like(neutral)
    s = np.clip((t - 0.45) / 0.35, 0, 1)
    field[index] = (s * s * (3 - 2 * s))[:, None] * SINK
    return field
