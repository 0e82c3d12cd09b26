/** Files damaged at random, always the same ones for a seed. */

import seedrandom from 'seedrandom';

/** What stands in a file as text, in the place of a number or a word. */
const EVIL = [
  ...['-1', '0', '-0', '1', '1.5', '-12', '1e400', '9007199254740993', '99999999999999999999'],
  ...['null', 'true', 'NaN', 'None', 'True', '""', "''", '"a"', '[]', '{}', '()', '(-1,)', '[[1]]'],
  ...['__proto__', 'constructor', '\u0000', '\ufeff', '\ud800', '\r\n', ',', '"', "'", '\\', '\\u'],
  ...['['.repeat(5000), '{"a":'.repeat(5000), '9'.repeat(5000)],
];

/** Draws what a damage needs. */
export class Chance {
  private readonly next: () => number;

  constructor(seed: string) {
    this.next = seedrandom(seed);
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Two places in something so long, in order, usually close. */
  range(length: number): [from: number, to: number] {
    const from = this.below(length + 1);
    const most = this.below(4) === 0 ? length : Math.min(length, from + 12);
    return [from, from + this.below(most - from + 1)];
  }
}

const spliced = (bytes: Uint8Array, [from, to]: [number, number], put: Uint8Array) => {
  const out = new Uint8Array(bytes.length - (to - from) + put.length);
  out.set(bytes.subarray(0, from));
  out.set(put, from);
  out.set(bytes.subarray(to), from + put.length);
  return out;
};

type Damage = (bytes: Uint8Array, chance: Chance) => Uint8Array;

const DAMAGES: readonly Damage[] = [
  function turnBit(bytes, chance) {
    const out = bytes.slice();
    if (out.length > 0) out[chance.below(out.length)]! ^= 1 << chance.below(8);
    return out;
  },
  function setByte(bytes, chance) {
    const out = bytes.slice();
    if (out.length > 0) out[chance.below(out.length)] = chance.of([0, 255, chance.below(256)]);
    return out;
  },
  function cutOff(bytes, chance) {
    return bytes.slice(0, chance.below(bytes.length + 1));
  },
  function zero(bytes, chance) {
    const out = bytes.slice();
    return out.fill(0, ...chance.range(out.length));
  },
  function leaveOut(bytes, chance) {
    return spliced(bytes, chance.range(bytes.length), new Uint8Array(0));
  },
  function repeat(bytes, chance) {
    const [from, to] = chance.range(bytes.length);
    return spliced(bytes, [to, to], bytes.subarray(from, to));
  },
  function putIn(bytes, chance) {
    const put = Uint8Array.from({ length: chance.below(9) }, () => chance.below(256));
    return spliced(bytes, chance.range(bytes.length), put);
  },
  (bytes, chance) => replaceWord(bytes, chance, /-?\d+(\.\d+)?/g),
  (bytes, chance) => replaceWord(bytes, chance, /"[^"]*"|'[^']*'|\w+/g),
  (bytes, chance) => replaceWord(bytes, chance, /[[\]{}(),:\n"']/g),
];

/** Puts something evil in the place of a word; bytes that are no ASCII stay as they are. */
function replaceWord(bytes: Uint8Array, chance: Chance, word: RegExp): Uint8Array {
  const text = new TextDecoder('latin1').decode(bytes);
  const words = [...text.matchAll(word)];
  if (words.length === 0) return bytes;
  const { 0: found, index } = chance.of(words);
  return spliced(bytes, [index, index + found.length], new TextEncoder().encode(chance.of(EVIL)));
}

/** The bytes after one to three damages. */
export function damaged(bytes: Uint8Array, chance: Chance): Uint8Array {
  let out = bytes;
  for (let i = chance.below(3); i >= 0; i--) out = chance.of(DAMAGES)(out, chance);
  return out;
}
