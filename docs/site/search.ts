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

const words = (text: string): string[] => text.match(/[\p{L}\p{N}_]+/gu) ?? [];

/** Of keys of several words: `diff` and `adv` of `diff_adv`. */
const pieces = (text: string): string[] =>
  words(text)
    .filter((word) => word.includes('_'))
    .flatMap((word) => word.split('_').filter(Boolean));

/** Gives the parts that have all words that are asked for, the best first. */
export function searchOver(parts: readonly Part[]): (query: string) => Part[] {
  const index = new MiniSearch<Part & { id: number; pieces: string }>({
    fields: ['heading', 'page', 'text', 'pieces'],
    tokenize: (text, field) => (field === 'pieces' ? pieces(text) : words(text)),
  });
  index.addAll(parts.map((part, id) => ({ ...part, id, pieces: `${part.heading} ${part.text}` })));
  const options = {
    boost: { heading: 4, page: 2, pieces: 0.2 },
    prefix: true,
    fuzzy: (word: string) => (word.length > 4 ? 0.2 : false),
    // What has the very word comes before what has one like it.
    weights: { prefix: 0.1, fuzzy: 0.05 },
    // What explains comes before what lists.
    boostDocument: (id: number) => (parts[id]!.address.startsWith('reference/') ? 0.5 : 1),
    // A key is asked for as a whole.
    tokenize: words,
    combineWith: 'AND',
  } as const;
  return (query) => index.search(query, options).map(({ id }) => parts[id]!);
}
