"""Exported directories against the peers: npm run check:export [-- model directory ...]

Exports the fixtures (and the models named) with checks/export-models.ts, then demands for each that
- every tensor of the original that the encoder uses is there, bit for bit (float32) or rounded (float16);
- transformers gives the same last hidden state for original and export, and ONNX Runtime the same token vectors;
- PyLate (late interaction) or sentence-transformers (pooled) gives the same vectors for texts as a computation from
  the original's tensors.
PYTHON names an interpreter that has the peers; node must be on the PATH.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
import numpy as np
import onnxruntime
import torch
from pylate import models
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, AutoTokenizer

logging.disable(logging.WARNING)
here = Path(__file__).resolve().parent
fixtures = [here.parent / "fixtures" / name for name in ["tiny-bert", "tiny-xlm-roberta", "tiny-colbert", "tiny-pylate"]]
texts = ["the river runs past the old town", "bread and milk, in the rain!", "el tren"]


def tensors_of(folder: Path) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")) + sorted(folder.glob("1_Dense/*.safetensors")):
        state |= load_file(file)
    # transformers 5 writes the names of TensorFlow for models that it has loaded from a file.
    renamed = {name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias"): value for name, value in state.items()}
    return {name.removeprefix("bert."): value.float() for name, value in renamed.items() if "pooler" not in name}


def without_pooler(folder: Path) -> torch.nn.Module:
    return AutoModel.from_pretrained(folder, add_pooling_layer=False, dtype=torch.float32).eval()


def difference(left, right) -> float:
    return float(np.abs(np.asarray(left) - np.asarray(right)).max())


def normalised(vectors: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(vectors, dim=-1)


@torch.no_grad()
def check(original: Path, export: Path, half: Path) -> dict[str, float]:
    expected, exported, rounded = tensors_of(original), tensors_of(export), tensors_of(half)
    assert expected.keys() == exported.keys() == rounded.keys(), original
    assert all(torch.equal(expected[name], exported[name]) for name in expected)
    assert all(torch.equal(expected[name].half().float(), rounded[name]) for name in expected)

    tokenizer, same_tokenizer = AutoTokenizer.from_pretrained(original), AutoTokenizer.from_pretrained(export)
    for text in texts:
        assert tokenizer(text)["input_ids"] == same_tokenizer(text)["input_ids"], text
    model, same_model = without_pooler(original), without_pooler(export)
    config = json.loads((export / "config.json").read_text())
    batch = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
    ids = torch.where(batch["attention_mask"] == 1, batch["input_ids"], config["pad_token_id"])
    mask = batch["attention_mask"]
    hidden = model(ids, mask).last_hidden_state
    differences = {"transformers": difference(hidden[mask == 1], same_model(ids, mask).last_hidden_state[mask == 1])}

    head = expected.get("linear.weight", torch.eye(hidden.shape[-1]))
    vectors = normalised(hidden @ head.T)
    session = onnxruntime.InferenceSession(export / "onnx" / "model.onnx")
    (theirs,) = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
    differences["onnxruntime"] = difference(vectors[mask == 1], theirs[mask.numpy() == 1])

    if "ColBERT" in (export / "config_sentence_transformers.json").read_text():
        colbert = models.ColBERT(str(export), device="cpu")
        assert torch.equal(colbert[1].linear.weight.float(), head)
        assert torch.equal(colbert[0].auto_model.get_input_embeddings().weight.float(), expected["embeddings.word_embeddings.weight"])
        for text in texts:
            body = tokenizer(text, add_special_tokens=False)["input_ids"][: colbert.document_length - 3]
            ids = [tokenizer.cls_token_id, tokenizer.convert_tokens_to_ids("[D] "), *body, tokenizer.sep_token_id]
            wanted = normalised(model(torch.tensor([ids])).last_hidden_state[0] @ head.T)
            got = colbert.encode([text], is_query=False, show_progress_bar=False)[0]
            kept = [index for index, id in enumerate(ids) if id not in colbert.skiplist]
            differences["PyLate"] = max(differences.get("PyLate", 0), difference(wanted[kept], got))
    else:
        weights = mask[..., None].float()
        pooled = normalised((hidden * weights).sum(1) / weights.sum(1))
        got = SentenceTransformer(str(export), device="cpu").encode(texts, show_progress_bar=False)
        differences["sentence-transformers"] = difference(pooled, got)
    return differences


if __name__ == "__main__":
    directories = fixtures + [Path(name) for name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as target:
        subprocess.run(["node", here / "export-models.ts", target, *directories], check=True)
        for directory in directories:
            export = Path(target) / directory.name
            differences = check(directory, export, export.with_name(f"{directory.name}-half"))
            print(directory.name, {name: f"{value:.1e}" for name, value in differences.items()})
            assert max(differences.values()) < 1e-4
