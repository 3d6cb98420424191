"""Forced alignment of human speech with a known text: phone times from PocketSphinx.

Every phone is a word of a grammar made for the text, so that the recogniser's word times are phone times.

    python3 align.py OUT asterisk                        the English prompts of asterisk-core-sounds-en-g722
    python3 align.py OUT asterisk it                     likewise es fr it ru, through the English recogniser's nearest phones
    python3 align.py OUT stamps FOLDER fr                described stamps of Tux Paint (en and languages of espeak-ng)
    python3 align.py OUT list FILE                       lines of: split name sound-file text
    python3 align.py OUT check                           error against the exact times of a synthetic voice

Writes .npz files like synthesise.py's; what fits badly is left out.
"""
import argparse, ctypes, gzip, os, re, subprocess, tempfile, zlib
from collections import defaultdict
from pathlib import Path

import numpy as np

from articulation import ARPABET, classes_of_ipa
from synthesise import RATE_HZ, Espeak, flite, save_speech, sentences

MODEL = Path("/usr/share/pocketsphinx/model/en-us")
PROMPTS = Path("/usr/share/asterisk/sounds")
PROMPT_FOLDERS = dict(en="en_US_f_Allison", es="es_MX_f_Allison", fr="fr_CA_f_June", it="it_IT_m_Carlo", ru="ru_RU_f_IvrvoiceRU")
ESPEAK_NAMES = dict(es="es-419", fr="fr", it="it", ru="ru", bg="bg", ca="ca", da="da", el="el", ro="ro", be="be")
HELD_OUT_STAMPS = {"da", "el"}
DIGITS = "zero one two three four five six seven eight nine".split()
# The English phones that stand in for a class when another language is aligned.
STAND_INS = {"pb": "P B", "m": "M", "f": "F V", "th": "TH DH", "td": "T D", "n": "N", "l": "L", "s": "S Z", "sh": "SH ZH CH JH", "k": "K G NG",
             "h": "HH", "r": "R D", "w": "W", "y": "Y IY", "iy": "IY", "ih": "IH IY", "eh": "EH EY", "ae": "AE AA", "aa": "AA AE AH", "ah": "AH",
             "ao": "AO", "oh": "OW AO", "uh": "UH UW", "uw": "UW", "er": "ER", "ue": "UW IH"}
# PocketSphinx is early by this much against exact times: `align.py OUT check` prints −11 ms, median error 7 ms.
EARLY_S = .011
# Mean acoustic score of a frame below which text and sound are taken not to belong together.
WORST_SCORE = -26.0


class Aligner:
    """With a language of espeak-ng it aligns classes of phones, otherwise English phones."""

    def __init__(self, folder, language="en"):
        self.folder, self.language = folder, language
        self.words = defaultdict(list)
        for line in Path(MODEL, "cmudict-en-us.dict").read_text().splitlines():
            word, *phones = line.split()
            self.words[re.sub(r"\(\d+\)$", "", word)].append([phone.lower() for phone in phones])
        phones = {phone for variants in self.words.values() for variant in variants for phone in variant}
        lines = [f"ph_{phone} {phone.upper()}" for phone in sorted(phones)] + ["ph_sil SIL"]
        for name, stand_ins in STAND_INS.items():
            lines += [f"c_{name}{f'({k + 1})' if k else ''} {phone}" for k, phone in enumerate(stand_ins.split())]
        Path(folder, "phones.dict").write_text("\n".join(lines) + "\n")
        Path(folder, "clip.ctl").write_text("clip\n")
        self.espeak = None if language == "en" else Phonemiser(ESPEAK_NAMES[language])

    def spoken(self, word):
        """Pronunciations of an English word, as names of the grammar's words."""
        if word not in self.words:
            printed = subprocess.run(["flite", "-voice", "slt", "-ps", "-t", word, "-o", "none"], capture_output=True, text=True, check=True, timeout=30).stdout
            self.words[word] = [[{"ax": "ah"}.get(phone, phone) for phone in printed.split() if phone != "pau"]]
        return [[f"ph_{phone}" for phone in phones] for phones in self.words[word]]

    def grammar(self, text):
        if self.espeak:
            words = [[[f"c_{name}" for name in word]] for word in self.espeak.words(text)]
        else:
            plain = re.sub(r"\d", lambda digit: f" {DIGITS[int(digit[0])]} ", text.lower().replace("-", " "))
            words = [self.spoken(word) for word in re.findall(r"[a-z][a-z']*", plain)]
        parts = ["( " + " | ".join(" ".join(phones) for phones in variants) + " )" for variants in words if variants and variants[0]]
        pause = " [ ph_sil ] "
        return f"#JSGF V1.0;\ngrammar text;\npublic <text> = {pause}{pause.join(parts)}{pause};\n" if parts else None

    def align(self, pcm, text):
        """int16 at 16 kHz → phones (symbol, classes, start s, end s) and mean score of a frame, or None."""
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
        seg = Path(folder, "clip.seg")
        tokens = seg.read_text().split()[9:] if seg.exists() else []
        rows = [tokens[k:k + 4] for k in range(0, len(tokens) - 1, 4)]
        if not rows:
            return None
        rows = [(int(start), int(score), word) for start, score, _, word in rows if word != "(NULL)"]
        last = int(tokens[-1])
        ends = [start for start, _, _ in rows[1:]] + [last]
        shift = lambda frame: frame / 100 + EARLY_S
        phones = []
        for (start, _, word), end in zip(rows, ends):
            kind, name = word.split("(")[0].split("_")
            symbol, classes = ("pau" if name == "sil" else name, ARPABET[name]) if kind == "ph" else (name, name)
            phones.append((symbol, classes, shift(start) if phones else 0.0, shift(end)))
        return phones, sum(score for _, score, _ in rows) / max(last, 1)


class Phonemiser(Espeak):
    """Text in a language of espeak-ng → classes of phones, word by word."""

    def __init__(self, voice):
        super().__init__()
        self.library.espeak_SetVoiceByName(voice.encode())
        self.library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def words(self, text):
        left = ctypes.pointer(ctypes.c_char_p(text.encode()))
        while left.contents:
            for word in self.library.espeak_TextToPhonemes(left, self.UTF8, self.IPA_APART).decode().split():
                yield [name for symbol in word.split("_") for name in classes_of_ipa(symbol) or ()]

    # IPA, symbols separated by underscores.
    IPA_APART = 2 | ord("_") << 8


def decoded(path):
    """Any sound file ffmpeg reads → int16 at 16 kHz."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(RATE_HZ), "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.int16)


def prompts(language):
    """Asterisk's prompts: split, name, pcm, text. English sentences are for training, but for every seventh; the rest of the English
    prompts (single words and digits) are dealt out; of other languages every ninth is held out."""
    texts = f"/usr/share/doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz"
    for line in gzip.open(texts, "rt", errors="ignore"):
        name, _, text = line.strip().partition(": ")
        path = PROMPTS / PROMPT_FOLDERS[language] / f"{name}.g722"
        if line.startswith(";") or "[" in text or not text or not path.exists() or (language != "en" and re.search(r"\d", text)):
            continue
        if language != "en":
            split = "dev" if zlib.crc32(name.encode()) % 9 == 0 else "train"
        elif len(text.split()) < 2 or re.search(r"\d", text):
            split = ("test", "dev", "train")[zlib.crc32(name.encode()) % 3]
        else:
            split = "test" if sum(name.encode()) % 7 == 0 else "train"
        yield split, f"asterisk-{language}_{name.replace('/', '_')}", decoded(path), text


def stamps(folder, language):
    """Spoken descriptions of Tux Paint's stamps, by volunteers: split, name, pcm, text. The English ones are all for testing."""
    seen = set()
    for path in sorted(Path(folder).rglob("*_desc.ogg" if language == "en" else f"*_desc_{language}.ogg")):
        name = path.name.split("_desc")[0]
        text_file = path.with_name(name + ".txt")
        sound = path.read_bytes()
        if sound in seen or not text_file.exists():
            continue
        seen.add(sound)
        lines = text_file.read_text(errors="ignore").splitlines()
        text = lines[0] if language == "en" else next((line.split("=", 1)[1] for line in lines if line.startswith(f"{language}.utf8=")), "")
        if not text or re.search(r"\d", text):
            continue
        split = "test" if language == "en" else "dev" if language in HELD_OUT_STAMPS or zlib.crc32(name.encode()) % 9 == 0 else "train"
        yield split, f"stamps-{language}_{name}", decoded(path), text


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
        a = [phone for phone in exact if phone[1] != "sil"]
        b = [phone for phone in found[0] if phone[1] != "sil"]
        if [x[1] for x in a] == [x[1] for x in b]:
            for x, y in zip(a, b):
                errors["all"].append(1000 * (y[2] - x[2]))
                errors[str(x[1])].append(1000 * (y[2] - x[2]))
    for name in ("all", "pb", "m", "f", "aa", "w"):
        values = np.array(errors[name])
        print(f"{name}: bias {np.median(values):.0f} ms, median error {np.median(np.abs(values - np.median(values))):.0f} ms, n {len(values)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("what", choices=["asterisk", "stamps", "list", "check"])
    parser.add_argument("rest", nargs="*")
    arguments = parser.parse_args()
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    language = arguments.rest[-1] if arguments.rest and arguments.what in ("asterisk", "stamps") else "en"
    with tempfile.TemporaryDirectory() as folder:
        aligner = Aligner(folder, language)
        if arguments.what == "check":
            check(aligner, folder)
            return
        if arguments.what == "asterisk":
            clips = prompts(language)
        elif arguments.what == "stamps":
            clips = stamps(arguments.rest[0], language)
        else:
            lines = (line.split(maxsplit=3) for line in Path(arguments.rest[0]).read_text().splitlines())
            clips = ((split, name, decoded(path), text) for split, name, path, text in lines)
        kept_s, kept, left_out = 0.0, 0, 0
        for split, name, pcm, text in clips:
            found = aligner.align(pcm, text) if len(pcm) < 40 * RATE_HZ else None
            if found is None or found[1] < WORST_SCORE:
                left_out += 1
                continue
            kept, kept_s = kept + 1, kept_s + len(pcm) / RATE_HZ
            save_speech(out / f"{split}-human_{name}.npz", pcm, found[0], split=split, voice="human:" + name.split("_")[0], score=found[1])
        print(f"{language}: {kept} clips, {kept_s / 60:.1f} min; {left_out} left out")


if __name__ == "__main__":
    os.nice(19)
    main()
