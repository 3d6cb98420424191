"""Paints the eye's azimuthal map: pupil, iris, limbus and a sclera that isn't white.

    python3 eye_map.py --work DIR [--size 768]
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

import geometry as g
from geometry import smoothstep


def paint(size):
    rng = np.random.default_rng(3)
    c = (np.arange(size) + 0.5) / size * 2 - 1
    x, y = np.meshgrid(c, -c)
    r = np.hypot(x, y) / (2 * g.IRIS_UV_RADIUS)  # 1 at the limbus
    phi = np.arctan2(y, x)

    def around(cells, blur):
        """Noise over the angle, periodic."""
        n = ndimage.gaussian_filter1d(rng.normal(size=cells), blur, mode="wrap")
        n /= n.std()
        return np.interp((phi / (2 * np.pi)) % 1 * cells, np.arange(cells + 1), np.r_[n, n[:1]])

    # Fibres: radial streaks that bend a little, coarse and fine, and crypts between them.
    bend = 0.05 * around(40, 2) * r
    phi_bent = phi + bend

    def fibres(cells, blur):
        n = ndimage.gaussian_filter1d(rng.normal(size=cells), blur, mode="wrap")
        n /= n.std()
        return np.interp((phi_bent / (2 * np.pi)) % 1 * cells, np.arange(cells + 1), np.r_[n, n[:1]])

    streak = 0.55 * fibres(720, 1.0) + 0.65 * fibres(260, 1.0) + 0.5 * fibres(70, 1.0)
    collarette = 0.50 + 0.025 * around(60, 1.5)
    iris = np.zeros((size, size, 3))
    outer, inner, ring = np.array([88, 92, 84.0]), np.array([112, 86, 56.0]), np.array([128, 100, 64.0])
    t = smoothstep(0.40, 0.80, r + 0.05 * streak)[..., None]
    iris[:] = inner * (1 - t) + outer * t
    m = np.exp(-(((r - collarette) / 0.07) ** 2))[..., None]
    iris = iris * (1 - 0.45 * m) + ring * 0.45 * m
    iris *= (1 + 0.20 * streak * smoothstep(0.36, 0.5, r) * smoothstep(1.0, 0.8, r))[..., None]
    # Light that came in through the cornea gathers on the side away from the lamp.
    iris *= (1.04 - 0.22 * (y / (2 * g.IRIS_UV_RADIUS)))[..., None]
    iris *= (1 - 0.62 * smoothstep(0.80, 1.0, r))[..., None]
    pupil = 0.36
    iris *= smoothstep(pupil - 0.025, pupil + 0.05, r)[..., None]
    iris += np.array([9, 8, 8]) * (1 - smoothstep(pupil - 0.02, pupil + 0.03, r))[..., None]

    sclera = np.empty((size, size, 3))
    sclera[:] = (214, 205, 197)
    out = smoothstep(1.2, 2.6, r)[..., None]
    sclera = sclera * (1 - out * np.array([0.05, 0.13, 0.14]))
    cloud = ndimage.gaussian_filter(rng.normal(size=(size, size)), size / 28)
    sclera *= (1 + 0.018 * cloud / cloud.std())[..., None] * np.array([1, 1, 1])
    veins = np.zeros((size, size))
    for _ in range(70):
        a = rng.choice([0, np.pi]) + rng.normal(0, 0.55)
        rad, heading = rng.uniform(2.2, 2.9), 0.0
        width, strength = rng.uniform(0.5, 1.1), rng.uniform(0.25, 0.8)
        for _ in range(150):
            rad -= 0.010
            heading = 0.93 * heading + rng.normal(0, 0.007)
            a += heading * 0.25
            if rad < 1.22:
                break
            px = (np.cos(a) * rad * 2 * g.IRIS_UV_RADIUS + 1) / 2 * size
            py = (1 - np.sin(a) * rad * 2 * g.IRIS_UV_RADIUS) / 2 * size
            i, j = int(py), int(px)
            if 1 <= i < size - 1 and 1 <= j < size - 1:
                veins[i, j] = max(veins[i, j], strength * smoothstep(1.2, 1.9, rad))
    veins = ndimage.gaussian_filter(veins, 0.9) * 2.6
    sclera = sclera * (1 - np.clip(veins, 0, 0.6)[..., None] * np.array([0.16, 0.42, 0.40]))

    edge = smoothstep(0.93, 1.10, r + 0.008 * around(90, 2))[..., None]
    rgb = iris * (1 - edge) + sclera * edge
    shadow = np.exp(-(((r - 1.06) / 0.10) ** 2))[..., None]
    return np.clip(rgb * (1 - 0.24 * shadow), 0, 255)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--size", type=int, default=768)
    args = parser.parse_args()
    Image.fromarray(paint(args.size).round().astype("u1")).save(args.work / "eye.png")


if __name__ == "__main__":
    main()
