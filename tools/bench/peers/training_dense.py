"""The dense training step in PyTorch: argv = folder of dense.json and its tensors, eager or compile, threads."""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

from serve import serve
from training_torch import adamw, encode, peak_mib, sinkhorn_cost

folder, mode, threads = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
about = json.loads((folder / "dense.json").read_text())
encoder, batch, length, settings = about["encoder"], about["batch"], about["length"], about["training"]


def read(name, dtype, shape):
    return torch.from_numpy(np.fromfile(folder / name, dtype=dtype)).view(shape)


stored = read("weights.f32", np.float32, -1)
sizes = [int(np.prod(shape)) for _, shape in about["parameters"]]
weights = {
    name: values.view(shape).clone().requires_grad_()
    for (name, shape), values in zip(about["parameters"], stored.split(sizes))
}
del stored
ids = read("ids.i64", np.int64, (-1, batch, length))
teacher = read("teacher.f32", np.float32, (len(ids), batch, length, encoder["projectionSize"]))
mask = torch.ones(batch, length, dtype=torch.bool)
mass = torch.full((batch, length), 1 / length)
optimizer = adamw(weights, settings["learningRate"], settings["weightDecay"])


def loss_of(ids, teacher):
    hidden = encode(weights, encoder, ids, mask)
    student = F.normalize(hidden @ weights["projection.weight"].t(), dim=-1)
    return sinkhorn_cost(student, teacher, mass, mass, settings["epsilon"], settings["iterations"]).mean()


if mode == "compile":
    loss_of = torch.compile(loss_of)
done = 0


def train(steps):
    global done
    losses = []
    for _ in range(steps):
        loss = loss_of(ids[done % len(ids)], teacher[done % len(ids)])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), settings["clipNorm"], foreach=True)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        done += 1
    return {"losses": losses, "peak": peak_mib()}


serve({"torch": torch.__version__}, {"train": train})
