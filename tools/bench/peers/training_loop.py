"""The training loop that users of sentence-transformers and PyLate run, in PyTorch: batches in the order of the data, padded
to their longest text, the teacher run in every step, dense AdamW. argv = folder of loop.json and its files, threads."""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

from serve import serve
from training_torch import adamw, encode, falling_epsilons, log_sinkhorn, peak_mib, read_parameters, transport_cost

folder, threads = pathlib.Path(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
about = json.loads((folder / "loop.json").read_text())
settings = about["training"]
plan_of = log_sinkhorn(falling_epsilons(settings["firstEpsilon"], settings["epsilon"], settings["iterations"]))


def read_texts(side):
    ids = torch.from_numpy(np.fromfile(folder / f"{side}.ids", dtype=np.int32)).long()
    return ids.split(np.fromfile(folder / f"{side}.lengths", dtype=np.int32).tolist())


def read_encoder(side):
    return about[side]["encoder"], read_parameters(folder / f"{side}.f32", about[side]["parameters"])


texts = {side: read_texts(side) for side in ("teacher", "student")}
encoders = {side: read_encoder(side) for side in ("teacher", "student")}
weights = encoders["student"][1]
for weight in weights.values():
    weight.requires_grad_()
optimizer = adamw(weights, settings["learningRate"], settings["weightDecay"])


def encoded(side, begin, end):
    """Vectors of length 1 and the masses of the positions: equal ones on the tokens between start and end token."""
    config, parameters = encoders[side]
    batch = texts[side][begin:end]
    ids = pad_sequence(batch, batch_first=True, padding_value=config["padTokenId"])
    lengths = torch.tensor([len(text) for text in batch])[:, None]
    positions = torch.arange(ids.shape[1])
    mass = ((positions > 0) & (positions < lengths - 1)).float()
    vectors = F.normalize(encode(parameters, config, ids, positions < lengths), dim=-1)
    return vectors, mass / mass.sum(1, keepdim=True)


def loss_of(begin, end):
    with torch.no_grad():
        teacher, b = encoded("teacher", begin, end)
    student, a = encoded("student", begin, end)
    return transport_cost(student, teacher, a, b, plan_of).mean()


def batches(begin, end):
    return [(first, min(first + settings["batch"], end)) for first in range(begin, end, settings["batch"])]


def train(begin, end):
    for batch in batches(begin, end):
        loss_of(*batch).backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), settings["clipNorm"], foreach=True)
        optimizer.step()
        optimizer.zero_grad()
    return {"peak": peak_mib()}


@torch.no_grad()
def evaluate(begin, end):
    return {"loss": float(np.mean([loss_of(*batch).item() for batch in batches(begin, end)]))}


serve({"torch": torch.__version__}, {"train": train, "evaluate": evaluate})
