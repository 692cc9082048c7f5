"""fast-plaid on the CPU, by itself or as PyLate's index: argv = package (fast_plaid or pylate), folder of the arrays,
folder for the index, dims, threads, bits."""

import importlib.metadata
import os
import pathlib
import sys

import torch

from search_arrays import read
from serve import serve

package, folder, index_folder, dims, threads, bits = sys.argv[1], *sys.argv[2:4], *map(int, sys.argv[4:])
processors = sorted(os.sched_getaffinity(0))
torch.set_num_threads(threads)
questions, question_starts = read(folder, "questions", dims)
index = None


def build():
    global index
    passages, starts = read(folder, "passages", dims)
    documents = [passages[starts[i] : starts[i + 1]] for i in range(len(starts) - 1)]
    if package == "pylate":
        from pylate import indexes

        index = indexes.PLAID(index_folder, "bench", override=True, nbits=bits, show_progress=False, device="cpu")
        index.add_documents([str(i) for i in range(len(documents))], documents)
    else:
        from fast_plaid import search

        index = search.FastPlaid(index=index_folder, device="cpu")
        index.create(documents_embeddings=documents, nbits=bits)
    files = [file for file in pathlib.Path(index_folder).rglob("*") if file.is_file()]
    return {"bytes": sum(file.stat().st_size for file in files)}


def use_threads(count):
    torch.set_num_threads(count)
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), processors[:count])


@torch.inference_mode()
def search(question, k, candidates, probes):
    query = questions[question_starts[question] : question_starts[question + 1]][None]
    if package == "pylate":
        index._index.n_full_scores, index._index.n_ivf_probe = candidates, probes
        hits = [(int(hit["id"]), hit["score"]) for hit in index(query, k=k)[0]]
    else:
        hits = index.search(query, top_k=k, n_full_scores=candidates, n_ivf_probe=probes, show_progress=False)[0]
    return {"passages": [hit[0] for hit in hits], "scores": [hit[1] for hit in hits]}


names = ["torch", "fast-plaid", *(["pylate"] if package == "pylate" else [])]
serve({name: importlib.metadata.version(name) for name in names}, {"build": build, "search": search, "threads": use_threads})
