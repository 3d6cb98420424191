"""Takes out of the lit skin what no camera saw well: streaks on the folded lids, bright rims of the lids, specks where
the lips touch, red edges of the nose; and softens the folds beside nose and mouth.

    python3 calm.py [DATA] [--only lids,lips,rims,nose,folds]     # on the shipped texture, after compose.py
"""

import argparse

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import cKDTree

import geometry as g
import ict
import lids as eyelids
import persona
import shipped
from atlas import SkinAtlas, raster, smooth_curve
from skin_maps import nasolabial

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


def scale(image):
    """(size of the image against that which the widths are given for, a function that scales a width to an odd number)"""
    k = image.shape[0] / 2048
    return k, lambda n: 2 * round(n * k / 2) + 1


def texels(uv, size):
    """Row and column of texture coordinates."""
    return tuple(np.clip(np.stack([(1 - uv[:, 1]) * size, uv[:, 0] * size]), 0, size - 1).astype(int))


def grown(mask, size):
    """A map of another size, smoothly."""
    return np.clip(ndimage.zoom(mask, size / mask.shape[0], order=1, grid_mode=True, mode="nearest"), 0, 1)


def median(image, size):
    return np.stack([ndimage.median_filter(image[..., c], size) for c in range(3)], -1)


def calm_lids(image, level, data, neutral):
    """Along the lid everything is alike: lashes and their shadows are not."""
    k, odd = scale(image)
    for side in ("Left", "Right"):
        mask = painted(level, lids(level, side), image.shape[0])[..., None]
        box = where(mask[..., 0] > 0.01, odd(60))
        along = ndimage.gaussian_filter(median(image[box], (odd(7), odd(55))), (3 * k, 9 * k, 0))
        grain = image[box] - ndimage.gaussian_filter(image[box], (4 * k, 4 * k, 0))
        image[box] = image[box] * (1 - mask[box]) + (along + 0.25 * np.clip(grain, -0.02, 0.02)) * mask[box]


def calm_lips(image, level, data, neutral):
    k, odd = scale(image)
    mask = painted(level, contact(level), image.shape[0])[..., None]
    box = where(mask[..., 0] > 0.01, odd(60))
    smooth = ndimage.gaussian_filter(median(image[box], odd(31)), (6 * k, 6 * k, 0))
    image[box] = image[box] * (1 - mask[box]) + smooth * mask[box]


# Against the skin beside it: the upper rim stands in the shadow of its lashes, the lower one is moist and pink, and the
# flesh in the inner corner red.
RIMS = {"upper": (0.50, 0.40, 0.37), "lower": (0.85, 0.76, 0.74), "flesh": (0.82, 0.60, 0.58)}
FLESH_CM = 0.42


def calm_rims(image, level, data, neutral):
    size = image.shape[0]
    skin, tris = level.vertices("skin"), level.triangles("skin")
    source = cKDTree(neutral[: ict.HEAD_END]).query(level.position[skin])[1]
    blurred = ndimage.gaussian_filter(image, (size / 512, size / 512, 0))
    for side, of in eyelids.both(data, neutral, data.tris[g.skin_triangles(data)], g.lash_grids(data)).items():
        inner = neutral[data.landmarks[eyelids.CORNERS[side][0]]]
        colour, weight = np.zeros((len(level.position), 3)), np.zeros(len(level.position))
        ring = of.ring[source]
        for lid, above in (("upper", True), ("lower", False)):
            on = of.above[source] == above
            beside = skin[on & (ring >= eyelids.RIM + 2) & (ring <= eyelids.RIM + 4)]
            tone = blurred[texels(level.uv[beside], size)]
            rim = skin[on & (ring <= eyelids.RIM + 2)]
            near = cKDTree(level.position[beside]).query(level.position[rim], 6)[1]
            flesh = (1 - g.smoothstep(0.6 * FLESH_CM, FLESH_CM, np.linalg.norm(level.position[rim] - inner, axis=1)))[:, None]
            paint = np.array(RIMS[lid]) * (1 - flesh) + np.array(RIMS["flesh"]) * flesh
            colour[rim] = tone[near].mean(1) * paint
            weight[rim] = 1 - g.smoothstep(eyelids.RIM - 0.5, eyelids.RIM + 1, ring[np.isin(skin, rim)])
        values = np.concatenate([colour * weight[:, None], weight[:, None]], 1)
        chosen = tris[(weight[tris] > 0).any(1)]
        map, _ = raster(level.uv[chosen].copy(), values[chosen], size)
        map = ndimage.gaussian_filter(map, (size / 1400, size / 1400, 0))
        amount = np.clip(map[..., 3:], 0, 1)
        image[:] = image * (1 - amount) + np.where(amount > 1e-3, map[..., :3], 0)


def calm_nose(image, level, data, neutral):
    """No redder than its surroundings by more than a little."""
    atlas = SkinAtlas(data, neutral, 512)
    lm = neutral[data.landmarks]
    mask = sum(atlas.near(lm[k] + [0, 0.35, -0.2], 1.5, 4) + atlas.near([side * 0.62, -0.62, 11.4], 0.8, 4) for k, side in ((31, -1), (35, 1)))
    mask = grown(np.clip(mask, 0, 1), image.shape[0])
    around = ndimage.gaussian_filter(image, (image.shape[0] / 22, image.shape[0] / 22, 0))
    red = image[..., :1] / np.maximum(image[..., 1:], 0.02)
    usual = around[..., :1] / np.maximum(around[..., 1:], 0.02)
    allowed = np.maximum(np.minimum(red, usual * 1.03), 0.2)
    image[..., 1:] += mask[..., None] * (image[..., :1] / allowed - image[..., 1:])


FOLD_LEFT = 0.35


def calm_folds(image, level, data, neutral):
    """What is left of the folds beside nose and mouth: FOLD_LEFT; the grain of the skin stays."""
    k, _ = scale(image)
    atlas = SkinAtlas(data, neutral, 512)
    lm = neutral[data.landmarks]
    mask = 0
    for side in (1, -1):
        fold = nasolabial(lm, side)
        line = atlas.on_skin(smooth_curve([*fold, 2 * fold[-1] - fold[-2]]))
        line = ndimage.gaussian_filter1d(line, 1.5, axis=0, mode="nearest")
        mask = np.maximum(mask, atlas.stroke(line, 0.42))
    mask = grown(mask, image.shape[0])[..., None]
    wide = lambda values: ndimage.gaussian_filter(values, (38 * k, 38 * k, 0))
    beside = wide(image * (1 - mask)) / np.maximum(wide(1 - mask), 1e-3)
    image -= (1 - FOLD_LEFT) * mask * (ndimage.gaussian_filter(image, (2 * k, 2 * k, 0)) - beside)


STEPS = {"lids": calm_lids, "lips": calm_lips, "rims": calm_rims, "nose": calm_nose, "folds": calm_folds}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--only", default=",".join(STEPS))
    args = parser.parse_args()
    data = ict.FaceData(ict.data_folder(args.data))
    neutral = persona.neutral(data)
    head, blob = shipped.read()
    level = shipped.Level(next(l for l in head["lods"] if l["name"] == "high"), blob)
    file = shipped.OUT / head["materials"]["skin"]["lit"]
    image = np.asarray(Image.open(file).convert("RGB"), float) / 255
    for step in args.only.split(","):
        STEPS[step](image, level, data, neutral)
    mended = Image.fromarray(np.round(np.clip(image, 0, 1) * 255).astype("u1"))
    mended.save(file, quality=QUALITY, method=6)
    print(file.name, file.stat().st_size // 1024, "KB")


if __name__ == "__main__":
    main()
