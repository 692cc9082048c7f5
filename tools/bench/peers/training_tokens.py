"""Token ids of a bitext for both sides of the comparison: argv = folder of pairs.json ([english, foreign] each), tokenizer
of the teacher, size of the student's vocabulary. Writes ids and lengths of both texts of each pair, without special
tokens, and the student's tokenizer: a byte-pair encoding of the foreign texts."""

import json
import pathlib
import sys

import numpy as np
import tokenizers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

folder, teacher, size = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
english, foreign = zip(*json.loads((folder / "pairs.json").read_text()))

student = Tokenizer(models.BPE(unk_token="[UNK]"))
student.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
student.pre_tokenizer = pre_tokenizers.Metaspace()
special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
student.train_from_iterator(foreign, trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False))
student.save(str(folder / "student.json"))


def write(name, tokenizer, texts):
    ids = [encoding.ids for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    np.concatenate(ids).astype(np.int32).tofile(folder / f"{name}.ids")
    np.array([len(text) for text in ids], dtype=np.int32).tofile(folder / f"{name}.lengths")


wordpiece = Tokenizer.from_file(teacher)
wordpiece.no_truncation()
wordpiece.no_padding()
write("english", wordpiece, english)
write("foreign", student, foreign)
print(json.dumps({"tokenizers": tokenizers.__version__}))
