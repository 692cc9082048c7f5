"""Exact MaxSim by matrix products in PyTorch: argv = folder of passages.f16, passages.starts, questions.f16,
questions.starts; dims; threads."""

import sys

import numpy as np
import torch

from search_arrays import read
from serve import serve

folder, dims, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
passages, starts = read(folder, "passages", dims)
questions, question_starts = read(folder, "questions", dims)
lengths = torch.from_numpy(np.diff(starts))


def scores_of(question):
    query = questions[question_starts[question] : question_starts[question + 1]]
    products = passages @ query.T
    return torch.segment_reduce(products, "max", lengths=lengths, axis=0).sum(1)


@torch.inference_mode()
def search(question, k):
    best = scores_of(question).topk(min(k, len(lengths)))
    return {"passages": best.indices.tolist(), "scores": best.values.tolist()}


serve({"torch": torch.__version__}, {"search": search})
