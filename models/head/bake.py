"""Puts renders into the skin atlas: every texel is looked up where the cameras saw it."""

import numpy as np
from PIL import Image
from scipy import ndimage

import hairline
import studio
import tone
from atlas import SkinAtlas
from geometry import smoothstep


def axes(camera):
    z = np.subtract(camera["position"], camera["target"]).astype(float)
    z /= np.linalg.norm(z)
    x = np.cross(camera["up"], z)
    x /= np.linalg.norm(x)
    return x, np.cross(z, x), z


def project(p, camera):
    """(px, py in 0…1 from the top left, depth along the view axis) of points [..., 3]."""
    x, y, z = axes(camera)
    d = p - np.array(camera["position"])
    depth = -(d @ z)
    f = 1 / np.tan(np.radians(camera["fovYDeg"]) / 2)
    return 0.5 + 0.5 * (d @ x) / depth * f / camera["aspect"], 0.5 - 0.5 * (d @ y) / depth * f, depth


def unproject(px, py, depth, camera=studio.CAMERA):
    x, y, z = axes(camera)
    t = np.tan(np.radians(camera["fovYDeg"]) / 2)
    sx, sy = (2 * px - 1) * t * camera["aspect"], (1 - 2 * py) * t
    return np.array(camera["position"]) + depth[..., None] * (sx[..., None] * x + sy[..., None] * y - z)


def look(render, camera, position, normal):
    """Colour [h,w,3] and weight of every texel as this camera saw it."""
    px, py, depth = project(position, camera)
    h, w = render["depth"].shape
    at = [py * h - 0.5, px * w - 0.5]
    sample = lambda a, order: ndimage.map_coordinates(a, at, order=order, mode="constant", cval=0)
    rgb = np.stack([sample(render["image"][..., k], 1) for k in range(3)], -1)
    alpha = sample(render["image"][..., 3], 1)
    # The nearest of the surrounding depths: an edge of something in front spoils a texel.
    near = ndimage.minimum_filter(render["depth"], 5)
    far = ndimage.maximum_filter(render["depth"], 5)
    seen, behind = sample(near, 0), sample(far, 0)
    view = np.array(camera["position"]) - position
    view /= np.linalg.norm(view, axis=-1, keepdims=True)
    facing = (normal * view).sum(-1)
    weight = smoothstep(0.12, 0.50, facing) * (alpha > 0.98) * smoothstep(0.45, 0.25, depth - seen)
    # At an outline the pixel is already half of what lies behind.
    weight = weight * smoothstep(1.4, 0.7, behind - depth)
    return rgb, weight


def fill(values, weight):
    """Continues values smoothly where the weight is small (push-pull)."""
    if values.shape[0] <= 4:
        mean = (values * weight[..., None]).sum((0, 1)) / max(weight.sum(), 1e-6)
        return np.broadcast_to(mean, values.shape).copy()
    h, w = values.shape[:2]
    small_w = weight.reshape(h // 2, 2, w // 2, 2).sum((1, 3))
    small_v = (values * weight[..., None]).reshape(h // 2, 2, w // 2, 2, -1).sum((1, 3)) / np.maximum(small_w, 1e-6)[..., None]
    coarse = fill(small_v, np.minimum(small_w, 1))
    coarse = ndimage.zoom(coarse, (2, 2, 1), order=1, grid_mode=True, mode="nearest")
    k = np.clip(weight, 0, 1)[..., None]
    return values * k + coarse * (1 - k)


def skin(data, stored, work, views, size):
    """(lit texture shown [size,size,3], albedo linear, effective irradiance as 9 polynomial coefficients [9,3])."""
    rest = stored["neutral"]
    atlas = SkinAtlas(data, rest, size)
    albedo = np.asarray(Image.open(work / "skin-albedo.png").resize((size, size), Image.LANCZOS), float) / 255
    albedo = np.where(albedo < 0.04045, albedo / 12.92, ((albedo + 0.055) / 1.055) ** 2.4)
    total, weights = np.zeros((size, size, 3)), np.zeros((size, size))
    for render, camera, worth in views:
        rgb, weight = look(render, camera, atlas.position, atlas.normal)
        if worth == 1:
            # The strip of neck and scalp comes from the body's own render, so that the two meet without a seam.
            weight[3 * size // 4 :] *= 0.03
        # A lesser view only fills in where the better ones see badly.
        weight = weight * worth * (1 - 0.97 * np.clip(weights, 0, 1)) if worth < 1 else weight
        total += rgb * weight[..., None]
        weights += weight
    light = total / np.maximum(weights, 1e-6)[..., None] / albedo
    sh = studio.irradiance()
    guess = np.clip(studio.basis(atlas.normal.reshape(-1, 3)) @ sh, 0.04, None).reshape(size, size, 3)
    bare = (weights > 0.6) & atlas.mask & (hairline.height(atlas.position) < -0.6) & (atlas.position[..., 1] > -8)
    sh = sh * np.median(light[bare] / guess[bare], 0)
    # Where no camera looked: albedo in the fitted light, corrected by what the neighbours differ from it.
    guess = np.clip(studio.basis(atlas.normal.reshape(-1, 3)) @ sh, 0.04, None).reshape(size, size, 3)
    ratio = fill(np.where(weights[..., None] > 0.02, light / guess, 0), np.clip(weights * 1.5, 0, 1))
    lit = albedo * guess * np.clip(ratio, 0.02, 4)
    return tone.show(lit), albedo, sh
