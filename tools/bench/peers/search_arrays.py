"""The arrays that every search engine gets: token vectors as binary16 numbers, and where each text's tokens start."""

import pathlib

import numpy as np
import torch


def read(folder, name, dims):
    """@returns float32 vectors [tokens, dims] and starts [texts + 1]"""
    values = np.fromfile(pathlib.Path(folder) / f"{name}.f16", dtype=np.float16).astype(np.float32)
    starts = np.fromfile(pathlib.Path(folder) / f"{name}.starts", dtype=np.uint32).astype(np.int64)
    return torch.from_numpy(values).reshape(-1, dims), starts
