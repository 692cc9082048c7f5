"""A BERT encoder, the transport loss and AdamW in plain PyTorch, the way its users write them."""

import math
import os
import resource

import numpy as np
import torch
import torch.nn.functional as F

# torch.compile starts a C++ compiler, which it looks for on the path.
os.environ.setdefault("PATH", os.defpath)


def linear(x, weights, name):
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def norm(x, weights, name, epsilon):
    return F.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)


def encode(weights, config, ids, mask):
    """Last hidden states [batch, length, hidden]; `mask` is bool [batch, length], true where others attend to."""
    batch, length = ids.shape
    heads, epsilon = config["heads"], config["layerNormEps"]
    position = weights["embeddings.position"][:length] + weights["embeddings.type"][0]
    x = norm(F.embedding(ids, weights["embeddings.word"]) + position, weights, "embeddings.norm", epsilon)
    attended = mask[:, None, None, :]
    for index in range(config["layers"]):
        attention, feed_forward = f"layer.{index}.attention", f"layer.{index}.feedForward"
        query, key, value = (
            linear(x, weights, f"{attention}.{name}").view(batch, length, heads, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        context = F.scaled_dot_product_attention(query, key, value, attn_mask=attended)
        context = linear(context.transpose(1, 2).reshape(x.shape), weights, f"{attention}.output")
        x = norm(x + context, weights, f"{attention}.norm", epsilon)
        wide = F.gelu(linear(x, weights, f"{feed_forward}.up"))
        x = norm(x + linear(wide, weights, f"{feed_forward}.down"), weights, f"{feed_forward}.norm", epsilon)
    return x


def transport_cost(student, teacher, a, b, plan_of):
    """<T, C> of each pair with cosine costs, no gradient through the plan. `a` and `b` are the masses
    [batch, positions]; the vectors have length 1."""
    cost = 1 - student @ teacher.transpose(1, 2)
    with torch.no_grad():
        plan = plan_of(cost, a[:, None, :], b[:, None, :])
    return (plan * cost).sum((1, 2))


def kernel_sinkhorn(epsilon, iterations):
    """Iterations in the kernel domain, for costs of at most 40 times epsilon."""

    def plan_of(cost, a, b):
        kernel = torch.exp((cost.amin(2, keepdim=True) - cost) / epsilon)
        v = b
        for _ in range(iterations):
            u = a / (v @ kernel.transpose(1, 2))
            v = b / (u @ kernel)
        return u.transpose(1, 2) * kernel * v

    return plan_of


def log_sinkhorn(epsilons):
    """An iteration for each epsilon in the log domain, for any costs; positions without mass get none."""

    def plan_of(cost, a, b):
        log_a, log_b = a.log().transpose(1, 2), b.log()
        g = torch.zeros_like(b)
        for epsilon in epsilons:
            f = -epsilon * ((g - cost) / epsilon + log_b).logsumexp(2, keepdim=True)
            g = -epsilon * ((f - cost) / epsilon + log_a).logsumexp(1, keepdim=True)
        return torch.exp((f + g - cost) / epsilon + log_a + log_b)

    return plan_of


def falling_epsilons(start, end, iterations):
    """From start to end geometrically over the first half of the iterations, then constant."""
    factor = (end / start) ** (1 / (iterations // 2))
    return [max(end, start * factor**iteration) for iteration in range(iterations)]


def adamw(weights, learning_rate, weight_decay):
    """Matrices decay, biases and normalisations do not. `fused` is PyTorch's fastest on the CPU."""
    matrices = [weight for weight in weights.values() if weight.dim() > 1]
    vectors = [weight for weight in weights.values() if weight.dim() == 1]
    groups = [{"params": matrices, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=learning_rate, fused=True)


def read_parameters(file, parameters):
    """Tensors that lie one after the other in a file of float32; `parameters` holds name and shape of each."""
    stored = torch.from_numpy(np.fromfile(file, dtype=np.float32))
    parts = stored.split([math.prod(shape) for _, shape in parameters])
    return {name: part.view(shape).clone() for (name, shape), part in zip(parameters, parts)}


def peak_mib():
    """Most memory that this process has held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
