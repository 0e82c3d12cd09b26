/** What a scenario declares, as data for lists and forms; none is made. */

import { check, type Rule, TEXT } from '../checks.js';
import { PyFloat, type PyValue, str } from '../config/index.js';
import type { Attribute, Good, GoodRange } from './attributes.js';
import { type Declaration, defaultValues } from './declaration.js';

/** An attribute as lists show it. */
export interface AttributeDescription extends Pick<Attribute, 'kind' | 'meaning' | 'allowed'> {
  /** By which it is set. */
  readonly name: string;
  /** Its value where nothing is set, as `defaultValues` gives it. */
  readonly default: PyValue;
  /** Values that make a sensible benchmark, others at their defaults; null where each does. */
  readonly good: Good | null;
  /** What to set instead, where it can't be set. */
  readonly derivedFrom: readonly string[];
  /** Whether it is not computed from those, but has no effect. */
  readonly isIdle: boolean;
  /** Other spellings. */
  readonly aliases: readonly string[];
}

/** The attributes in the original's order. */
export function describeAttributes(declaration: Declaration): AttributeDescription[] {
  const values = defaultValues(declaration);
  const { attributes, derived, aliases } = declaration;
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    kind: attribute.kind,
    meaning: attribute.meaning,
    allowed: attribute.allowed,
    default: attribute.toPython(values[name] as never),
    good: Object.hasOwn(derived, name) ? null : (attribute.good ?? null),
    derivedFrom: derived[name]?.from ?? [],
    isIdle: derived[name]?.isIdle ?? false,
    aliases: Object.keys(aliases).filter((alias) => aliases[alias] === name),
  }));
}

const isRange = (good: Good): good is GoodRange => typeof good[0] === 'number';
const numberText = (value: number) => str(Number.isInteger(value) ? value : new PyFloat(value));
const rangeText = ([low, high]: GoodRange) =>
  low === high ? numberText(low) : `${numberText(low)} to ${numberText(high)}`;

const DESCRIPTION: Rule = {
  allowed: 'one that describeAttributes gives',
  fits(value) {
    const { good, kind } = (value ?? {}) as Partial<AttributeDescription>;
    return TEXT.fits(kind) && (good === null || Array.isArray(good));
  },
};

/** Good values in words: `0.5 to 2`, `0 to 1; -2 to -1` by entries, `theta, iota` to choose from. */
export function goodText(description: Pick<AttributeDescription, 'good' | 'kind'>): string {
  check('an attribute', description, DESCRIPTION);
  const { good, kind } = description;
  if (good === null) return '';
  if (isRange(good)) return `${kind === 'tuple' ? 'each ' : ''}${rangeText(good)}`;
  const items = good.map((item) => (typeof item === 'string' ? item : rangeText(item)));
  return items.join(kind === 'tuple' || kind === 'matrix' ? '; ' : ', ');
}

/** The default number of channels in each number of dimensions that there is. */
export function describeChannels(declaration: Declaration): number[] {
  const values = defaultValues(declaration);
  const { dimensions, channels } = declaration;
  return dimensions.map(
    (num_spatial_dims) =>
      channels?.({ ...values, num_spatial_dims }) ?? (values.num_channels as number),
  );
}
