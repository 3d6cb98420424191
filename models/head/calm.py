"""Takes out of the lit skin what no camera saw well: streaks on the folded lids, specks where the lips touch.

    python3 calm.py          # on the shipped texture, after compose.py
"""

import numpy as np
from PIL import Image
from scipy import ndimage

import shipped
from atlas import raster

QUALITY = 94
# Texture coordinate of the line between the lips, which the atlas spreads apart.
LIPS_PART_V = 0.577


def painted(level, weight, size):
    """A weight a vertex, as a map [size,size] in the skin's texture coordinates."""
    tris = level.triangles("skin")
    tris = tris[(weight[tris] > 0).any(1)]
    image, _ = raster(level.uv[tris].copy(), weight[tris][..., None], size)
    return ndimage.gaussian_filter(np.clip(image[..., 0], 0, 1), size / 1024)


def where(mask, margin):
    """The rectangle of the mask, with a margin that filters may reach into."""
    ys, xs = np.nonzero(mask)
    return slice(max(0, ys.min() - margin), ys.max() + margin), slice(max(0, xs.min() - margin), xs.max() + margin)


def lids(level, side):
    """1 on the upper lid, by how far a blink carries it."""
    blink = level.shape(f"eyeBlink{side}")
    return np.clip((-blink[:, 1] - 0.10) / 0.25, 0, 1)


def contact(level):
    """1 on the inside of the lips and where they touch at rest."""
    skin = level.vertices("skin")
    out = np.zeros(len(level.position))
    x, y, z = level.position[skin].T
    near = (np.abs(x) < 3.1) & (np.abs(y + 3.3) < 1.6) & (z > 7)
    above = level.uv[skin, 1] > LIPS_PART_V
    for a, b in ((skin[near & above], skin[near & ~above]), (skin[near & ~above], skin[near & above])):
        d = np.linalg.norm(level.position[a][:, None] - level.position[b][None], axis=-1).min(1)
        # The corners of the mouth belong to both lips and touch for a longer way.
        out[a] = np.clip((0.50 - d) / 0.25, 0, 1) * np.clip((2.75 - np.abs(level.position[a, 0])) / 0.3, 0, 1)
    return out


def median(image, size):
    return np.stack([ndimage.median_filter(image[..., c], size) for c in range(3)], -1)


def calm(image, level):
    """image [s,s,3] in 0…1, shown colours; returns it mended."""
    size = image.shape[0]
    k = size / 2048
    odd = lambda n: 2 * round(n * k / 2) + 1
    out = image.copy()
    # Along the lid everything is alike: lashes and their shadows are not.
    for side in ("Left", "Right"):
        mask = painted(level, lids(level, side), size)[..., None]
        box = where(mask[..., 0] > 0.01, odd(60))
        along = ndimage.gaussian_filter(median(out[box], (odd(7), odd(55))), (3 * k, 9 * k, 0))
        grain = out[box] - ndimage.gaussian_filter(out[box], (4 * k, 4 * k, 0))
        out[box] = out[box] * (1 - mask[box]) + (along + 0.25 * np.clip(grain, -0.02, 0.02)) * mask[box]
    mask = painted(level, contact(level), size)[..., None]
    box = where(mask[..., 0] > 0.01, odd(60))
    smooth = ndimage.gaussian_filter(median(out[box], odd(31)), (6 * k, 6 * k, 0))
    out[box] = out[box] * (1 - mask[box]) + smooth * mask[box]
    return np.clip(out, 0, 1)


def main():
    head, blob = shipped.read()
    level = shipped.Level(next(l for l in head["lods"] if l["name"] == "high"), blob)
    file = shipped.OUT / head["materials"]["skin"]["lit"]
    image = np.asarray(Image.open(file).convert("RGB"), float) / 255
    mended = Image.fromarray(np.round(calm(image, level) * 255).astype("u1"))
    mended.save(file, quality=QUALITY, method=6)
    print(file.name, file.stat().st_size // 1024, "KB")


if __name__ == "__main__":
    main()
