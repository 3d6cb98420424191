"""The fixed studio: camera and frame that the portrait, the bakes and the live head share."""

WIDTH, HEIGHT = 1024, 1280
CAMERA = {
    "position": [0.0, 0.5, 105.0],
    "target": [0.0, -1.2, 0.0],
    "up": [0.0, 1.0, 0.0],
    "fovYDeg": 20.5,
    "aspect": 0.8,
}

# Plain polynomial basis 1, y, z, x, xy, yz, 3z²−1, xz, x²−y²; replaced by the fit to the render.
LIGHT_FIRST_GUESS = {
    "sh": [[0.55] * 3, [0.22] * 3, [0.3] * 3, [-0.14] * 3, [0.0] * 3, [0.02] * 3, [0.03] * 3, [-0.02] * 3, [0.0] * 3],
    "key": {"direction": [-0.45, 0.5, 0.74], "color": [1.0, 0.96, 0.92]},
}
