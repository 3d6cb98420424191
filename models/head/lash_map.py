"""The alpha texture of the lash strips: tapering hairs fanning out from the lid."""

import numpy as np
from PIL import Image, ImageDraw


def paint(width, height, hairs=64):
    rng = np.random.default_rng(8)
    k = 4
    image = Image.new("L", (width * k, height * k), 0)
    draw = ImageDraw.Draw(image)
    for i in range(hairs):
        x = (i + rng.uniform(0.1, 0.9)) / hairs * width * k
        length = rng.uniform(0.5, 0.98) * height * k
        lean = rng.normal(0, 0.16) * width * k * 0.12
        points = 14
        for j in range(points):
            t0, t1 = j / points, (j + 1) / points
            thick = max(1, round((3.1 * (1 - t0) + 0.5) * k * rng.uniform(0.8, 1.1)))
            # Row 0 of the strip is the root; texture coordinates run upwards, pictures downwards.
            a = (x + lean * t0 * t0, height * k - length * t0)
            b = (x + lean * t1 * t1, height * k - length * t1)
            draw.line([a, b], fill=round(255 * (1 - 0.45 * t0)), width=thick)
    alpha = image.resize((width, height), Image.LANCZOS)
    out = Image.new("RGBA", (width, height), (34, 24, 20, 0))
    out.putalpha(alpha)
    return out
