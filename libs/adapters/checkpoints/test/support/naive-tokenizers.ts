import type { BpeModel, TokenizerJson, UnigramModel, WordPieceModel } from '../../src/tokenizer-file/tokenizer-json.ts';

/** Ids of one word by the definition of each model: the oracle of vocabulary trimming. */
export function tokenizeWord(model: TokenizerJson['model'], word: string): number[] {
  switch (model.type) {
    case 'WordPiece':
      return wordPiece(model, word);
    case 'BPE':
      return bytePairs(model, word);
    case 'Unigram':
      return unigram(model, word);
  }
}

/** The longest piece first; a word that does not work out is unknown. Source: Wu et al. 2016. */
function wordPiece({ vocab, unk_token }: WordPieceModel, word: string): number[] {
  const ids: number[] = [];
  for (let begin = 0; begin < word.length;) {
    let end = word.length;
    const piece = () => (begin === 0 ? '' : '##') + word.slice(begin, end);
    while (end > begin && vocab[piece()] === undefined) end--;
    if (end === begin) return [vocab[unk_token]!];
    ids.push(vocab[piece()]!);
    begin = end;
  }
  return ids;
}

/** The earliest merge that applies anywhere, leftmost first, until none does. Source: Sennrich et al. 2016. */
function bytePairs({ vocab, merges, unk_token }: BpeModel, word: string): number[] {
  let symbols = Array.from(word, (character) => (vocab[character] === undefined ? unk_token! : character));
  const ranks = new Map(merges.map((merge, rank) => [String(merge), rank]));
  for (;;) {
    const found = symbols.slice(1).map((right, index) => ranks.get(`${symbols[index]!},${right}`) ?? Infinity);
    const best = Math.min(...found);
    if (best === Infinity) return symbols.map((symbol) => vocab[symbol]!);
    const at = found.indexOf(best);
    symbols = [...symbols.slice(0, at), symbols[at]! + symbols[at + 1]!, ...symbols.slice(at + 2)];
  }
}

/** The best of all segmentations, unknown characters at 10 below the lowest score. Source: Kudo 2018, sentencepiece. */
function unigram({ vocab, unk_id }: UnigramModel, word: string): number[] {
  const unknown = Math.min(...vocab.map(([, score]) => score)) - 10;
  const best: { score: number; ids: number[] }[] = [{ score: 0, ids: [] }];
  for (let end = 1; end <= word.length; end++) {
    const candidates = vocab.flatMap(([piece, score], id) => {
      const before = word.slice(0, end).endsWith(piece) ? best[end - piece.length] : undefined;
      return before === undefined ? [] : [{ score: before.score + score, ids: [...before.ids, id] }];
    });
    const hasSingle = vocab.some(([piece]) => piece === word[end - 1]);
    const before = best[end - 1]!;
    if (!hasSingle) candidates.push({ score: before.score + unknown, ids: [...before.ids, unk_id!] });
    best[end] = candidates.reduce((left, right) => (right.score > left.score ? right : left));
  }
  return best[word.length]!.ids.filter((id, index, ids) => id !== unk_id || ids[index - 1] !== unk_id);
}
