/**
 * The words of an instruction's arguments, by the names that assembly/kernels/arguments/ gives
 * them.
 */

/** A float64 as two words. */
export function f64Words(value: number): [number, number] {
  const [low, high] = new Uint32Array(Float64Array.of(value).buffer);
  return [low, high];
}

type WordOf<Value> = Value extends readonly (infer Word)[] ? Word : Value;

/**
 * Each argument at its position; one of several words, as a float64 or a list at the end, from
 * there on.
 */
export function argumentWords<Name extends string, Value>(
  positions: Readonly<Record<Name, number>>,
  values: Readonly<Record<Name, Value>>,
): WordOf<Value>[] {
  const words: WordOf<Value>[] = [];
  for (const name in values) {
    [values[name]].flat().forEach((word, i) => {
      words[positions[name] + i] = word as WordOf<Value>;
    });
  }
  return words;
}
