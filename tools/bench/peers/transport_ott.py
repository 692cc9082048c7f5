"""Batched Sinkhorn with ott-jax, jitted: argv = file of float32 costs, batch, n, m, epsilon, iterations."""

import sys

import jax
import jax.numpy as jnp
import numpy as np
import ott
from ott.geometry import geometry
from ott.problems.linear import linear_problem
from ott.solvers.linear import sinkhorn

from serve import serve

path, batch, n, m, epsilon, iterations = sys.argv[1:]
costs = jnp.asarray(np.fromfile(path, dtype=np.float32).reshape(int(batch), int(n), int(m)))


def solver(lse_mode):
    # min_iterations = max_iterations and one inner block: a fixed number of iterations without looks at the error.
    solve = sinkhorn.Sinkhorn(
        lse_mode=lse_mode,
        threshold=0.0,
        min_iterations=int(iterations),
        max_iterations=int(iterations),
        inner_iterations=int(iterations),
    )

    def one(cost):
        out = solve(linear_problem.LinearProblem(geometry.Geometry(cost_matrix=cost, epsilon=float(epsilon))))
        return jnp.sum(out.matrix * cost)

    return jax.jit(lambda costs: jax.vmap(one)(costs))


solvers = {"log": solver(True), "kernel": solver(False)}


def solve(method):
    return {"cost": float(solvers[method](costs).block_until_ready().mean())}


serve({"ott-jax": ott.__version__, "jax": jax.__version__}, {"solve": solve})
