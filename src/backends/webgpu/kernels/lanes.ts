/**
 * WGSL of the few values that an invocation works on at a time: vectors of samples or channels, and
 * numbered variables.
 */

/** The tile of at most `most` that covers n with the least left over. */
export const tileOf = (n: number, most: number): number => Math.ceil(n / Math.ceil(n / most));

/** The type of n ≤ 4 numbers. */
export const vectorType = (n: number): string => (n === 1 ? 'f32' : `vec${n}<f32>`);

/** Lane i of a variable of type vectorType(n). */
export const lane = (name: string, i: number, n: number): string =>
  n === 1 ? name : `${name}.${'xyzw'[i]}`;

/** `base` and i strides. */
export const stepped = (base: string, i: number, stride: string): string =>
  i === 0 ? base : `${base} + ${i}u * ${stride}`;

/** The elements of `mem` at `base`, `base` + `stride`, … as one value of type `type`. */
export const gathered = (
  mem: string,
  type: string,
  n: number,
  base: string,
  stride: string,
): string => `${type}(${times(n, (i) => `${mem}[${stepped(base, i, stride)}]`).join(', ')})`;

/** The texts of 0 … n-1. */
export const times = (n: number, text: (i: number) => string): string[] =>
  Array.from({ length: n }, (_, i) => text(i));

/**
 * `statement`, where `first` is a number that the invocation knows to be at most i; always for
 * `whole`.
 */
export const guarded = (whole: boolean, first: string, i: number, statement: string): string =>
  whole ? statement : `if (${first} <= ${i}u) { ${statement} }`;
