"""The alpha texture of the lash strips: tapering hairs fanning out from the lid."""

import numpy as np
from PIL import Image, ImageDraw


def paint(width, height, hairs=58):
    """Lashes as thick as real ones on a strip of 2.8 × 0.95 cm; along the root a dark line, where they grow too close to be told apart."""
    rng = np.random.default_rng(8)
    k = 4
    image = Image.new("L", (width * k, height * k), 0)
    draw = ImageDraw.Draw(image)
    # They lean together in tufts.
    tufts = np.sort(rng.uniform(0, 1, 22))
    for i in range(hairs):
        x = (i + rng.uniform(0.0, 1.0)) / hairs
        length = rng.uniform(0.45, 0.92) * height * k
        tuft = tufts[np.abs(tufts - x).argmin()]
        lean = (0.35 * (tuft - x) + rng.normal(0, 0.010)) * width * k
        points = 18
        for j in range(points):
            t0, t1 = j / points, (j + 1) / points
            thick = max(1, round((1.6 * (1 - t0) ** 0.8 + 0.25) * k * rng.uniform(0.9, 1.1)))
            # Row 0 of the strip is the root; texture coordinates run upwards, pictures downwards.
            a = (x * width * k + lean * t0**1.5, height * k - length * t0)
            b = (x * width * k + lean * t1**1.5, height * k - length * t1)
            draw.line([a, b], fill=round(255 * (1 - 0.55 * t0)), width=thick)
    hair = np.asarray(image.resize((width, height), Image.LANCZOS), float) / 255
    up = (height - np.arange(height) - 0.5)[:, None] / height
    ends = np.sin(np.pi * (np.arange(width) + 0.5) / width)[None] ** 0.35
    root = 0.36 * np.exp(-((up / 0.07) ** 2)) * ends
    out = Image.new("RGBA", (width, height), (34, 24, 20, 0))
    out.putalpha(Image.fromarray(np.round(255 * np.maximum(hair, root)).astype("u1")))
    return out
