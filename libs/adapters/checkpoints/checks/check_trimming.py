"""Trimmed tokenizers against Hugging Face tokenizers: npm run check:trimming [-- corpus.txt]

Trains one tokenizer of each kind on the corpus (one text per line), trims it to the tokens of every other text, and
demands that the trimmed one cuts those texts into the same tokens. PYTHON names an interpreter that has the peers; node must be on the PATH.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

here = Path(__file__).resolve().parent
corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "fixtures" / "corpus.txt"
texts = [line for line in corpus.read_text("utf8").splitlines() if line]
special = ["<pad>", "<s>", "</s>", "<unk>", "<mask>"]
size = min(8000, 60 + 4 * len(texts))


def with_template(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[(token, tokenizer.token_to_id(token)) for token in ["<s>", "</s>"]]
    )
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id("<pad>"), pad_token="<pad>")
    return tokenizer


def word_piece() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, show_progress=False))
    return with_template(tokenizer)


def bpe() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, limit_alphabet=60, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return with_template(tokenizer)


def byte_level_bpe() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size + 256, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return with_template(tokenizer)


def unigram() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=special, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return with_template(tokenizer)


def check(name: str, tokenizer: Tokenizer, folder: Path) -> None:
    source, wanted, target = (folder / file for file in ["tokenizer.json", "wanted.json", "trimmed.json"])
    tokenizer.save(str(source))
    unknown = tokenizer.token_to_id("<unk>")
    encoded = [tokenizer.encode(text).ids for text in texts]
    kept = [index for index in range(0, len(texts), 2) if name != "WordPiece" or unknown not in encoded[index]]
    wanted.write_text(json.dumps(sorted({id for index in kept for id in encoded[index]})))
    script = str(here / "trim-tokenizer.ts")
    new_ids = json.loads(subprocess.run(["node", script, source, wanted, target], check=True, capture_output=True).stdout)
    trimmed = Tokenizer.from_file(str(target))
    for index in kept:
        expected, got = [new_ids[id] for id in encoded[index]], trimmed.encode(texts[index]).ids
        assert got == expected, f"{name}: {texts[index]!r}\n{got}\n{expected}"
    again = trimmed.encode_batch(texts)
    assert len({len(encoding.ids) for encoding in again}) == 1, "padding"
    assert max(id for encoding in again for id in encoding.ids) < trimmed.get_vocab_size()
    print(f"{name}: {len(kept)} texts equal, {tokenizer.get_vocab_size()} -> {trimmed.get_vocab_size()} tokens")


if __name__ == "__main__":
    for make in [word_piece, bpe, byte_level_bpe, unigram]:
        tokenizer = make()
        with tempfile.TemporaryDirectory() as folder:
            check(type(tokenizer.model).__name__, tokenizer, Path(folder))
