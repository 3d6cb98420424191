"""From renders to what ships: textures, portrait layers, light, still; and their entries in head.json.

    python3 compose.py [DATA] --work DIR [--texture 2048]
"""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

import bake
import comb
import denoise
import geometry as g
import ict
import lash_map
import pack
import studio
import tone

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "resources" / "head"
GRID = (32, 40)


def load(work, name, pose="rest"):
    """A render: {image (denoised float32 [h,w,4]), depth [h,w], albedo [h,w,3]} or None when it was not made."""
    path = work / f"{name}-{pose}.npz"
    if not path.exists():
        return None
    passes = dict(np.load(path))
    # Hair has a filter of its own, and its passes hold light of what was cut out of the picture.
    image = passes["image"].astype("f4") if name.startswith("hair") else denoise.clean(passes)
    return {"image": image, "depth": passes["depth"][..., 0], "albedo": passes["albedo"][..., :3].astype("f4")}


def load_framed(work, name):
    """As load; renders of a part of the frame come back in the whole one."""
    region = {"skin": studio.FACE_REGION, "body": studio.BODY_REGION}.get(name)
    render = load(work, name)
    return full_frame(render, region) if render and region else render


def full_frame(render, region):
    """Puts a render of a part of the frame back in place; empty elsewhere."""
    h, w = render["depth"].shape
    x0, y0, x1, y1 = region
    width, height = round(w / (x1 - x0)), round(h / (y1 - y0))
    empty = {"image": np.zeros((height, width, 4), "f4"), "depth": np.full((height, width), 1e9, "f4"), "albedo": np.zeros((height, width, 3), "f4")}
    left, top = round(x0 * width), height - round(y1 * height)
    for key, whole in empty.items():
        whole[top : top + h, left : left + w] = render[key]
    return empty


def resized(array, width, height):
    factors = (height / array.shape[0], width / array.shape[1]) + (1,) * (array.ndim - 2)
    return array if factors[0] == 1 else ndimage.zoom(array, factors, order=1, grid_mode=True, mode="nearest")


def straight(image):
    """Shown colours with straight alpha, colour spread into what is transparent."""
    alpha = np.clip(image[..., 3], 0, 1)
    rgb = image[..., :3] / np.maximum(alpha, 1e-4)[..., None]
    solid = alpha > 0.3
    if solid.any():
        rgb = np.where(solid[..., None], rgb, rgb[tuple(ndimage.distance_transform_edt(~solid, return_distances=False, return_indices=True))])
    return tone.show(rgb), alpha


def over(below, above):
    return below * (1 - above[..., 3:]) + above[..., :3]


def save(name, rgb, alpha=None, quality=90):
    image = np.round(rgb * 255).astype("u1")
    if alpha is not None:
        image = np.dstack([image, np.round(alpha * 255).astype("u1")])
    Image.fromarray(image).save(OUT / name, quality=quality, method=6, exact=False, alpha_quality=95)
    print(name, (OUT / name).stat().st_size // 1024, "KB")


def backdrop(width, height):
    """A plain studio wall out of focus, lit from one side, linear."""
    y, x = np.mgrid[0:height, 0:width].astype("f4")
    x, y = x / width, y / height
    glow = np.exp(-(((x - 0.30) / 0.50) ** 2 + ((y - 0.42) / 0.46) ** 2))
    wall = 0.052 + 0.150 * glow + 0.02 * (1 - y)
    tint = np.stack([1.0 + 0.05 * glow, 0.985 + 0.01 * glow, 0.965 - 0.02 * glow], -1)
    return wall[..., None] * tint


def world_y(depth):
    """Height in cm of what every pixel shows; depth [h,w] along the view axis."""
    h, w = depth.shape
    px, py = np.meshgrid((np.arange(w) + 0.5) / w, (np.arange(h) + 0.5) / h)
    return bake.unproject(px, py, depth)[..., 1]


def depth_grid(depth, alpha):
    """Depth of a layer at the samples of its grid: the layer's own where it has some, else smoothly continued."""
    columns, rows = GRID
    h, w = depth.shape
    sure = (alpha > 0.4) & (depth < 300)
    weight = ndimage.gaussian_filter(sure.astype("f4"), w / 90)
    value = ndimage.gaussian_filter(np.where(sure, depth, 0).astype("f4"), w / 90)
    yi = np.clip(np.round(np.linspace(0, h - 1, rows + 1)).astype(int), 0, h - 1)
    xi = np.clip(np.round(np.linspace(0, w - 1, columns + 1)).astype(int), 0, w - 1)
    weight, value = weight[np.ix_(yi, xi)], value[np.ix_(yi, xi)]
    known = weight > 0.02
    out = np.where(known, value / np.maximum(weight, 1e-6), 0)
    out = out[tuple(ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True))]
    return ndimage.gaussian_filter(out, 0.8)


def grid_entry(blob, depth):
    columns, rows = GRID
    px, py = np.meshgrid(np.linspace(0, 1, columns + 1), np.linspace(0, 1, rows + 1))
    y = bake.unproject(px, py, depth)[..., 1]
    follow = 0.55 + 0.45 * g.smoothstep(-11.0, -3.0, y)
    return {
        "columns": columns, "rows": rows,
        "depth": {"offset": blob.add(depth.astype("<f4")), "type": "f32"},
        "follow": {"offset": blob.add(np.round(follow * 255).astype("u1")), "type": "u8"},
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--texture", type=int, default=2048)
    args = parser.parse_args()
    work = args.work
    data = ict.FaceData(ict.data_folder(args.data))
    head = json.loads((OUT / "head.json").read_text())
    blob = pack.Blob()
    geometry_bytes = head.get("geometryBytes", (OUT / "head.bin").stat().st_size)
    blob.add(np.frombuffer((OUT / "head.bin").read_bytes()[:geometry_bytes], "u1"))
    head["geometryBytes"] = geometry_bytes

    front = load_framed(work, "skin")
    views = [(front, studio.CAMERA, 1.0)]
    for name, camera in (("body", studio.CAMERA), *studio.SIDE_CAMERAS.items()):
        other = load_framed(work, name)
        if other:
            views.append((other, camera, 0.25))
    stored = np.load(work / "persona.npz")
    lit, albedo, sh = bake.skin(data, stored, work, views, args.texture)
    save("skin-lit.webp", lit, quality=92)
    Image.open(work / "skin-albedo.png").resize((1024, 1024), Image.LANCZOS).save(OUT / "skin-albedo.webp", quality=85, method=6)
    Image.open(work / "eye.png").resize((512, 512), Image.LANCZOS).save(OUT / "eye.webp", quality=92, method=6)
    lash_map.paint(512, 128).save(OUT / "lashes.webp", quality=90, method=6)

    w, h = studio.WIDTH, studio.HEIGHT
    # Small and without loss: the renderer's interpolation makes steps between its levels, so that nothing bands.
    small = tone.show(backdrop(w // 4, h // 4)) * 255 + np.random.default_rng(0).uniform(-0.5, 0.5, (h // 4, w // 4, 3))
    Image.fromarray(np.round(small).astype("u1")).save(OUT / "backdrop.webp", lossless=True, method=6)
    strands = np.load(work / "strands.npz")["hair"]
    layers = [{"name": "backdrop", "image": "backdrop.webp", "motion": "static", "order": 0}]
    hair_depths = []
    flat = backdrop(w, h)
    for name, motion, order in (("hairback", "head", 1), ("body", "body", 2), ("hairfront", "head", 4)):
        render = load_framed(work, name)
        image, depth = resized(render["image"], w, h), resized(np.minimum(render["depth"], 1e4), w, h)
        if name.startswith("hair"):
            image = comb.clean(image, strands)
        if name == "body":
            image = image * g.smoothstep(-6.0, -8.5, world_y(depth))[..., None]
        if name == "hairfront":
            flat = over(flat, resized(front["image"], w, h))
        flat = over(flat, image)
        rgb, alpha = straight(image)
        file = {"hairback": "hair-back.webp", "body": "body.webp", "hairfront": "hair-front.webp"}[name]
        save(file, rgb, alpha, quality=90)
        entry = {"name": name.replace("back", "Back").replace("front", "Front"), "image": file, "motion": motion, "order": order}
        if motion == "head":
            hair_depths.append((entry, depth, alpha))
        layers.append(entry)
    # Both hair layers on one grid, or they would part at the outline when the head turns.
    depth, alpha = hair_depths[-1][1:]
    for entry, _, _ in hair_depths:
        entry["grid"] = 0
    grids = [grid_entry(blob, depth_grid(depth, alpha))]
    still = Image.fromarray(np.round(tone.show(flat) * 255).astype("u1")).resize((w // 2, h // 2), Image.LANCZOS)
    still.save(OUT / "still.webp", quality=90, method=6)
    head["materials"] |= {
        "skin": {"lit": "skin-lit.webp", "albedo": "skin-albedo.webp"},
        "eye": {"albedo": "eye.webp"},
        "eyeShade": {"color": [0.13, 0.07, 0.055]},
        "lashes": {"alpha": "lashes.webp"},
    }
    head["light"] = {"sh": sh.round(5).tolist(), "key": studio.key_light()}
    head["portrait"] |= {"layers": layers, "grids": grids, "still": "still.webp"}
    pack.write(OUT, head, blob)


if __name__ == "__main__":
    main()
