"""The persona's shoulders in a plain round-necked jumper: a surface [rows, columns] around the chest.

    python3 body.py [DATA] --work DIR
"""

import argparse
from pathlib import Path

import numpy as np
from scipy.interpolate import griddata
from scipy.ndimage import gaussian_filter

import ict
from geometry import collar_height, smoothstep

CENTRE = np.array([0.0, -30.0, -2.0])
ROWS, COLUMNS = 220, 360


def _capsule(p, a, b, radius):
    ab = b - a
    t = np.clip(((p - a) @ ab) / (ab @ ab), 0, 1)
    return np.linalg.norm(p - a - t[..., None] * ab, axis=-1) - radius


def _ellipsoid(p, c, r):
    q = (p - c) / r
    k = np.linalg.norm(q, axis=-1)
    return (k - 1) * min(r)


def _blend(a, b, k):
    h = np.clip(0.5 + 0.5 * (b - a) / k, 0, 1)
    return b * (1 - h) + a * h - k * h * (1 - h)


def distance(p):
    """Signed distance (cm) of the clothed torso."""
    d = _ellipsoid(p, np.array([0, -31.0, -0.6]), np.array([15.5, 17.6, 10.6]))
    d = _blend(d, _ellipsoid(p, np.array([0, -18.0, 0.5]), np.array([10.0, 6.0, 6.7])), 4.0)
    for s in (-1, 1):
        d = _blend(d, _capsule(p, np.array([s * 2.5, -13.6, -1.0]), np.array([s * 14.2, -17.8, -1.8]), 4.6), 4.0)
        d = _blend(d, _capsule(p, np.array([s * 14.6, -19.0, -2.4]), np.array([s * 18.2, -36.0, -2.0]), 4.7), 2.5)
        d = _blend(d, _ellipsoid(p, np.array([s * 7.5, -33.5, 4.5]), np.array([6.5, 6.5, 5.0])), 5.0)
    return d


def build(positions):
    el = np.linspace(-0.10, 0.5 * np.pi, ROWS)
    az = np.linspace(-np.pi, np.pi, COLUMNS, endpoint=False)
    e, a = np.meshgrid(el, az, indexing="ij")
    ray = np.stack([np.cos(e) * np.sin(a), np.sin(e), np.cos(e) * np.cos(a)], -1)
    lo, hi = np.zeros(e.shape), np.full(e.shape, 45.0)
    for _ in range(40):
        mid = (lo + hi) / 2
        inside = distance(CENTRE + ray * mid[..., None]) < 0
        lo, hi = np.where(inside, mid, lo), np.where(inside, hi, mid)
    r = lo
    # Nowhere inside the persona's own neck and shoulders.
    skin = positions[: ict.HEAD_END]
    skin = skin[skin[:, 1] < -8.5] - CENTRE
    sr = np.linalg.norm(skin, axis=1)
    s_el, s_az = np.arcsin(skin[:, 1] / sr), np.arctan2(skin[:, 0], skin[:, 2])
    wrapped = np.concatenate([s_az, s_az - 2 * np.pi, s_az + 2 * np.pi])
    own = griddata((np.tile(s_el, 3), wrapped), np.tile(sr, 3), (e, a), method="linear")
    own = np.where(np.isnan(own), 0, own)
    # Rounded twice, so that where the skin's own surface ends no edge shows in the cloth.
    r = gaussian_filter(np.maximum(r, np.where(own > 0, own + 0.45, 0)), (7, 7), mode=("nearest", "wrap"))
    r = np.maximum(r, np.where(own > 0, own + 0.30, 0))
    r = gaussian_filter(r, (2, 2), mode=("nearest", "wrap"))
    p = CENTRE + ray * r[..., None]
    return p, p[..., 1] - collar_height(p), np.arctan2(p[..., 0], p[..., 2] + 1.0)


def folds(p):
    """Soft creases of cloth, cm."""
    x, y, z = np.moveaxis(p, -1, 0)
    out = 0.10 * np.sin(0.55 * x + 0.9 * y + 1.2 * np.sin(0.21 * x)) * smoothstep(-14, -22, y)
    out += 0.07 * np.sin(0.9 * np.abs(x) - 0.55 * y) * smoothstep(8, 15, np.abs(x))
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    ict.data_folder(args.data)
    positions = np.load(args.work / "persona.npz")["neutral"]
    p, above, about = build(positions)
    normal = np.cross(np.gradient(p, axis=1), np.gradient(p, axis=0))
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    if (normal * (p - CENTRE)).sum() < 0:
        normal = -normal
    p = p + normal * folds(p)[..., None]
    # The ribbed collar: the neckline itself, as a tube with an oval section standing on the cloth.
    ring_angle = np.linspace(-np.pi, np.pi, 260, endpoint=False)
    ring = np.zeros((len(ring_angle), 3))
    flat, flat_about, flat_above = p.reshape(-1, 3), about.ravel(), above.ravel()
    for k, angle in enumerate(ring_angle):
        d = np.abs((flat_about - angle + np.pi) % (2 * np.pi) - np.pi)
        near = np.argsort(d * 6 + np.abs(flat_above))[:12]
        ring[k] = flat[near].mean(0)
    ring = gaussian_filter(ring, (3, 0), mode="wrap")
    np.savez(args.work / "body.npz", points=p, above=above, ring=ring, ring_angle=ring_angle)
    print("ring front", ring[130], "side", ring[195], "back", ring[0])


if __name__ == "__main__":
    main()
