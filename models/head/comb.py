"""Takes the grain out of rendered hair: averages along the strands, never across them."""

import numpy as np
from scipy import ndimage

import bake
import studio


def direction_field(strands, width, height, blur=2.5):
    """Unit direction [h,w,2] (x, y down) of the foremost hair at every pixel, continued where there is none."""
    px, py, depth = bake.project(strands, studio.CAMERA)
    x, y = px * width, py * height
    dx, dy = np.diff(x, axis=1), np.diff(y, axis=1)
    mx, my = (x[:, :-1] + dx / 2).ravel(), (y[:, :-1] + dy / 2).ravel()
    order = np.argsort(-depth[:, :-1].ravel(), kind="stable")
    angle = 2 * np.arctan2(dy, dx).ravel()[order]
    i, j = my[order].astype(int), mx[order].astype(int)
    ok = (i >= 0) & (i < height) & (j >= 0) & (j < width)
    field = np.zeros((height, width, 3))
    # Later ones overwrite: the order runs from the back to the front. Twice the angle, so that a strand has no sign.
    field[i[ok], j[ok]] = np.stack([np.cos(angle), np.sin(angle), np.ones_like(angle)], 1)[ok]
    field = ndimage.gaussian_filter(field, (blur, blur, 0)) + 1e-3 * ndimage.gaussian_filter(field, (12, 12, 0))
    half = np.arctan2(field[..., 1], field[..., 0]) / 2
    return np.stack([np.cos(half), np.sin(half)], -1)


def clean(image, strands, reach=9):
    """Premultiplied linear [h,w,4], smoothed along the hair over ±reach pixels; sparks clamped first."""
    h, w = image.shape[:2]
    image = image.astype("f4")
    light = image[..., :3].max(-1)
    middle = ndimage.uniform_filter(ndimage.median_filter(light, 5), 3)
    image = image * np.minimum(1, (2.0 * middle + 0.02) / np.maximum(light, 1e-6))[..., None] * np.array([1, 1, 1, 0]) + image * np.array([0, 0, 0, 1])
    field = direction_field(strands, w, h)
    y0, x0 = np.mgrid[0:h, 0:w].astype("f4")
    total, weights = image.copy(), 1.0
    for sign in (1, -1):
        x, y = x0.copy(), y0.copy()
        d = sign * field
        last = d
        for k in range(1, reach + 1):
            x, y = x + last[..., 0], y + last[..., 1]
            here = field[np.clip(np.round(y), 0, h - 1).astype(int), np.clip(np.round(x), 0, w - 1).astype(int)]
            last = here * np.where((here * last).sum(-1, keepdims=True) < 0, -1, 1)
            k_weight = np.exp(-0.5 * (k / (0.5 * reach)) ** 2)
            for c in range(4):
                total[..., c] += k_weight * ndimage.map_coordinates(image[..., c], [y, x], order=1, mode="nearest")
            weights += k_weight
    return total / weights
