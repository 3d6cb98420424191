"""Scores the network on timed speech: hits and false alarms of what a lip-reader would notice.

    python3 evaluate.py WEIGHTS.pt 'SPEECH/dev-*.npz' [--head 1] [--noise-db 10] [--reference]

Closure: p b m bring the lips within 2 mm, vowels don't. Open: aa ao ae reach 9 mm, consonants, iy and uw don't.
Round: w uw ow reach 3 mm, spread vowels and s don't. Lip-teeth: f v lift the lower lip above −2.5 mm, open vowels and
d n k l th don't. Rest: silences of 0.45 s. J is the mean of (hit − false alarm) of the first four.
"""
import argparse, glob, json, os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import torch
from scipy.io import wavfile

from articulation import COEFFICIENTS, GAP_MM, LOWER_LIP_MM, ROUNDING_MM, articulate
from model import CARRIED, LOOKAHEAD_STEPS, RATE_HZ, STEP, AudioToFace, Finish, LogMel, read_weights
from prepare import room_tone

# Phones in ARPAbet; languages that were aligned by class have the names of classes (pb, oh).
VOWELS = "iy ih eh ey ae aa ay aw ah ax ao oy ow oh uh uw er axr ue"
CONSONANTS = "p b pb m f v th dh t d td n l s z sh zh ch jh k g ng hh h r w y"
# event: hit on, false alarm on, distance, what makes it, how a contrast phone is read
EVENTS = {
    "closure": ("p b pb m", VOWELS, 0, lambda mm: mm.min() <= 2, lambda mm: mm.mean() <= 2),
    "open": ("aa ao ae", CONSONANTS + " iy uw", 0, lambda mm: mm.max() >= 9, lambda mm: mm.max() >= 9),
    "round": ("w uw ow oh", "iy ih eh ae s", 1, lambda mm: mm.max() >= 3, lambda mm: mm.max() >= 3),
    "lip-teeth": ("f v", "aa ae ah ao eh d td n k l th", 2, lambda mm: mm.max() >= -2.5, lambda mm: mm.max() >= -2.5),
}
# As in electron/animation/frame-sampler.ts.
SIGMA_S = .014
SILENCES = ("pau", "sil", "brth", "h#", "ssil")
DISTANCES = np.stack([GAP_MM, ROUNDING_MM, LOWER_LIP_MM], 1)


def at_100_hz(track, first_s, count):
    """Steps of 20 ms → the engine's Gaussian on a grid of 10 ms."""
    times = np.arange(count) / 100
    distance = times[:, None] - (first_s + np.arange(len(track)) * .02)
    weight = np.exp(-.5 * (distance / SIGMA_S) ** 2) * (np.abs(distance) < .0201)
    return (weight @ track) / np.maximum(weight.sum(1, keepdims=True), 1e-9)


class Network:
    def __init__(self, path):
        self.mel, self.network, self.finish = LogMel(), AudioToFace().eval(), Finish()
        self.network.load_state_dict(read_weights(path))

    def track(self, pcm, head, count):
        """float pcm at 16 kHz → coefficients [count, 16] at 100 Hz."""
        ahead = LOOKAHEAD_STEPS[head]
        steps = -(-len(pcm) // STEP) + ahead + 2
        padded = np.zeros(CARRIED + steps * STEP, np.float32)
        padded[CARRIED:CARRIED + len(pcm)] = pcm
        with torch.no_grad():
            outputs, _ = self.network(self.mel(torch.tensor(padded[None]))[None])
            coefficients = self.finish(outputs[0, :, head])[0].numpy()
        return at_100_hz(np.clip(coefficients, 0, 1), .02 * (1 - ahead), count)


def lag_and_correlation(gap, reference):
    """Shift in ms at which the two gaps agree best (positive: late), and the correlation there."""
    best = (0, -1.0)
    for shift in range(-40, 41):
        a = gap[max(shift, 0):len(gap) + min(shift, 0)]
        b = reference[max(-shift, 0):len(reference) - max(shift, 0)]
        r = np.corrcoef(a, b)[0, 1]
        if r > best[1]:
            best = (10 * shift, r)
    return best


def score(clips, by_phone=None):
    """clips: (track [frames, 16] at 100 Hz, reference track, phones (symbol, start s, end s)) → numbers.

    by_phone: a dictionary of lists that takes every outcome under (event, symbol).
    """
    gap = [track @ GAP_MM for track, _, _ in clips]
    gap_reference = [reference @ GAP_MM for _, reference, _ in clips]
    gain = np.percentile(np.concatenate(gap_reference), 95) / max(np.percentile(np.concatenate(gap), 95), 1e-6)
    result, contrasts = {"gain": gain}, []
    for event, (wanted, contrast, column, hit, alarm) in EVENTS.items():
        wanted, contrast = set(wanted.split()), set(contrast.split())
        hits, alarms = [], []
        for track, _, phones in clips:
            mm = gain * track @ DISTANCES[:, column]
            for symbol, start, end in phones:
                if symbol in wanted:
                    window = mm[max(0, int(round((start - .02) * 100))):int(round((end + .02) * 100)) + 1]
                    if len(window):
                        hits.append(hit(window))
                        if by_phone is not None:
                            by_phone.setdefault((event, symbol), []).append(hits[-1])
                elif symbol in contrast:
                    inset = .2 * (end - start)
                    low = int(round((start + inset) * 100))
                    window = mm[low:max(low + 1, int(round((end - inset) * 100)) + 1)]
                    if len(window):
                        alarms.append(alarm(window))
                        if by_phone is not None:
                            by_phone.setdefault((event + " alarm", symbol), []).append(alarms[-1])
        result[event] = (100 * np.mean(hits), 100 * np.mean(alarms), len(hits))
        contrasts.append(result[event][0] - result[event][1])
    rests = []
    for track, _, phones in clips:
        for symbol, start, end in phones:
            if symbol == "pau" and end - start >= .45:
                middle = slice(int((start + .1) * 100), int((end - .1) * 100))
                rests.append((gain * track[middle] @ GAP_MM).max() <= 2.5 and (gain * track[middle] @ ROUNDING_MM).max() <= 2)
    result["rest"] = (100 * np.mean(rests) if rests else float("nan"), len(rests))
    result["J"] = np.mean(contrasts)
    result["lag_ms"], result["r"] = lag_and_correlation(np.concatenate(gap), np.concatenate(gap_reference))
    acceleration = lambda tracks: np.mean(np.abs(np.concatenate([np.diff(track, 2) for track in tracks])))
    result["jitter"] = gain * acceleration(gap) / acceleration(gap_reference)
    return result


def joined(sentences, rng):
    """Sentences, each followed by 0.7 s of its own room and faint noise; → float pcm, phones, segments. Alone it stays as it is."""
    pieces, phones, segments, at = [], [], [], 0.0
    for sentence in sentences:
        pcm = sentence["pcm"].astype(np.float32) / 32768
        duration = len(pcm) / RATE_HZ
        phones += [(("pau" if symbol in SILENCES else str(symbol)), at + start, at + end) for symbol, (start, end) in zip(sentence["symbols"], sentence["times"])]
        segments += [(int(index), at + start, at + end) for index, start, end in sentence["segments"]]
        pieces.append(pcm)
        at += duration
        if len(sentences) > 1:
            count = int(.7 * RATE_HZ)
            pieces.append(room_tone(pcm, count, rng).astype(np.float32) + rng.standard_normal(count).astype(np.float32) * .003 * pcm.std() / .1)
            phones.append(("pau", at, at + .7))
            segments.append((0, at, at + .7))
            at += .7
    return np.concatenate(pieces), one_pause(phones, "pau"), one_pause(segments, 0)


def one_pause(spans, silence):
    """Neighbouring silences count once."""
    merged = []
    for name, start, end in spans:
        if merged and name == silence and merged[-1][0] == silence:
            merged[-1] = (silence, merged[-1][1], end)
        else:
            merged.append((name, start, end))
    return merged


def write(folder, name, pcm, phones, reference):
    """NAME.wav (16-bit) and NAME.json: phones and the reference curves at 100 Hz."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    wavfile.write(Path(folder, name + ".wav"), RATE_HZ, np.clip(32768 * pcm, -32768, 32767).astype(np.int16))
    Path(folder, name + ".json").write_text(json.dumps({
        "phones": [{"symbol": symbol, "startS": round(start, 4), "endS": round(end, 4)} for symbol, start, end in phones],
        "channels": COEFFICIENTS,
        "reference": [[round(float(value), 4) for value in row] for row in reference],
    }))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights")
    parser.add_argument("clips", nargs="+")
    parser.add_argument("--join", type=int, default=1, help="sentences a clip, with pauses between them")
    parser.add_argument("--head", type=int, default=1)
    parser.add_argument("--noise-db", type=float)
    parser.add_argument("--undelayed", action="store_true", help="sound is not held back by the look-ahead")
    parser.add_argument("--reference", action="store_true", help="score the reference curves themselves")
    parser.add_argument("--phones", action="store_true", help="also the outcome of every phone")
    parser.add_argument("--write", metavar="FOLDER", help="also the clips, as WAV and JSON, for `cli -- face score` and the benchmark")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = Network(arguments.weights)
    rng = np.random.default_rng(5)
    clips = []
    paths = sorted(path for pattern in arguments.clips for path in glob.glob(pattern))
    for start in range(0, len(paths), arguments.join):
        pcm, phones, segments = joined([np.load(path) for path in paths[start:start + arguments.join]], rng)
        if arguments.noise_db is not None:
            noise = rng.standard_normal(len(pcm)).astype(np.float32)
            pcm = pcm + noise * pcm.std() * 10 ** (-arguments.noise_db / 20)
        reference, _ = articulate(segments, len(pcm) / RATE_HZ)
        if arguments.write:
            write(arguments.write, f"{start:04d}-{Path(paths[start]).stem}", pcm, phones, reference)
        track = reference if arguments.reference else network.track(pcm, arguments.head, len(reference))
        if arguments.undelayed:
            late = 2 * LOOKAHEAD_STEPS[arguments.head]
            track = np.concatenate([np.repeat(track[:1], late, 0), track])[: len(reference)]
        clips.append((track, reference, phones))
    by_phone = {}
    result = score(clips, by_phone)
    events = "  ".join(f"{name} {result[name][0]:.0f}/{result[name][1]:.0f} (n {result[name][2]})" for name in EVENTS)
    print(f"J {result['J']:.1f}  {events}  rest {result['rest'][0]:.0f} (n {result['rest'][1]})  lag {result['lag_ms']} ms  "
          f"r {result['r']:.2f}  jitter {result['jitter']:.1f}  gain {result['gain']:.2f}  {len(clips)} clips")
    if arguments.phones:
        for (event, symbol), outcomes in sorted(by_phone.items()):
            print(f"{event:16} {symbol:4} {100 * np.mean(outcomes):5.1f} %  n {len(outcomes)}")


if __name__ == "__main__":
    main()
