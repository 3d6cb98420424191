"""Where hair grows: the scalp's edge and the brows."""

import numpy as np

from geometry import smoothstep

CENTRE = np.array([0.0, 4.0, 1.0])
# Height (cm) of the hairline by the angle from the front (degrees), both sides alike; people's are ragged.
_ANGLE = [0, 14, 24, 34, 42, 50, 57, 63, 69, 76, 84, 96, 108, 120, 140, 180]
_HEIGHT = [10.35, 10.4, 10.2, 9.5, 8.3, 6.6, 5.0, 3.4, 1.6, 1.9, 3.9, 4.3, 2.5, -1.0, -4.5, -5.5]


def height(position):
    """Height above the hairline, cm; negative below it."""
    d = position - CENTRE
    angle = np.degrees(np.arctan2(np.abs(d[..., 0]), d[..., 2]))
    ragged = 0.10 * np.sin(angle * 0.11 + np.tanh(d[..., 0])) + 0.05 * np.sin(angle * 0.31 + d[..., 0])
    return position[..., 1] - np.interp(angle, _ANGLE, _HEIGHT) + ragged


def density(position):
    """0 on bare skin … 1 on full scalp; thin over the last half centimetre."""
    return smoothstep(-0.45, 1.0, height(position)) ** 1.5


def brow_curve(landmarks, side):
    """The middle line of a brow from the nose outwards, [40, 3]; side +1 is the persona's left."""
    from atlas import smooth_curve

    index = [22, 23, 24, 25, 26] if side > 0 else [21, 20, 19, 18, 17]
    points = landmarks[index] + np.array([0, -0.50, 0.06])
    points[2:4, 1] -= 0.10 if side > 0 else 0.16  # a softer arch, and not the same on both sides
    points[0] += [side * 0.12, -0.05, 0]
    points[4] += [side * 0.25, -0.05, -0.25]
    return smooth_curve(points)
