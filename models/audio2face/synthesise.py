"""Speech with exact phone times from flite, festival and espeak-ng: writes one .npz a sentence.

    python3 synthesise.py OUT --scale 1.0

Each file: pcm int16 at 16 kHz, symbols [n] and times float64 [n, 2] of the phones as the synthesiser names them (start s,
end s), segments float64 [m, 3] (class index, start s, end s; diphthongs in halves), split, voice.
"""
import argparse, ctypes, os, random, re, subprocess, sys, tempfile
from pathlib import Path

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

from articulation import ARPABET, CLASS_INDEX, classes_of_ipa, split_classes

RATE_HZ = 16_000
FORTUNES = Path("/usr/share/games/fortunes")
LABIAL = "mama papa baby people probably maybe bumper pump problem member number important company because before "\
    "available every movie five very move brave off enough from for whisper week woman would window always power "\
    "people public boom bump pebble purple bubble map tap rob bob mob pam tom sum sip mop oh okay blue food you two".split()

# voice: sentences at scale 1
PLAN = {
    "flite:slt": 520, "flite:awb": 520, "flite:kal16": 380, "festival:cmu_us_slt_arctic_hts": 400, "festival:kal_diphone": 320,
    "espeak": 2200, "flite:rms": 90, "festival:ked_diphone": 90,
}
HELD_OUT = {"flite:rms", "festival:ked_diphone"}
ESPEAK_LANGUAGES = ["en-us", "en-gb", "en-us", "en-gb-scotland", "en-us", "en-gb-x-rp", "de", "fr", "es", "it", "pt", "nl", "pl", "fi", "sv"]
ESPEAK_VARIANTS = ["", "f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "Alicia", "Andrea", "Annie",
                   "adam", "belinda", "david", "linda", "michael", "steph", "marcelo", "grandma", "grandpa", "croak", "klatt2", "klatt4", "Diogo"]


def sentences(rng):
    """Plain sentences of 3–14 words without end, from Debian's fortunes, some rich in labials."""
    text = " ".join(
        path.read_text(errors="ignore") for path in sorted(FORTUNES.iterdir()) if path.is_file() and not path.suffix
    )
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+|\n%\n", text):
        sentence = " ".join(sentence.split())
        if 3 <= len(sentence.split()) <= 14 and re.fullmatch(r"[A-Za-z][A-Za-z',;\- ]+[.!?]?", sentence) and not sentence.isupper():
            found.append(sentence.rstrip(".!?") + ".")
    found = sorted(set(found))
    rng.shuffle(found)
    for k, sentence in enumerate(found * 3):
        yield " ".join(rng.choices(LABIAL, k=rng.randint(4, 9))) + "." if k % 9 == 0 else sentence


def to_16k(pcm, rate_hz):
    if rate_hz == RATE_HZ:
        return pcm
    divisor = np.gcd(RATE_HZ, rate_hz)
    resampled = resample_poly(pcm.astype(np.float64), RATE_HZ // divisor, rate_hz // divisor)
    return np.clip(resampled, -32768, 32767).astype(np.int16)


def from_ends(lines):
    """(symbol, end) pairs → phones (symbol, classes, start s, end s)."""
    phones, start = [], 0.0
    for symbol, end in lines:
        phones.append((symbol, ARPABET[symbol], start, end))
        start = end
    return phones


def save_speech(path, pcm, phones, **about):
    """The file that prepare.py and evaluate.py read."""
    segments = [segment for _, classes, start, end in phones for segment in split_classes(classes, start, end)]
    np.savez(path, pcm=pcm, segments=np.array(segments), symbols=np.array([phone[0] for phone in phones]),
             times=np.array([phone[2:] for phone in phones]), **about)


def flite(voice, sentence, folder, stretch):
    path = f"{folder}/flite.wav"
    output = subprocess.run(
        ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-psdur", "-t", sentence, "-o", path],
        capture_output=True, text=True, check=True, timeout=30,
    ).stdout
    rate_hz, pcm = wavfile.read(path)
    return to_16k(pcm, rate_hz), from_ends((token.split(":")[0], float(token.split(":")[1])) for token in output.split())


def festival_batch(voice, batch, folder, stretch):
    script = [f"(voice_{voice})", f"(Parameter.set 'Duration_Stretch {stretch})"]
    for k, sentence in enumerate(batch):
        script += [f'(set! u (utt.synth (Utterance Text "{sentence}")))', f'(utt.save.segs u "{folder}/{k}.segs")',
                   f"(utt.save.wave u \"{folder}/{k}.wav\" 'riff)"]
    Path(folder, "batch.scm").write_text("\n".join(script))
    subprocess.run(["festival", "-b", f"{folder}/batch.scm"], capture_output=True, check=True, timeout=600)
    for k in range(len(batch)):
        rate_hz, pcm = wavfile.read(f"{folder}/{k}.wav")
        lines = [line.split() for line in Path(folder, f"{k}.segs").read_text().splitlines() if not line.startswith("#")]
        yield to_16k(pcm, rate_hz), from_ends((symbol, float(end)) for end, _, symbol in lines)


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("unique", ctypes.c_uint), ("text", ctypes.c_int), ("length", ctypes.c_int),
                ("audio_ms", ctypes.c_int), ("sample", ctypes.c_int), ("user", ctypes.c_void_p), ("id", _Id)]


class Espeak:
    """espeak-ng through its library: the command line gives no phone times."""

    PHONEME_EVENT, SYNCHRONOUS, PHONEME_EVENTS_IN_IPA, UTF8 = 7, 2, 3, 1
    STOPS = "pbtdkgɡcʈɖq"

    def __init__(self):
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate_hz = self.library.espeak_Initialize(self.SYNCHRONOUS, 0, None, self.PHONEME_EVENTS_IN_IPA)
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
        self.callback = kind(self._receive)
        self.library.espeak_SetSynthCallback(self.callback)

    def _receive(self, wave, count, events):
        if wave and count > 0:
            self.sound.append(ctypes.string_at(wave, 2 * count))
        k = 0
        while events[k].type:
            if events[k].type == self.PHONEME_EVENT:
                self.phones.append((events[k].sample / self.rate_hz, events[k].id.string.decode("utf8", "ignore")))
            k += 1
        return 0

    def _closure_start(self, pcm, burst_s):
        """espeak-ng reports a stop at its burst: goes back to where its closure begins."""
        loud = np.percentile(np.abs(pcm), 95) * 10 ** (-22 / 20)
        hop = self.rate_hz // 200
        at = int(burst_s * self.rate_hz)
        for _ in range(20):
            if at < hop or np.sqrt(np.mean(pcm[at - hop:at].astype(float) ** 2)) > loud:
                break
            at -= hop
        return at / self.rate_hz

    def speak(self, voice, sentence, words_per_minute, pitch):
        self.sound, self.phones = [], []
        if self.library.espeak_SetVoiceByName(voice.encode()) != 0:
            return None
        self.library.espeak_SetParameter(1, words_per_minute, 0)
        self.library.espeak_SetParameter(3, pitch, 0)
        data = sentence.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 0, 0, self.UTF8, None, None)
        pcm = np.frombuffer(b"".join(self.sound), np.int16)
        phones = []
        starts = [self._closure_start(pcm, start) if symbol[:1] in self.STOPS else start for start, symbol in self.phones]
        ends = starts[1:] + [len(pcm) / self.rate_hz]
        for start, (_, symbol), end in zip(starts, self.phones, ends):
            if end > start:
                phones.append((symbol, classes_of_ipa(symbol) or "sil", start, end))
        return to_16k(pcm, self.rate_hz), phones


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--scale", type=float, default=1.0)
    arguments = parser.parse_args()
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(7)
    source = sentences(rng)
    espeak = Espeak()
    total_s = 0.0

    def save(voice, k, pcm, phones, count):
        nonlocal total_s
        if len(phones) < 4 or len(pcm) < RATE_HZ // 2:
            return
        split = "train" if voice not in HELD_OUT else "dev" if k < count // 3 else "test"
        total_s += len(pcm) / RATE_HZ
        save_speech(out / f"{split}-{voice.replace(':', '_').replace('+', '_')}-{k:04d}.npz", pcm, phones, split=split, voice=voice)

    with tempfile.TemporaryDirectory() as folder:
        for voice, full in PLAN.items():
            count = max(6, int(full * arguments.scale))
            engine, _, name = voice.partition(":")
            if engine == "festival":
                for start in range(0, count, 40):
                    batch = [next(source).replace('"', "") for _ in range(min(40, count - start))]
                    for k, (pcm, phones) in enumerate(festival_batch(name, batch, folder, round(rng.uniform(.85, 1.3), 2))):
                        save(voice, start + k, pcm, phones, count)
            for k in range(count if engine != "festival" else 0):
                try:
                    if engine == "flite":
                        save(voice, k, *flite(name, next(source), folder, round(rng.uniform(.85, 1.3), 2)), count)
                    else:
                        which = rng.choice(ESPEAK_LANGUAGES) + (f"+{variant}" if (variant := rng.choice(ESPEAK_VARIANTS)) else "")
                        spoken = espeak.speak(which, next(source), rng.randint(110, 230), rng.randint(10, 90))
                        if spoken:
                            save("espeak:" + which, k, *spoken, count)
                except (KeyError, subprocess.SubprocessError) as problem:
                    print("left out one sentence:", type(problem).__name__, problem, file=sys.stderr)
            print(f"{voice}: {count} sentences, {total_s / 3600:.2f} h so far", flush=True)


if __name__ == "__main__":
    os.nice(19)
    main()
