/** Config strings (`Conv;26;10;relu`) taken apart into a name and fields, and put together again. */

import type { StringFieldInfo, StringKind } from '../protocol.js';

export interface ComposedRules {
  readonly kinds: readonly StringKind[];
  /** Whether the case of names counts. */
  readonly exact?: boolean;
  /** Whether a hyphen before a number separates fields, too: `sup-03`. */
  readonly hyphens?: boolean;
}

export interface Composed {
  /** As it is spelled. */
  readonly name: string;
  /** Undefined where the string names none of the kinds. */
  readonly kind: StringKind | undefined;
  /** The text of every field that the kind has. */
  readonly values: readonly string[];
}

/** A name as documents spell it. */
export const nameOf = ({ example }: StringKind): string => example.split(';')[0]!;

export function takeApart(text: string, { kinds, exact, hyphens }: ComposedRules): Composed {
  const separated = hyphens === true ? text.replace(/([A-Za-z])-(?=\d)/g, '$1;') : text;
  const [name, ...given] = separated.split(';').map((field) => field.trim()) as [
    string,
    ...string[],
  ];
  const wanted = exact === true ? name : name.toLowerCase();
  const kind = kinds.find((one) => one.name === wanted);
  const values = (kind?.fields ?? []).map((field, i) => shown(given[i], field));
  return { name, kind, values };
}

/** What a field says; a word of a list as the list spells it. */
function shown(
  given: string | undefined,
  { optional, allowed, ...field }: StringFieldInfo,
): string {
  const text = given ?? (optional ? field.default : '');
  return allowed?.find((word) => word.toLowerCase() === text.toLowerCase()) ?? text;
}

/** The string with another field, without optional ones at its end that have their defaults. */
export function withField(
  text: string,
  rules: ComposedRules,
  index: number,
  value: string,
): string {
  const { name, kind, values: before } = takeApart(text, rules);
  const values = before.map((one, i) => (i === index ? value.trim() : one));
  const { fields } = kind!;
  const isLeftOut = (i: number) => fields[i]!.optional && values[i] === fields[i]!.default;
  let count = values.length;
  while (count > 0 && isLeftOut(count - 1)) count--;
  return [name, ...values.slice(0, count)].join(';');
}
