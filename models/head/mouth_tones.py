"""What is inside the mouth, in the light that gets there."""

import numpy as np

import ict
from geometry import smoothstep


def colours(data, neutral):
    """Lit colours [n,4] of everything inside the mouth: light fades with the depth behind the lips."""
    rgb = np.zeros((len(neutral), 3))
    rgb[ict.MOUTH_SOCKET[0] : ict.MOUTH_SOCKET[1]] = (112, 48, 44)
    rgb[ict.GUMS_TONGUE[0] : ict.GUMS_TONGUE[1]] = (142, 82, 78)
    rgb[slice(*ict.TONGUE)] = (166, 92, 90)
    rgb[ict.TEETH[0] : ict.TEETH[1]] = (190, 178, 163)
    x, y, z = neutral.T
    front = neutral[ict.TEETH[0] : ict.TEETH[1], 2].max()
    depth = np.maximum(0, front - z - 0.02 * x * x)
    rate = np.full(len(neutral), 0.42)
    # The front of the tongue is what comes out.
    rate[slice(*ict.TONGUE)] = np.interp(z[slice(*ict.TONGUE)], [6.0, 8.5], [0.42, 0.30])
    rate[slice(*ict.TEETH)] = 0.34 + 0.07 * depth[slice(*ict.TEETH)]
    rgb *= np.exp(-rate * depth)[:, None]
    # What light gets that far has been through lips and cheeks: the back teeth are brown, not grey.
    t = slice(*ict.TEETH)
    rgb[t] *= np.array([1, 0.91, 0.86]) ** depth[t, None]
    # Roots sink into the gums: yellower and darker towards them.
    upper = np.abs(data.arkit("jawOpen")[t]).max(1) < 0.5
    edge = np.where(upper, y[t] - (-3.5), -3.35 - y[t])
    rgb[t] *= np.where(upper, 1.0, 0.84)[:, None]  # the lip's shadow
    rgb[t] *= (1 - 0.35 * smoothstep(0.5, 1.9, edge))[:, None] * np.array([1, 0.955, 0.92])
    return np.concatenate([np.clip(rgb, 0, 255), np.full((len(rgb), 1), 255)], 1).round().astype("u1")
