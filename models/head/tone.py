"""From the render's linear light to what is shown, the same for every layer and texture."""

import numpy as np

EXPOSURE = 1.0


def show(linear):
    """Display-referred 0…1 sRGB of linear light: straight up to mid grey, then a soft shoulder."""
    x = np.maximum(linear * EXPOSURE, 0)
    knee = 0.55
    x = np.where(x < knee, x, knee + (1 - knee) * (1 - np.exp(-(x - knee) / (1 - knee))))
    s = np.where(x < 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)
    return np.clip(s, 0, 1)
