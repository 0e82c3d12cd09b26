/**
 * The scanner of config strings: "Conv;26;10;relu" -> fields, each with its place and its kind.
 *
 * Fields are separated by semicolons; spaces around a field do not belong to it. Numbers are
 * spelled as Python reads them: 10, 10_000, 007, -3, 0.5, .5, 2., 1e-3; booleans in any case. The
 * text is UTF-16, so a column is the index of a character in a JavaScript string.
 */

/** Kinds of fields. */
export const EMPTY: i32 = 0;
export const WORD: i32 = 1;
export const INTEGER: i32 = 2;
export const FLOAT: i32 = 3;
export const BOOLEAN: i32 = 4;
/** Begins as a number and is none; the field's fault is the column where it goes wrong. */
export const MALFORMED: i32 = 5;

/** Bytes per field: [start, length, kind, fault] as i32; fault is -1 where nothing is wrong. */
export const FIELD_BYTES: usize = 16;

const HYPHEN: i32 = 0x2d;
const PLUS: i32 = 0x2b;
const POINT: i32 = 0x2e;
const UNDERSCORE: i32 = 0x5f;
const SEMICOLON: i32 = 0x3b;

/** The column where `number` stopped. */
let stopped: i32 = 0;

/**
 * Writes the fields of text (u16[length]) to out and returns how many there are: at least 1, at
 * most length + 1. With `hyphens` not 0 a hyphen between letters and a digit separates fields too
 * (the older spelling `sup-03` of `sup;3`).
 */
export function scanConfig(text: usize, length: i32, hyphens: i32, out: usize): i32 {
  let count = 0;
  let start = 0;
  let lettersOnly = true;
  for (let i = 0; i <= length; i++) {
    const c = i < length ? character(text, i) : SEMICOLON;
    const old = c == HYPHEN && hyphens != 0 && lettersOnly && i > start &&
      i + 1 < length && isDigit(character(text, i + 1));
    if (c == SEMICOLON || old) {
      writeField(text, start, i, out + <usize>count * FIELD_BYTES);
      count++;
      start = i + 1;
      lettersOnly = true;
    } else if (!isLetter(c)) {
      lettersOnly = false;
    }
  }
  return count;
}

// @ts-ignore: decorator
@inline
function character(text: usize, i: i32): i32 {
  return load<u16>(text + (<usize>i << 1));
}

// @ts-ignore: decorator
@inline
function isDigit(c: i32): bool {
  return c >= 0x30 && c <= 0x39;
}

// @ts-ignore: decorator
@inline
function isLetter(c: i32): bool {
  return (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
}

// @ts-ignore: decorator
@inline
function isSpace(c: i32): bool {
  return c == 0x20 || (c >= 0x09 && c <= 0x0d) || c == 0xa0;
}

/** Writes the field in [start, end), without the spaces around it. */
function writeField(text: usize, start: i32, end: i32, out: usize): void {
  while (start < end && isSpace(character(text, start))) start++;
  while (end > start && isSpace(character(text, end - 1))) end--;
  const kind = kindOf(text, start, end);
  store<i32>(out, start);
  store<i32>(out, end - start, 4);
  store<i32>(out, kind, 8);
  store<i32>(out, kind == MALFORMED ? stopped : kind == EMPTY ? start : -1, 12);
}

function kindOf(text: usize, start: i32, end: i32): i32 {
  if (start == end) return EMPTY;
  if (spells(text, start, end, 'true') || spells(text, start, end, 'false')) return BOOLEAN;
  let first = character(text, start);
  const signed = first == HYPHEN || first == PLUS;
  if (signed) first = start + 1 < end ? character(text, start + 1) : 0;
  const pointed = first == POINT;
  if (!isDigit(first) && !pointed) return WORD;
  return number(text, signed ? start + 1 : start, end);
}

/** Whether the field is this word (lower-case ASCII) in any case. */
function spells(text: usize, start: i32, end: i32, word: string): bool {
  if (end - start != word.length) return false;
  for (let i = 0; i < word.length; i++) {
    if ((character(text, start + i) | 0x20) != word.charCodeAt(i)) return false;
  }
  return true;
}

/** The kind of an unsigned number in [i, end): INTEGER, FLOAT or MALFORMED (see `stopped`). */
function number(text: usize, i: i32, end: i32): i32 {
  let kind = INTEGER;
  const whole = i;
  i = digits(text, i, end);
  let any = i > whole;
  if (i < end && character(text, i) == POINT) {
    kind = FLOAT;
    const fraction = ++i;
    i = digits(text, i, end);
    any = any || i > fraction;
  }
  if (any && i < end && (character(text, i) | 0x20) == 0x65) {
    kind = FLOAT;
    i++;
    if (i < end && (character(text, i) == HYPHEN || character(text, i) == PLUS)) i++;
    const exponent = i;
    i = digits(text, i, end);
    any = i > exponent;
  }
  stopped = i;
  return any && i == end ? kind : MALFORMED;
}

/** The end of the digits from i on; single underscores may stand between two of them. */
function digits(text: usize, i: i32, end: i32): i32 {
  while (i < end && isDigit(character(text, i))) {
    i++;
    if (i + 1 < end && character(text, i) == UNDERSCORE && isDigit(character(text, i + 1))) i++;
  }
  return i;
}
