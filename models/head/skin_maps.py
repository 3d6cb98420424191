"""Paints the persona's skin: albedo (sRGB) and height (cm), from masks, noise and strokes in 3D. No photograph.

    python3 skin_maps.py [DATA] --work DIR [--size 2048]
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

import hairline
import ict
from atlas import Noise3, SkinAtlas, smooth_curve
from geometry import smoothstep

BASE = np.array([213, 171, 149], float)


def polygon_mask(texels, size, blur):
    from PIL import ImageDraw

    image = Image.new("L", (size, size), 0)
    ImageDraw.Draw(image).polygon([tuple(t) for t in texels], fill=255)
    return ndimage.gaussian_filter(np.asarray(image, float) / 255, blur)


def lip_mask(atlas, data, scale):
    """Vermilion: the outer lip landmarks, rounded, down to the slit."""
    outer = atlas.texel(np.array(data.landmarks)[48:60])
    closed = np.concatenate([outer, outer[:1]])
    from scipy.interpolate import CubicSpline

    t = np.arange(len(closed))
    dense = CubicSpline(t, closed, bc_type="periodic")(np.linspace(0, 12, 240, endpoint=False))
    return polygon_mask(dense, atlas.size, 2.6 * scale)


def pores(rng, size, sigma, threshold):
    """Small pits: minima of band-passed noise."""
    n = rng.normal(size=(size, size))
    n = ndimage.gaussian_filter(n, sigma, mode="wrap") - ndimage.gaussian_filter(n, 2.2 * sigma, mode="wrap")
    n /= n.std()
    return np.clip(-n - threshold, 0, None)


def lines(rng, size, angle, along, across):
    """Fine parallel furrows in one direction."""
    n = rng.normal(size=(size, size))
    n = ndimage.rotate(
        ndimage.gaussian_filter(np.pad(n, size // 4, mode="wrap"), (across, along), mode="wrap"),
        angle, reshape=False, order=1, mode="wrap",
    )[size // 4 : -(size // 4), size // 4 : -(size // 4)]
    return n / n.std()


def nasolabial(lm, side):
    """Points of the fold from a wing of the nose to beside a corner of the mouth; side: 1 left, −1 right."""
    corner, wing = lm[54 if side > 0 else 48], lm[35 if side > 0 else 31]
    return [
        wing + [side * 0.40, 0.45, -0.5], wing + [side * 0.85, -0.15, -0.7], corner + [side * 0.30, 0.95, -0.1],
        corner + [side * 0.62, 0.05, -0.4], corner + [side * 0.68, -0.6, -0.6],
    ]


def paint(data, neutral, size):
    rng = np.random.default_rng(45)
    a = SkinAtlas(data, neutral, size)
    scale = size / 2048
    lm = neutral[data.landmarks]
    x, y, z = np.moveaxis(a.position, -1, 0)
    mirror = [1, -1]
    noise = Noise3(7)

    # --- albedo: multiply and tint in sRGB space -------------------------------------------------
    rgb = np.empty((size, size, 3))
    rgb[:] = BASE

    def tint(mask, colour, amount):
        nonlocal rgb
        m = (np.clip(mask, 0, 1) * amount)[..., None]
        rgb = rgb * (1 - m) + np.asarray(colour, float) * m

    mottled = 0.6 * noise(a.position, 2.2) + 0.4 * noise(a.position + 9, 0.9)
    fine = noise(a.position + 31, 0.32)
    tiny = noise(a.position + 57, 0.14)
    tint(a.near([0, 8.5, 9], [6, 3.2, 5]), (219, 178, 148), 0.55)  # the forehead is yellower
    for s in mirror:
        tint(a.near([s * 4.2, 0.3, 8.8], [2.6, 2.1, 3]) * (1 + 0.15 * mottled), (207, 136, 119), 0.42)
        tint(a.near([s * 1.4, 0.1, 11], [0.8, 0.8, 1.2]), (198, 116, 100), 0.42)  # wings of the nose
        tint(a.near([s * 7.2, 2.2, 1], [1.6, 3.0, 3]), (208, 124, 108), 0.42)  # ears
        tint(a.near([s * 2.9, 1.95, 9.4], [1.75, 0.75, 2]), (172, 118, 112), 0.34)  # under the eye
        tint(a.near([s * 1.75, 2.6, 9.4], [0.55, 0.8, 1]), (166, 116, 108), 0.28)  # inner corner
        tint(a.near([s * 3.0, 4.35, 9.5], [1.8, 0.75, 2]), (190, 138, 120), 0.36)  # upper lid
        tint(a.near([s * 3.4, 4.15, 9.5], [1.5, 0.45, 2]), (150, 100, 88), 0.32)
        tint(a.near([s * 2.6, -4.0, 9.5], [0.8, 1.2, 2]), (196, 142, 122), 0.25)
    tint(a.near([0, 1.0, 12.6], [1.0, 1.2, 1.6]), (206, 128, 112), 0.34)
    tint(a.near([0, -5.3, 10.4], [1.7, 1.1, 2]), (208, 140, 122), 0.30)
    tint(a.near([0, -1.4, 11.4], [1.4, 0.7, 2]), (200, 146, 126), 0.25)
    tint(smoothstep(-6.0, -9.0, y) * smoothstep(1, 4, z), (206, 152, 130), 0.4)
    rgb *= (1 + 0.007 * mottled + 0.007 * fine + 0.010 * tiny)[..., None]
    redness = 0.5 * noise(a.position + 77, 1.1) + 0.5 * noise(a.position + 3, 0.45)
    rgb *= 1 + redness[..., None] * np.array([0.004, -0.006, -0.005])

    # Freckles and small sun spots: more on cheeks, nose and forehead.
    sun = 0.25 + a.near([0, 1.8, 10], [6.5, 2.6, 5]) + 0.12 * a.near([0, 8, 9], [6, 3, 5])
    n = noise(a.position + 13, 0.17)
    spots = smoothstep(2.1, 3.0, n) * np.clip(sun * (0.6 + 0.5 * noise(a.position + 5, 2.5)), 0, 1)
    tint(spots, (166, 114, 88), 0.34)
    for centre, radius, strength in (
        ([4.9, -1.6, 7.6], 0.10, 0.75), ([-2.1, -5.2, 9.3], 0.07, 0.6), ([-5.6, 2.0, 6.9], 0.08, 0.6),
        ([1.9, 7.6, 9.8], 0.07, 0.45), ([3.1, -9.5, 3.9], 0.09, 0.6),
    ):
        tint(a.near(np.array(centre), np.array([radius, radius, 1.5])), (92, 56, 42), strength)

    lips = lip_mask(a, data, scale)
    lip_tone = 1 + 0.022 * noise(a.position + 21, 0.25) + 0.022 * noise(a.position + 2, 0.7)
    tint(lips, (176, 92, 92), 0.82)
    inner = a.stroke(smooth_curve(lm[[48, 60, 61, 62, 63, 64, 54]]), 0.30)
    corners = 1 - 0.8 * sum(a.near(lm[k], [0.7, 0.5, 0.9]) for k in (48, 54))
    tint(inner * lips * corners, (132, 58, 60), 0.42)
    rgb = rgb * (1 + (lips * (lip_tone - 1))[..., None])

    for s, upper, lower in ((-1, [36, 37, 38, 39], [36, 41, 40, 39]), (1, [45, 44, 43, 42], [45, 46, 47, 42])):
        up, low = smooth_curve(lm[upper]), smooth_curve(lm[lower])
        tint(a.stroke(up + [0, 0.03, 0], 0.11), (62, 40, 34), 0.80)  # lash roots, a touch of liner
        tint(a.stroke(up[:16] + [0, 0.10, 0], 0.16), (84, 56, 48), 0.35)
        tint(a.stroke(low + [0, 0.02, 0], 0.13), (178, 112, 104), 0.55)  # wet pink rim
        tint(a.stroke(low - [0, 0.10, 0], 0.10), (110, 74, 64), 0.30)
        brow = hairline.brow_curve(lm, s)
        tint(a.stroke(brow, np.interp(np.linspace(0, 1, len(brow)), [0, 0.3, 1], [0.30, 0.32, 0.12])), (128, 94, 76), 0.40)
    for s in mirror:
        tint(a.near([s * 0.62, -0.62, 11.6], [0.42, 0.26, 0.7]), (70, 32, 28), 0.85)  # nostrils

    scalp = hairline.density(a.position)
    tint(smoothstep(-0.1, 2.2, hairline.height(a.position)), (84, 62, 50), 0.88)

    # --- height, cm ------------------------------------------------------------------------------
    h = np.zeros((size, size))
    t_zone = a.near([0, 2, 11], [2.2, 4.5, 4]) + 0.7 * sum(a.near([s * 3.4, 0.5, 9.5], [2.0, 1.8, 3]) for s in mirror)
    face = smoothstep(-9, -5, y) * smoothstep(2, 6, z)
    h -= 0.0100 * pores(rng, size, 1.7 * scale, 1.0) * np.clip(0.30 + t_zone, 0, 1.2) * face
    h -= 0.0045 * pores(rng, size, 1.1 * scale, 0.7) * face
    cross = sum(lines(rng, size, ang, 9 * scale, 1.3 * scale) for ang in (35, -40, 85)) / 1.7
    h += 0.0011 * cross
    h += 0.010 * noise(a.position + 4, 0.55) * 0.5 + 0.004 * tiny

    def furrow(points, width, depth):
        nonlocal h, rgb
        c = ndimage.gaussian_filter1d(a.on_skin(smooth_curve(points)), 1.5, axis=0, mode="nearest")
        taper = np.sin(np.linspace(0, np.pi, len(c))) ** 0.6
        m = a.stroke(c, np.maximum(width * taper, 0.02))
        h = h - depth * m
        # Little light gets out of a furrow, and what does is red.
        rgb = rgb * np.exp(-np.minimum(2.4 * depth, 0.15) * m[..., None] * np.array([0.8, 1.1, 1.15]))

    for s in mirror:
        w = 1 if s > 0 else 0.85
        corner = lm[54 if s > 0 else 48]
        # Nasolabial fold: soft and long; below the mouth only a hint.
        fold = nasolabial(lm, s)
        furrow(fold, 0.34, 0.058 * w)
        furrow(fold[:4], 0.12, 0.013 * w)
        furrow([corner + [s * 0.22, -0.2, -0.2], corner + [s * 0.42, -0.8, -0.4], corner + [s * 0.45, -1.4, -0.7]], 0.26, 0.020 * w)
        outer = lm[45 if s > 0 else 36]
        for dy, slope, length in ((0.18, 0.55, 1.3), (-0.10, 0.12, 1.5), (-0.42, -0.35, 1.35)):
            end = outer + np.array([s * length, dy + slope * length, -length * 0.95])
            furrow([outer + np.array([s * 0.30, dy, -0.3]), (outer + end) / 2 + [s * 0.08, -0.05, 0.1], end], 0.055, 0.020 * w)
        inner_c = lm[42 if s > 0 else 39]
        furrow([inner_c + [0, -0.35, 0.1], inner_c + [s * 1.0, -1.0, 0.1], inner_c + [s * 2.3, -0.95, -0.3]], 0.26, 0.034)
        furrow([inner_c + [s * 0.4, -0.75, 0.1], inner_c + [s * 1.6, -0.85, 0], inner_c + [s * 2.5, -0.55, -0.5]], 0.07, 0.009)
        furrow([lm[22 if s > 0 else 21] + [-s * 0.50, -0.9, 0.2], lm[22 if s > 0 else 21] + [-s * 0.42, 0.5, -0.1]], 0.08, 0.010 * w)
    for k, (yy, d) in enumerate(((7.6, 0.011), (8.6, 0.012), (9.5, 0.007))):
        wob = 0.1 * np.sin(np.linspace(0, 5, 7) + k)
        xs = np.linspace(-3.6 + 0.3 * k, 3.4 - 0.2 * k, 7)
        furrow([[q, yy + wq - 0.015 * q * q, 10.6 - 0.10 * q * q - 0.35 * (yy - 7)] for q, wq in zip(xs, wob)], 0.10, d)
    for yy in (-8.9, -10.8):
        furrow([[q, yy + 0.06 * q * q * 0.5, 4.9 - 0.12 * q * q] for q in np.linspace(-4, 4, 9)], 0.20, 0.014)
    crease = lines(rng, size, 90, 10 * scale, 1.6 * scale) + 0.8 * lines(rng, size, 82, 14 * scale, 2.6 * scale)
    h += lips * 0.0065 * crease

    # Neck and scalp lie squeezed in the atlas: relief would be stretched there.
    h[3 * size // 4 :] *= 0.15
    return a, np.clip(rgb, 0, 255), h, lips


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--size", type=int, default=2048)
    args = parser.parse_args()
    data = ict.FaceData(ict.data_folder(args.data))
    neutral = np.load(args.work / "persona.npz")["neutral"]
    atlas, rgb, height, lips = paint(data, neutral, args.size)
    Image.fromarray(rgb.round().astype("u1")).save(args.work / "skin-albedo.png")
    # 16 bit: 0.5 is the surface, the whole range ±0.125 cm.
    Image.fromarray(np.clip((height / 0.25 + 0.5) * 65535, 0, 65535).astype("<u2")).save(args.work / "skin-height.png")
    a = smoothstep(-9, 0, atlas.position[..., 1])
    rough = 0.47 - 0.10 * atlas.near([0, 3, 11], [2.2, 6, 4]) - 0.15 * lips + 0.04 * (1 - a)
    Image.fromarray(np.clip(rough * 255, 0, 255).astype("u1")).save(args.work / "skin-rough.png")


if __name__ == "__main__":
    main()
