"""The dense training step in PyTorch: argv = folder of dense.json and its tensors, eager or compile, threads."""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

from serve import serve
from training_torch import adamw, encode, kernel_sinkhorn, peak_mib, read_parameters, transport_cost

folder, mode, threads = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
about = json.loads((folder / "dense.json").read_text())
encoder, batch, length, settings = about["encoder"], about["batch"], about["length"], about["training"]


def read(name, dtype, shape):
    return torch.from_numpy(np.fromfile(folder / name, dtype=dtype)).view(shape)


weights = read_parameters(folder / "weights.f32", about["parameters"])
for weight in weights.values():
    weight.requires_grad_()
ids = read("ids.i64", np.int64, (-1, batch, length))
teacher = read("teacher.f32", np.float32, (len(ids), batch, length, encoder["projectionSize"]))
mask = torch.ones(batch, length, dtype=torch.bool)
mass = torch.full((batch, length), 1 / length)
plan_of = kernel_sinkhorn(settings["epsilon"], settings["iterations"])
if mode == "compile":
    # Only the encoder, as its users do: compiled as a whole, with the solver's small products, a step takes four times longer.
    encode = torch.compile(encode)
optimizer = adamw(weights, settings["learningRate"], settings["weightDecay"])


def loss_of(ids, teacher):
    hidden = encode(weights, encoder, ids, mask)
    student = F.normalize(hidden @ weights["projection.weight"].t(), dim=-1)
    return transport_cost(student, teacher, mass, mass, plan_of).mean()


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


matrices = [shape for name, shape in about["parameters"] if len(shape) == 2 and name.startswith("layer.")]
operands = []


@torch.no_grad()
def products():
    """Those of a step with the layers' weights and nothing else: with the input, with the gradient of the output, of both."""
    if not operands:
        for outputs, inputs in matrices:
            shapes = (outputs, inputs), (batch * length, inputs), (batch * length, outputs)
            operands.append([torch.rand(shape) - 0.5 for shape in shapes])
    for weight, x, g in operands:
        x @ weight.t(), g @ weight, g.t() @ x


serve({"torch": torch.__version__}, {"train": train, "products": products})
