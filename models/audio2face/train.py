"""Trains the network on prepared streams: one thread, about twenty minutes of processor time.

    python3 train.py DATA.npz OUT.pt --minutes 20
"""
import argparse, copy, math, os, time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # Its idle threads spin.

import numpy as np
import torch
from torch import nn

from articulation import GAP_MM, LOWER_LIP_MM, ROUNDING_MM, VISEMES, COEFFICIENTS
from model import BANDS, LOOKAHEAD_STEPS, AudioToFace, read_weights

SEQUENCE = 256
# Small: on a slow machine many small steps get further than few large ones.
BATCH = 6
LABIAL = (VISEMES.index("PP"), VISEMES.index("FF"))


def warped(mel, generator):
    """Bands moved up or down by as much as an eighth: other vocal tracts. mel [batch, steps, 80]."""
    batch, steps, _ = mel.shape
    frames = mel.reshape(batch, steps * 2, BANDS)
    factor = 1 + .125 * (2 * torch.rand(batch, 1, generator=generator) - 1)
    place = (torch.arange(BANDS) * factor).clamp(0, BANDS - 1.001)
    low = place.long()
    part = (place - low)[:, None]
    gather = lambda index: torch.gather(frames, 2, index[:, None].expand(-1, steps * 2, -1))
    return (gather(low) * (1 - part) + gather(low + 1) * part).reshape(batch, steps, -1)


def colouring(batch, generator):
    """A smooth frequency response of some other microphone and room, [batch, 1, 1, bands]."""
    waves = torch.cos(torch.arange(1, 5)[:, None] * torch.pi * (torch.arange(BANDS) + .5) / BANDS)
    return (.15 * torch.randn(batch, 4, generator=generator) @ waves)[:, None, None]


def disturbed(mel, generator):
    mel = warped(mel, generator)
    batch, steps, _ = mel.shape
    frames = mel.reshape(batch, steps, 2, BANDS)
    for k in range(batch):
        if torch.rand(1, generator=generator) < .3:
            width = int(torch.randint(1, 8, (1,), generator=generator))
            start = int(torch.randint(0, BANDS - width, (1,), generator=generator))
            frames[k, :, :, start:start + width] = frames[k].mean()
    gain = .25 * torch.randn(batch, 1, 1, 1, generator=generator)
    return (frames + gain + colouring(batch, generator) + .04 * torch.randn(frames.shape, generator=generator)).reshape(batch, steps, -1)


def loss_of(outputs, targets, visemes, scale, distances):
    """outputs [b, s, 31]; targets [b, s, 16]; visemes [b, s]."""
    count = len(COEFFICIENTS)
    error = outputs[..., :count] - targets
    labial = (visemes == LABIAL[0]) | (visemes == LABIAL[1])
    weight = 1 + 3 * labial.float()
    coefficients = (weight[..., None] * error ** 2 * scale).mean()
    millimetres = error @ distances
    shape = (weight[..., None] * (millimetres * torch.tensor([.25, .25, .4])) ** 2).mean()
    speed = (millimetres[:, 1:, 0] - millimetres[:, :-1, 0]).abs().mean()
    named = nn.functional.cross_entropy(outputs[..., count:].reshape(-1, len(VISEMES)), visemes.reshape(-1))
    return coefficients + shape + .15 * speed + .6 * named


def heard_by_trunk(network, features, generator):
    """What the heads are given for every step, float16; the features disturbed as in training, four streams at a time."""
    length, streams = 1000, 4
    heard = np.zeros((len(features), network.enter.out_features), np.float16)
    with torch.no_grad():
        for start in range(0, len(features), length * streams):
            piece = features[start:start + length * streams]
            count = len(piece) // streams
            mel = torch.tensor(piece[: count * streams].astype(np.float32)).reshape(streams, count, -1)
            heard[start:start + count * streams] = network.hear(disturbed(mel, generator), None)[0].reshape(count * streams, -1).numpy()
    print("heard", flush=True)
    return heard


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=20, help="of processor time; on a busy machine at most twice that by the clock")
    parser.add_argument("--start", help="weights to go on from")
    parser.add_argument("--rate", type=float, default=3e-3, help="highest learning rate")
    parser.add_argument("--heads-only", action="store_true", help="leave the trunk of --start as it is: thirty times quicker")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(3)
    generator = torch.Generator().manual_seed(3)
    data = np.load(arguments.data)
    features, targets, visemes = (data[name] for name in ("features", "targets", "visemes"))
    steps_in_all = len(features)
    scale = torch.tensor(.5 / np.maximum(targets.astype(np.float32).var(0), 2e-3))
    distances = torch.tensor(np.stack([GAP_MM, LOWER_LIP_MM, ROUNDING_MM], 1), dtype=torch.float32)
    network = AudioToFace()
    if arguments.start:
        network.load_state_dict(read_weights(arguments.start))
    average = copy.deepcopy(network)
    if arguments.heads_only:
        features = heard_by_trunk(network, features, generator)
    trained = network.heads.parameters() if arguments.heads_only else network.parameters()
    optimiser = torch.optim.AdamW(trained, lr=arguments.rate, weight_decay=.01)
    print(sum(p.numel() for p in network.parameters()), "parameters,", steps_in_all, "steps", flush=True)
    reach = max(LOOKAHEAD_STEPS)
    began, batches, running = time.time(), 0, 0.0
    while (spent := max(time.process_time(), (time.time() - began) / 2) / 60 / arguments.minutes) < 1:
        starts = np.random.default_rng(batches).integers(reach, steps_in_all - SEQUENCE - 1, BATCH)
        heard = torch.tensor(np.stack([features[s:s + SEQUENCE] for s in starts]).astype(np.float32))
        outputs = network.read(heard) if arguments.heads_only else network(disturbed(heard, generator))[0]
        loss = 0.0
        for head, ahead in enumerate(LOOKAHEAD_STEPS):
            # Step n has heard up to (n + 1) · 20 ms and shows the moment look-ahead before that.
            first = starts + 1 - ahead
            wanted = torch.tensor(np.stack([targets[s:s + SEQUENCE] for s in first]).astype(np.float32))
            named = torch.tensor(np.stack([visemes[s:s + SEQUENCE] for s in first]).astype(np.int64))
            loss = loss + loss_of(outputs[:, :, head], wanted, named, scale, distances)
        rate = arguments.rate * min(1, (batches + 1) / 200) * (.02 + .98 * .5 * (1 + math.cos(math.pi * spent)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        keep = min(.998, batches / (batches + 20))
        with torch.no_grad():
            for kept, new in zip(average.parameters(), network.parameters()):
                kept.mul_(keep).add_(new, alpha=1 - keep)
        batches += 1
        running += float(loss)
        if batches % 200 == 0:
            print(f"{batches} batches, {100 * spent:.0f} %, loss {running / 200:.3f}", flush=True)
            running = 0.0
            torch.save(average.state_dict(), arguments.out)
    torch.save(average.state_dict(), arguments.out)
    print(f"{batches} batches, {batches * BATCH * SEQUENCE / steps_in_all:.1f} passes")


if __name__ == "__main__":
    os.nice(19)
    main()
