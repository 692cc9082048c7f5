"""Batched Sinkhorn with POT on torch: argv = file of float32 costs, batch, n, m, epsilon, iterations, threads."""

import sys

import numpy as np
import ot
import torch
from ot.batch import solve_batch

from serve import serve

path, batch, n, m, epsilon, iterations, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
costs = torch.from_numpy(np.fromfile(path, dtype=np.float32).reshape(int(batch), int(n), int(m)))


def solve(method):
    with torch.no_grad():
        # A tolerance that nothing reaches: every iteration is done, as on the other sides.
        result = solve_batch(costs, float(epsilon), max_iter=int(iterations), tol=-1.0, method=method, grad="detach")
        return {"cost": float(result.value_linear.mean())}


serve({"POT": ot.__version__, "torch": torch.__version__}, {"solve": solve})
