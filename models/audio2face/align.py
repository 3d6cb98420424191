"""Forced alignment of human speech with a known text: phone times from PocketSphinx.

Every phone is a word of a grammar made for the text, so that the recogniser's word times are phone times.

    python3 align.py OUT asterisk                        the English prompts of asterisk-core-sounds-en-g722
    python3 align.py OUT list FILE                       lines of: split name sound-file text
    python3 align.py OUT check                           error against the exact times of a synthetic voice

Writes .npz files like synthesise.py's; what fits badly is left out.
"""
import argparse, gzip, os, re, subprocess, tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from articulation import ARPABET, CLASS_NAMES, split_classes
from synthesise import RATE_HZ, flite, sentences

MODEL = Path("/usr/share/pocketsphinx/model/en-us")
PROMPTS = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
PROMPT_TEXTS = Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz")
# PocketSphinx is early by this much against exact times: `align.py OUT check` prints −11 ms, median error 7 ms.
EARLY_S = .011
# Mean acoustic score of a frame below which text and sound are taken not to belong together.
WORST_SCORE = -26.0


class Aligner:
    def __init__(self, folder):
        self.folder = folder
        self.words = defaultdict(list)
        for line in Path(MODEL, "cmudict-en-us.dict").read_text().splitlines():
            word, *phones = line.split()
            self.words[re.sub(r"\(\d+\)$", "", word)].append(phones)
        phones = {phone for variants in self.words.values() for variant in variants for phone in variant}
        Path(folder, "phones.dict").write_text("".join(f"ph_{phone.lower()} {phone}\n" for phone in sorted(phones)) + "ph_sil SIL\n")
        Path(folder, "clip.ctl").write_text("clip\n")

    def grammar(self, text):
        parts = []
        for word in re.findall(r"[a-z']+", text.lower().replace("-", " ")):
            if word not in self.words:
                return None
            parts.append("( " + " | ".join(" ".join(f"ph_{phone.lower()}" for phone in phones) for phones in self.words[word]) + " )")
        pause = " [ ph_sil ] "
        return f"#JSGF V1.0;\ngrammar text;\npublic <text> = {pause}{pause.join(parts)}{pause};\n" if parts else None

    def align(self, pcm, text):
        """int16 at 16 kHz → segments (class index, start s, end s) and mean score of a frame, or None."""
        grammar = self.grammar(text)
        if grammar is None:
            return None
        folder = self.folder
        Path(folder, "clip.gram").write_text(grammar)
        Path(folder, "clip.raw").write_bytes(pcm.astype("<i2").tobytes())
        Path(folder, "clip.seg").unlink(missing_ok=True)
        options = dict(hmm=MODEL / "en-us", dict=f"{folder}/phones.dict", jsgf=f"{folder}/clip.gram", adcin="yes", cepdir=folder, cepext=".raw",
                       ctl=f"{folder}/clip.ctl", hypseg=f"{folder}/clip.seg", remove_silence="no", remove_noise="no", beam="1e-80", wbeam="1e-60",
                       pbeam="1e-60", fsgusefiller="no", bestpath="no", logfn=f"{folder}/log")
        command = ["pocketsphinx_batch"] + [str(part) for name, value in options.items() for part in (f"-{name}", value)]
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        # "clip S 0 T score A score L 0", then for each word: start frame, acoustic score, language score, word; last the end frame.
        tokens = Path(folder, "clip.seg").read_text().split()[9:]
        rows = [tokens[k:k + 4] for k in range(0, len(tokens) - 1, 4)]
        if not rows:
            return None
        rows = [(int(start), int(score), word) for start, score, _, word in rows if word != "(NULL)"]
        last = int(tokens[-1])
        ends = [start for start, _, _ in rows[1:]] + [last]
        shift = lambda frame: frame / 100 + EARLY_S
        segments = []
        for (start, _, word), end in zip(rows, ends):
            segments += split_classes(ARPABET[word.removeprefix("ph_")], shift(start), shift(end))
        segments[0] = (segments[0][0], 0.0, segments[0][2])
        return segments, sum(score for _, score, _ in rows) / max(last, 1)


def decoded(path):
    """Any sound file ffmpeg reads → int16 at 16 kHz."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(RATE_HZ), "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.int16)


def prompts():
    """Asterisk's prompts of at least two words: split, name, pcm, text. Every seventh is held out."""
    for line in gzip.open(PROMPT_TEXTS, "rt"):
        name, _, text = line.strip().partition(": ")
        path = PROMPTS / f"{name}.g722"
        if line.startswith(";") or "[" in text or len(text.split()) < 2 or re.search(r"\d", text) or not path.exists():
            continue
        split = "dev" if sum(name.encode()) % 7 == 0 else "train"
        yield split, f"asterisk_{name.replace('/', '_')}", decoded(path), text


def check(aligner, folder):
    """Start of every phone against flite's own times, a voice the aligner has never seen."""
    import random
    source, errors = sentences(random.Random(5)), defaultdict(list)
    for _ in range(40):
        text = next(source)
        pcm, exact = flite("rms", text, folder, 1.0)
        found = aligner.align(pcm, text)
        if found is None:
            continue
        a = [segment for segment in exact if segment[0] != 0]
        b = [segment for segment in found[0] if segment[0] != 0]
        if [x[0] for x in a] == [x[0] for x in b]:
            for x, y in zip(a, b):
                errors["all"].append(1000 * (y[1] - x[1]))
                errors[CLASS_NAMES[x[0]]].append(1000 * (y[1] - x[1]))
    for name in ("all", "pb", "m", "f", "aa", "w"):
        values = np.array(errors[name])
        print(f"{name}: bias {np.median(values):.0f} ms, median error {np.median(np.abs(values - np.median(values))):.0f} ms, n {len(values)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("what", choices=["asterisk", "list", "check"])
    parser.add_argument("file", nargs="?")
    arguments = parser.parse_args()
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        aligner = Aligner(folder)
        if arguments.what == "check":
            check(aligner, folder)
            return
        if arguments.what == "asterisk":
            clips = prompts()
        else:
            lines = (line.split(maxsplit=3) for line in Path(arguments.file).read_text().splitlines())
            clips = ((split, name, decoded(path), text) for split, name, path, text in lines)
        kept_s, kept, left_out = 0.0, 0, 0
        for split, name, pcm, text in clips:
            found = aligner.align(pcm, text)
            if found is None or found[1] < WORST_SCORE:
                left_out += 1
                continue
            kept, kept_s = kept + 1, kept_s + len(pcm) / RATE_HZ
            np.savez(out / f"{split}-human_{name}.npz", pcm=pcm, segments=np.array(found[0]), split=split, voice="human:" + name.split("_")[0], score=found[1])
        print(f"{kept} clips, {kept_s / 60:.1f} min; {left_out} left out")


if __name__ == "__main__":
    os.nice(19)
    main()
