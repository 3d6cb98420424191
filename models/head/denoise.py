"""Takes the grain out of a render: light is smoothed where surface and albedo say that it may be, detail stays.

The picture is split into diffuse light × albedo + the rest. Albedo has no grain; light is filtered by a
cross-bilateral filter (guides: shading normal, depth, alpha) and multiplied back.
"""

import numpy as np


def _filter(values, guides, sigmas, radius, spacing):
    """Cross-bilateral over a (2·radius+1)² window; guides [h,w,c] with their sigmas [c]."""
    total = np.zeros_like(values)
    weight = np.zeros(values.shape[:2])
    scaled = guides / np.asarray(sigmas)
    h, w = weight.shape
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            oy, ox = dy * spacing, dx * spacing
            a = (slice(max(0, oy), min(h, h + oy)), slice(max(0, ox), min(w, w + ox)))
            b = (slice(max(0, -oy), min(h, h - oy)), slice(max(0, -ox), min(w, w - ox)))
            d = ((scaled[a] - scaled[b]) ** 2).sum(-1)
            k = np.exp(-d - (dx * dx + dy * dy) / (2 * (0.6 * radius) ** 2))
            total[b] += k[..., None] * values[a]
            weight[b] += k
    return total / weight[..., None]


def clean(passes):
    """Denoised image float32 [h,w,4], premultiplied linear."""
    image = passes["image"].astype("f4")
    albedo = passes["albedo"][..., :3].astype("f4")
    light_sum = (passes["direct"][..., :3].astype("f4") + passes["indirect"][..., :3].astype("f4"))
    diffuse = light_sum * albedo
    rest = image[..., :3] - diffuse
    depth = np.minimum(passes["depth"][..., :1], 1e3)
    guides = np.concatenate([passes["normal"][..., :3].astype("f4"), depth, image[..., 3:], albedo], -1)
    sigmas = [0.22, 0.22, 0.22, 1.2, 0.25, 0.35, 0.35, 0.35]
    light = light_sum
    for radius, spacing, s in ((2, 1, 1.0), (2, 3, 0.8), (2, 6, 0.6)):
        light = _filter(light, guides, np.array(sigmas) * s, radius, spacing)
    surface = (albedo.max(-1, keepdims=True) > 0.02).astype("f4")
    calm = _filter(rest, guides, np.array(sigmas) * 0.6, 2, 1)
    rest = surface * calm + (1 - surface) * rest
    return np.concatenate([light * albedo + rest, image[..., 3:]], -1)
