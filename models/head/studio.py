"""The fixed studio: camera, frame and lights that the portrait, the bakes and the live head share. Units cm."""

import numpy as np

WIDTH, HEIGHT = 1024, 1280
CAMERA = {
    "position": [0.0, 0.5, 105.0],
    "target": [0.0, -2.0, 0.0],
    "up": [0.0, 1.0, 0.0],
    "fovYDeg": 21.6,
    "aspect": 0.8,
}
# Of the frame, from the bottom left: left, bottom, right, top; what the bake of the front and the body's layer need.
FACE_REGION = (0.25, 0.24, 0.75, 0.90)

BODY_REGION = (0.0, 0.0, 1.0, 0.45)


def _around(yaw_deg, pitch_deg):
    yaw, pitch = np.radians(yaw_deg), np.radians(pitch_deg)
    direction = np.array([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
    target = np.array([0.0, 1.0, 1.0])
    return {**CAMERA, "position": (target + 100 * direction).tolist(), "target": target.tolist()}


SIDE_CAMERAS = {"viewleft": _around(-55, 0), "viewright": _around(55, 0), "viewbelow": _around(0, -38)}

CLOTH = (0.022, 0.040, 0.050)
AMBIENT = (0.150, 0.158, 0.170)
# Key from the viewer's left and above, broad and close; a small lamp beside the lens for the eyes; a weak fill; two
# rims for the edge of the hair. Power in Blender's watts with a unit of 1 cm.
LIGHTS = [
    {"name": "key", "position": [-54, 50, 92], "target": [0, 1, 6], "size": (62, 62), "power": 118_000, "color": (1.0, 0.955, 0.90)},
    {"name": "eyes", "position": [-20, 26, 108], "target": [0, 2, 8], "size": (24, 18), "power": 9_000, "color": (1.0, 0.98, 0.95)},
    {"name": "fill", "position": [90, 5, 80], "target": [0, 0, 5], "size": (90, 120), "power": 24_000, "color": (0.93, 0.96, 1.0)},
    {"name": "rim-right", "position": [70, 45, -70], "target": [0, 2, 0], "size": (30, 80), "power": 46_000, "color": (1.0, 0.97, 0.94)},
    {"name": "rim-left", "position": [-75, 35, -60], "target": [0, 2, 0], "size": (30, 80), "power": 26_000, "color": (0.95, 0.97, 1.0)},
    {"name": "below", "position": [0, -55, 70], "target": [0, 0, 8], "size": (90, 40), "power": 8_000, "color": (1.0, 0.97, 0.95)},
]


def basis(n):
    """The nine polynomials 1, y, z, x, xy, yz, 3z²−1, xz, x²−y² of normals [..., 3]."""
    x, y, z = np.moveaxis(n, -1, 0)
    return np.stack([np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y], -1)


def irradiance(at=(0.0, 1.0, 6.0), samples=8):
    """The lights' irradiance at a point as coefficients [9, 3] of `basis`; nothing throws shadows. 1 = white in full light."""
    golden = np.pi * (3 - np.sqrt(5))
    k = np.arange(600) + 0.5
    z = 1 - 2 * k / 600
    normals = np.stack([np.sqrt(1 - z * z) * np.cos(golden * k), np.sqrt(1 - z * z) * np.sin(golden * k), z], 1)
    e = np.tile(np.array(AMBIENT), (600, 1))
    for light in LIGHTS:
        position, target = np.array(light["position"], float), np.array(light["target"], float)
        facing = (target - position) / np.linalg.norm(target - position)
        u = np.cross([0, 1, 0], facing)
        u /= np.linalg.norm(u)
        v = np.cross(facing, u)
        # Blender: radiance = power / (π · area); irradiance over π, as a diffuse surface shows it.
        share = light["power"] / np.pi / np.pi / samples**2
        for a in (np.arange(samples) + 0.5) / samples - 0.5:
            for b in (np.arange(samples) + 0.5) / samples - 0.5:
                to = position + a * light["size"][0] * u + b * light["size"][1] * v - np.array(at)
                r2 = to @ to
                to = to / np.sqrt(r2)
                cosine = max(-(to @ facing), 0)
                e += np.clip(normals @ to, 0, None)[:, None] * share * cosine / r2 * np.array(light["color"])
    return np.linalg.lstsq(basis(normals), e, rcond=None)[0]


def key_light():
    key = LIGHTS[0]
    direction = np.subtract(key["position"], key["target"])
    return {"direction": (direction / np.linalg.norm(direction)).round(4).tolist(), "color": list(key["color"])}
