"""Measures the shipped head against the data: distances in mm, and the cosine of every shape's displacement field.

    python3 measure.py [DATA] [--markdown]     # JSON, or the tables of README.md

Every vertex of the data's face and inner mouth is compared with the nearest point of our surface, at rest; a shape's
field is read from our surface at that same point.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

import geometry as g
import ict
import persona

OUT = Path(__file__).resolve().parents[2] / "resources" / "head"


def read_lod(head, blob, lod):
    n, a = lod["vertices"], lod["attributes"]
    position = np.frombuffer(blob, "<f4", 3 * n, a["position"]["offset"]).reshape(-1, 3).astype(float)
    index = np.frombuffer(blob, "<u2", lod["index"]["count"], lod["index"]["offset"]).reshape(-1, 3).astype(int)
    keep = [
        np.arange(p["indexStart"] // 3, (p["indexStart"] + p["indexCount"]) // 3)
        for p in lod["parts"] if p["name"] in ("skin", "mouth", "teethUpper", "teethLower")
    ]
    shapes = {}
    for m in lod["morphs"]:
        field = np.zeros((n, 3))
        i = np.frombuffer(blob, "<u2", m["count"], m["indexOffset"])
        field[i] = m["scale"] * np.frombuffer(blob, "<i2", 3 * m["count"], m["deltaOffset"]).reshape(-1, 3)
        shapes[m["name"]] = field
    return position, index[np.concatenate(keep)], shapes


def markdown(report):
    """The two tables of README.md."""
    lines = ["| level | triangles | face mean / p95 mm | mouth mean / p95 mm | cosine mean / least |", "| --- | --- | --- | --- | --- |"]
    for level, entry in report.items():
        cosine = entry["cosine"]
        least = min(cosine, key=cosine.get)
        errors = " | ".join(f"{entry[part]['meanMm']} / {entry[part]['p95Mm']}" for part in ("face", "mouth"))
        lines.append(f"| {level} | {entry['triangles']} | {errors} | {np.mean(list(cosine.values())):.4f} / {cosine[least]:.3f} ({least}) |")
    lines += ["", "Cosine of every shape (low, high):", "", "| shape | low | high " * 3 + "|", "| --- " * 9 + "|"]
    cells = [" | ".join([f"| {name}", *(f"{entry['cosine'][name]:.3f}" for entry in report.values())]) for name in report["low"]["cosine"]]
    return "\n".join(lines + [" ".join(cells[i : i + 3]) + " |" for i in range(0, len(cells), 3)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    data = ict.FaceData(ict.data_folder(args.data))
    neutral = persona.neutral(data)
    head = json.loads((OUT / "head.json").read_text())
    blob = (OUT / head["bin"]).read_bytes()
    rng = np.random.default_rng(0)
    reference = np.r_[0 : ict.FACE_END, ict.GUMS_TONGUE[0] : ict.TEETH[1]]
    report = {}
    for lod in head["lods"]:
        position, tris, shapes = read_lod(head, blob, lod)
        corners = position[tris]
        area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        # Samples by the square root of the area, so that small triangles around lids and lips get their share.
        pick = rng.choice(len(tris), 1_500_000, p=np.sqrt(area) / np.sqrt(area).sum())
        w = rng.dirichlet([1, 1, 1], len(pick))
        points = (w[..., None] * corners[pick]).sum(1)
        distance, near = cKDTree(points).query(neutral[reference])
        entry = {"triangles": lod["triangles"], "face": {}, "mouth": {}, "cosine": {}}
        for key, rows in (("face", reference < ict.FACE_END), ("mouth", reference >= ict.FACE_END)):
            mm = 10 * distance[rows]
            entry[key] = {"meanMm": round(float(mm.mean()), 3), "p95Mm": round(float(np.quantile(mm, 0.95)), 3)}
        for name in head["coefficients"]:
            if name == "tongueOut":
                continue  # made by us: nothing to compare with
            ours = (w[near][..., None] * shapes[name][tris[pick[near]]]).sum(1)
            theirs = data.arkit(name)[reference]
            cosine = (ours * theirs).sum() / (np.linalg.norm(ours) * np.linalg.norm(theirs) + 1e-12)
            entry["cosine"][name] = round(float(cosine), 4)
        report[lod["name"]] = entry
    print(markdown(report) if args.markdown else json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
