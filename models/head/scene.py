"""The studio inside Blender: builds the scene and renders passes as linear OpenEXR.

    blender -b -P scene.py -- --work DIR --pose rest --passes still,front,… [--samples 64] [--scale 1] [--threads 2]

Passes: see PASSES. World units are the data's cm; Blender's z is up, so (x, y, z) → (x, −z, y).
"""

import argparse
import json
import sys
import time
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix, Vector

sys.path.insert(0, str(Path(__file__).resolve().parent))
import studio  # noqa: E402


def to_blender(p):
    p = np.asarray(p, dtype="f4")
    return np.stack([p[..., 0], -p[..., 2], p[..., 1]], -1)


def add_mesh(name, v, f, uv=None, colour=None, smooth=True):
    me = bpy.data.meshes.new(name)
    v = to_blender(v)
    me.vertices.add(len(v))
    me.vertices.foreach_set("co", v.ravel())
    me.loops.add(f.size)
    me.loops.foreach_set("vertex_index", f.ravel().astype("i4"))
    k = f.shape[1]
    me.polygons.add(len(f))
    me.polygons.foreach_set("loop_start", np.arange(len(f), dtype="i4") * k)
    me.polygons.foreach_set("loop_total", np.full(len(f), k, "i4"))
    me.polygons.foreach_set("use_smooth", np.full(len(f), smooth))
    if uv is not None:
        me.uv_layers.new(name="uv").data.foreach_set("uv", uv.reshape(-1).astype("f4"))
    if colour is not None:
        a = me.attributes.new("tint", "FLOAT_COLOR", "POINT")
        a.data.foreach_set("color", np.concatenate([colour, np.ones((len(colour), 1))], 1).ravel().astype("f4"))
    me.update(calc_edges=True)
    me.validate()
    ob = bpy.data.objects.new(name, me)
    bpy.context.scene.collection.objects.link(ob)
    return ob


def add_strands(name, points, radius, tone, material):
    """Strands as curves that Cycles renders as hair: polylines turned into curves by a node tree."""
    n, k, _ = points.shape
    me = bpy.data.meshes.new(name + "-lines")
    me.vertices.add(n * k)
    me.vertices.foreach_set("co", to_blender(points).ravel())
    grid = np.arange(n * k, dtype="i4").reshape(n, k)
    edges = np.stack([grid[:, :-1], grid[:, 1:]], -1).reshape(-1, 2)
    me.edges.add(len(edges))
    me.edges.foreach_set("vertices", edges.ravel())
    for key, values in (("thick", radius.ravel()), ("tone", np.repeat(tone, k))):
        me.attributes.new(key, "FLOAT", "POINT").data.foreach_set("value", values.astype("f4"))
    source = bpy.data.objects.new(name + "-lines", me)
    bpy.context.scene.collection.objects.link(source)
    source.hide_render = True
    tree = bpy.data.node_groups.new(name, "GeometryNodeTree")
    tree.inputs.new("NodeSocketGeometry", "Geometry")
    tree.outputs.new("NodeSocketGeometry", "Geometry")
    info = tree.nodes.new("GeometryNodeObjectInfo")
    info.inputs["Object"].default_value = source
    curve = tree.nodes.new("GeometryNodeMeshToCurve")
    thick = tree.nodes.new("GeometryNodeInputNamedAttribute")
    thick.data_type = "FLOAT"
    thick.inputs["Name"].default_value = "thick"
    set_radius = tree.nodes.new("GeometryNodeSetCurveRadius")
    set_material = tree.nodes.new("GeometryNodeSetMaterial")
    set_material.inputs["Material"].default_value = material
    out = tree.nodes.new("NodeGroupOutput")
    link = tree.links.new
    link(info.outputs["Geometry"], curve.inputs[0])
    link(curve.outputs[0], set_radius.inputs[0])
    link(next(o for o in thick.outputs if o.type == "VALUE"), set_radius.inputs["Radius"])
    link(set_radius.outputs[0], set_material.inputs[0])
    link(set_material.outputs[0], out.inputs[0])
    data = bpy.data.hair_curves.new(name)
    ob = bpy.data.objects.new(name, data)
    data.materials.append(material)
    bpy.context.scene.collection.objects.link(ob)
    ob.modifiers.new("strands", "NODES").node_group = tree
    return ob


def new_material(name):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    return material, material.node_tree.nodes, material.node_tree.links


def image(path, colour=True):
    img = bpy.data.images.load(str(path))
    img.colorspace_settings.name = "sRGB" if colour else "Non-Color"
    return img


def skin_material(work):
    m, nodes, links = new_material("skin")
    bsdf = nodes["Principled BSDF"]
    albedo = nodes.new("ShaderNodeTexImage")
    albedo.image = image(work / "skin-albedo.png")
    albedo.interpolation = "Cubic"
    height = nodes.new("ShaderNodeTexImage")
    height.image = image(work / "skin-height.png", colour=False)
    height.interpolation = "Cubic"
    rough = nodes.new("ShaderNodeTexImage")
    rough.image = image(work / "skin-rough.png", colour=False)
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = 0.85
    bump.inputs["Distance"].default_value = 0.25
    links.new(height.outputs["Color"], bump.inputs["Height"])
    links.new(bump.outputs["Normal"], bsdf.inputs["Normal"])
    links.new(albedo.outputs["Color"], bsdf.inputs["Base Color"])
    links.new(albedo.outputs["Color"], bsdf.inputs["Subsurface Color"])
    links.new(rough.outputs["Color"], bsdf.inputs["Roughness"])
    bsdf.subsurface_method = "RANDOM_WALK"
    bsdf.inputs["Subsurface"].default_value = 1.0
    bsdf.inputs["Subsurface Radius"].default_value = (0.26, 0.10, 0.055)
    bsdf.inputs["Specular"].default_value = 0.46
    return m


def plain_material(name, colour, roughness, specular=0.5, attribute=None):
    m, nodes, links = new_material(name)
    bsdf = nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (*colour, 1)
    bsdf.inputs["Roughness"].default_value = roughness
    bsdf.inputs["Specular"].default_value = specular
    if attribute:
        a = nodes.new("ShaderNodeAttribute")
        a.attribute_name = attribute
        gamma = nodes.new("ShaderNodeGamma")
        gamma.inputs["Gamma"].default_value = 2.2
        links.new(a.outputs["Color"], gamma.inputs["Color"])
        links.new(gamma.outputs["Color"], bsdf.inputs["Base Color"])
    return m


def eye_material(work):
    m, nodes, links = new_material("eye")
    bsdf = nodes["Principled BSDF"]
    tex = nodes.new("ShaderNodeTexImage")
    tex.image = image(work / "eye.png")
    links.new(tex.outputs["Color"], bsdf.inputs["Base Color"])
    bsdf.inputs["Roughness"].default_value = 0.03
    bsdf.inputs["Specular"].default_value = 0.75
    return m


def tears_material():
    m, nodes, links = new_material("tears")
    nodes.remove(nodes["Principled BSDF"])
    gloss, clear = nodes.new("ShaderNodeBsdfGlossy"), nodes.new("ShaderNodeBsdfTransparent")
    gloss.inputs["Roughness"].default_value = 0.08
    mix, fresnel = nodes.new("ShaderNodeMixShader"), nodes.new("ShaderNodeFresnel")
    fresnel.inputs["IOR"].default_value = 1.34
    links.new(fresnel.outputs[0], mix.inputs[0])
    links.new(clear.outputs[0], mix.inputs[1])
    links.new(gloss.outputs[0], mix.inputs[2])
    links.new(mix.outputs[0], nodes["Material Output"].inputs["Surface"])
    return m


def hair_material(name, dark, grey, roughness):
    m, nodes, links = new_material(name)
    nodes.remove(nodes["Principled BSDF"])
    bsdf = nodes.new("ShaderNodeBsdfHairPrincipled")
    bsdf.parametrization = "MELANIN"
    tone = nodes.new("ShaderNodeAttribute")
    tone.attribute_name = "tone"
    ramp = nodes.new("ShaderNodeMapRange")
    ramp.inputs["To Min"].default_value, ramp.inputs["To Max"].default_value = dark, grey
    links.new(tone.outputs["Fac"], ramp.inputs["Value"])
    links.new(ramp.outputs["Result"], bsdf.inputs["Melanin"])
    bsdf.inputs["Melanin Redness"].default_value = 0.42
    bsdf.inputs["Roughness"].default_value = roughness
    bsdf.inputs["Radial Roughness"].default_value = 0.45
    bsdf.inputs["Random Roughness"].default_value = 0.25
    bsdf.inputs["Random Color"].default_value = 0.12
    links.new(bsdf.outputs[0], nodes["Material Output"].inputs["Surface"])
    return m


def cloth_material():
    m, nodes, links = new_material("cloth")
    bsdf = nodes["Principled BSDF"]
    bsdf.inputs["Roughness"].default_value = 0.85
    bsdf.inputs["Specular"].default_value = 0.2
    bsdf.inputs["Sheen"].default_value = 0.6
    bsdf.inputs["Sheen Tint"].default_value = 0.6
    coords = nodes.new("ShaderNodeTexCoord")
    wave = nodes.new("ShaderNodeTexWave")
    wave.inputs["Scale"].default_value = 1.6
    wave.inputs["Distortion"].default_value = 0.6
    wave.inputs["Detail"].default_value = 2
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 5.0
    noise.inputs["Detail"].default_value = 5
    mix = nodes.new("ShaderNodeMixRGB")
    mix.inputs["Color1"].default_value = (*studio.CLOTH, 1)
    mix.inputs["Color2"].default_value = (*[c * 1.7 for c in studio.CLOTH], 1)
    links.new(coords.outputs["Object"], wave.inputs["Vector"])
    links.new(coords.outputs["Object"], noise.inputs["Vector"])
    links.new(noise.outputs["Fac"], mix.inputs["Fac"])
    links.new(mix.outputs["Color"], bsdf.inputs["Base Color"])
    add = nodes.new("ShaderNodeMath")
    add.operation = "ADD"
    links.new(wave.outputs["Fac"], add.inputs[0])
    links.new(noise.outputs["Fac"], add.inputs[1])
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Distance"].default_value = 0.05
    bump.inputs["Strength"].default_value = 0.7
    links.new(add.outputs[0], bump.inputs["Height"])
    links.new(bump.outputs["Normal"], bsdf.inputs["Normal"])
    return m


def area_light(spec):
    light = bpy.data.lights.new(spec["name"], "AREA")
    light.shape = "RECTANGLE"
    light.size, light.size_y = spec["size"]
    light.energy = spec["power"]
    light.color = spec["color"]
    ob = bpy.data.objects.new(spec["name"], light)
    position, target = Vector(to_blender(spec["position"])), Vector(to_blender(spec["target"]))
    ob.location = position
    ob.rotation_euler = (target - position).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(ob)
    ob.visible_camera = False
    return ob


def add_camera(name, spec):
    camera = bpy.data.cameras.new(name)
    camera.sensor_fit = "VERTICAL"
    camera.angle_y = np.radians(spec["fovYDeg"])
    camera.clip_start, camera.clip_end = 1, 1000
    ob = bpy.data.objects.new(name, camera)
    z = np.subtract(spec["position"], spec["target"])
    z = z / np.linalg.norm(z)
    x = np.cross(spec["up"], z)
    x /= np.linalg.norm(x)
    y = np.cross(z, x)
    rotation = to_blender(np.stack([x, y, z])).T
    ob.matrix_world = Matrix.Translation(to_blender(spec["position"])) @ Matrix(rotation.tolist()).to_4x4()
    bpy.context.scene.collection.objects.link(ob)
    return ob


def body_objects(work):
    data = np.load(work / "body.npz")
    points, above, ring, angle = data["points"], data["above"], data["ring"], data["ring_angle"]
    rows, columns = above.shape
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    a, b = i * columns + j, i * columns + (j + 1) % columns
    quads = np.stack([a, b, b + columns, a + columns], -1).reshape(-1, 4)
    keep = (above.ravel()[quads] < 0.35).all(1)
    cloth = cloth_material()
    jumper = add_mesh("jumper", points.reshape(-1, 3), quads[keep])
    jumper.data.materials.append(cloth)
    # The collar: an oval tube standing along the neckline, ribbed.
    n, k = len(ring), 24
    tangent = np.roll(ring, -1, 0) - np.roll(ring, 1, 0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    outward = ring - np.array([0, 0, -1.0]) * 1.0
    outward[:, 1] = 0
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    up = np.cross(tangent, outward)
    up *= np.sign(up[:, 1:2])
    theta = np.linspace(0, 2 * np.pi, k, endpoint=False)
    lean = up * 0.86 - outward * 0.50
    thick = np.cross(tangent, lean)
    thick *= np.sign((thick * outward).sum(1))[:, None]
    tube = (ring + lean * 0.25)[:, None] + (
        lean[:, None] * (0.85 * np.sin(theta))[None, :, None] + thick[:, None] * (0.30 * np.cos(theta))[None, :, None]
    )
    i, j = np.meshgrid(np.arange(n), np.arange(k), indexing="ij")
    a, b = i * k + j, i * k + (j + 1) % k
    c, d = ((i + 1) % n) * k + (j + 1) % k, ((i + 1) % n) * k + j
    collar = add_mesh("collar", tube.reshape(-1, 3), np.stack([a, b, c, d], -1).reshape(-1, 4))
    collar.data.materials.append(cloth)
    return [jumper, collar]


class Studio:
    def __init__(self, work, pose, threads):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = s = bpy.context.scene
        s.render.engine = "CYCLES"
        s.cycles.use_denoising = False
        s.cycles.max_bounces = 8
        s.cycles.transparent_max_bounces = 12
        s.cycles.sample_clamp_indirect = 4.0
        s.cycles.blur_glossy = 0.5
        s.cycles.pixel_filter_type = "BLACKMAN_HARRIS"
        s.cycles_curves.shape = "RIBBONS"
        s.render.threads_mode, s.render.threads = "FIXED", threads
        s.render.film_transparent = True
        s.render.image_settings.file_format = "OPEN_EXR"
        s.render.image_settings.color_mode = "RGBA"
        s.render.image_settings.color_depth = "16"
        s.view_settings.view_transform = "Raw"
        world = bpy.data.worlds.new("world")
        s.world = world
        world.use_nodes = True
        background = world.node_tree.nodes["Background"]
        background.inputs[0].default_value = (*studio.AMBIENT, 1)
        data = np.load(work / f"scene-{pose}.npz")
        self.objects = {}

        def mesh(name, material):
            ob = add_mesh(name, data[f"{name}.v"], data[f"{name}.f"], data.get(f"{name}.uv"), data.get(f"{name}.colour"))
            ob.data.materials.append(material)
            self.objects[name] = ob

        mesh("skin", skin_material(work))
        mesh("mouth", plain_material("mouth", (0.3, 0.1, 0.1), 0.35, 0.5, "tint"))
        mesh("teeth", plain_material("teeth", (0.7, 0.65, 0.55), 0.18, 0.5, "tint"))
        eye = eye_material(work)
        mesh("eyeleft", eye)
        mesh("eyeright", eye)
        mesh("tears", tears_material())
        strands = np.load(work / "strands.npz")
        for name, material in (
            ("hair", hair_material("hair", 0.88, 0.24, 0.28)),
            ("brows", hair_material("brows", 0.80, 0.35, 0.40)),
            ("lashes", hair_material("lashes", 0.97, 0.97, 0.40)),
        ):
            self.objects[name] = add_strands(name, strands[name], strands[name + "_radius"], strands[name + "_tone"], material)
        for ob in body_objects(work):
            self.objects[ob.name] = ob
        for spec in studio.LIGHTS:
            area_light(spec)

        self._outputs()

    def _outputs(self):
        """Every pass to a file of its own: the denoiser wants light and albedo apart."""
        s = self.scene
        layer = s.view_layers[0]
        for p in ("diffuse_direct", "diffuse_indirect", "diffuse_color", "normal", "z"):
            setattr(layer, f"use_pass_{p}", True)
        s.use_nodes = True
        tree = s.node_tree
        tree.nodes.clear()
        layers = tree.nodes.new("CompositorNodeRLayers")
        self.files = tree.nodes.new("CompositorNodeOutputFile")
        self.files.format.file_format = "OPEN_EXR"
        self.files.format.color_depth = "32"
        self.files.format.color_mode = "RGBA"
        self.files.file_slots.clear()
        for slot in PASS_FILES:
            self.files.file_slots.new(slot)
            tree.links.new(layers.outputs[PASS_FILES[slot]], self.files.inputs[slot])
        composite = tree.nodes.new("CompositorNodeComposite")
        tree.links.new(layers.outputs["Image"], composite.inputs[0])

    def show(self, hidden=(), holdout=(), clip=(1.0, 1000.0)):
        for name, ob in self.objects.items():
            ob.visible_camera = name not in hidden
            ob.is_holdout = name in holdout
        self.clip = clip

    def render(self, path, camera, width, height, samples, region=None):
        s = self.scene
        s.camera = add_camera("camera", camera)
        s.camera.data.clip_start, s.camera.data.clip_end = self.clip
        s.render.resolution_x, s.render.resolution_y = width, height
        s.render.resolution_percentage = 100
        s.cycles.samples = samples
        s.cycles.use_adaptive_sampling = True
        s.cycles.adaptive_threshold = 0.012
        s.render.use_border = s.render.use_crop_to_border = region is not None
        if region:
            s.render.border_min_x, s.render.border_max_x = region[0], region[2]
            s.render.border_min_y, s.render.border_max_y = region[1], region[3]
        s.render.filepath = str(path.with_suffix(".exr"))
        self.files.base_path = str(path.parent / "slots")
        start = time.time()
        bpy.ops.render.render(write_still=False)
        arrays = {slot: read_exr(next((path.parent / "slots").glob(f"{slot}*.exr"))) for slot in PASS_FILES}
        np.savez(path, **{slot: a.astype("f4" if slot == "depth" else "f2") for slot, a in arrays.items()})
        print(f"rendered {path.name} {width}x{height} {samples} samples: {time.time() - start:.0f} s", flush=True)


PASS_FILES = {
    "image": "Image", "direct": "DiffDir", "indirect": "DiffInd", "albedo": "DiffCol", "normal": "Normal", "depth": "Depth",
}


def read_exr(path):
    """Float32 [h, w, 4], top row first; the file is removed."""
    img = bpy.data.images.load(str(path))
    img.colorspace_settings.name = "Non-Color"
    width, height = img.size
    pixels = np.empty(width * height * 4, "f4")
    img.pixels.foreach_get(pixels)
    bpy.data.images.remove(img)
    path.unlink()
    return pixels.reshape(height, width, 4)[::-1]


HEAD = ("skin", "mouth", "teeth", "eyeleft", "eyeright", "tears", "brows", "lashes")
BODY = ("jumper", "collar")
SOFT = ("hair", "lashes", "tears")
# View depth (cm) of the middle of the head: hair nearer than this is drawn over the live face, hair beyond behind it.
MIDDLE = 105.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pose", default="rest")
    parser.add_argument("--passes", required=True)
    parser.add_argument("--samples", type=int, default=64)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--region", type=float, nargs=4)
    args = parser.parse_args(sys.argv[sys.argv.index("--") + 1 :])
    st = Studio(args.work, args.pose, args.threads)
    w, h = round(studio.WIDTH * args.scale), round(studio.HEIGHT * args.scale)
    for name in args.passes.split(","):
        camera, size, region = studio.CAMERA, (w, h), args.region
        if name == "still":
            st.show()
        elif name == "skin":  # the bake's front view: no hair, lashes or tears before the skin, their shadows stay
            st.show(hidden=SOFT)
            region = region or studio.FACE_REGION
        elif name == "body":
            st.show(hidden=("hair", "lashes", "tears", "brows", "eyeleft", "eyeright"))
            region = region or studio.BODY_REGION
        elif name == "hairfront":
            st.show(holdout=tuple(n for n in HEAD + BODY if n not in ("tears", "lashes")), hidden=("tears", "lashes"), clip=(1.0, MIDDLE + 1.5))
        elif name == "hairback":
            st.show(hidden=HEAD + BODY, clip=(MIDDLE, 1000.0))
        elif name in studio.SIDE_CAMERAS:
            st.show(hidden=SOFT + BODY)
            camera = studio.SIDE_CAMERAS[name]
            size, region = (round(w * 0.8), round(h * 0.8)), None
        else:
            sys.exit(f"unknown pass {name}")
        st.render(args.work / f"{name}-{args.pose}.npz", camera, *size, args.samples, region)


main()
