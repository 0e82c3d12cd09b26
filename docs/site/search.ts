/** The search over the parts of pages: the same in the browser and in tests. */

import MiniSearch from 'minisearch';

/** What stands under one heading. */
export interface Part {
  /** Its address in the site, with the anchor. */
  readonly address: string;
  readonly heading: string;
  /** The title of its page. */
  readonly page: string;
  readonly text: string;
}

/** A word of the documents, and its pieces: `diff_adv`, `diff`, `adv`. */
function words(text: string): string[] {
  const found = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return found.flatMap((word) =>
    word.includes('_') ? [word, ...word.split('_').filter(Boolean)] : [word],
  );
}

/** Gives the parts that have all words that are asked for, the best first. */
export function searchOver(parts: readonly Part[]): (query: string) => Part[] {
  const index = new MiniSearch<Part & { id: number }>({
    fields: ['heading', 'page', 'text'],
    tokenize: words,
  });
  index.addAll(parts.map((part, id) => ({ ...part, id })));
  return (query) => {
    // A key is asked for as a whole; its pieces alone would find its neighbours.
    const asked = query.match(/[\p{L}\p{N}_]+/gu) ?? [];
    const options = {
      combineWith: 'AND',
      boost: { heading: 4, page: 2 },
      prefix: true,
      fuzzy: (word: string) => (word.length > 4 ? 0.2 : false),
      tokenize: (text: string) => [text],
    } as const;
    const found = index.search({ combineWith: 'AND', queries: asked }, options);
    return found.map(({ id }) => parts[id]!);
  };
}
