/** What a scenario declares, as data for lists and forms; none is made. */

import type { PyValue } from '../config/index.js';
import type { Attribute } from './attributes.js';
import { type Declaration, defaultValues } from './declaration.js';

export interface AttributeDescription extends Pick<Attribute, 'kind' | 'meaning' | 'allowed'> {
  readonly name: string;
  /** Its value where nothing is set, as `defaultValues` gives it. */
  readonly default: PyValue;
  /** What to set instead, where it can't be set. */
  readonly derivedFrom: readonly string[];
  /** Whether it is not computed from those, but has no effect. */
  readonly isIdle: boolean;
  /** Other spellings. */
  readonly aliases: readonly string[];
}

/** The attributes in the original's order. */
export function describeAttributes(declaration: Declaration): AttributeDescription[] {
  const { attributes, derived, aliases } = declaration;
  const values = defaultValues(declaration);
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    kind: attribute.kind,
    meaning: attribute.meaning,
    allowed: attribute.allowed,
    default: attribute.toPython(values[name] as never),
    derivedFrom: derived[name]?.from ?? [],
    isIdle: derived[name]?.isIdle ?? false,
    aliases: Object.keys(aliases).filter((alias) => aliases[alias] === name),
  }));
}

/** The default number of channels in each number of dimensions that there is. */
export function describeChannels(declaration: Declaration): number[] {
  const { dimensions, channels } = declaration;
  const values = defaultValues(declaration);
  return dimensions.map(
    (num_spatial_dims) =>
      channels?.({ ...values, num_spatial_dims }) ?? (values.num_channels as number),
  );
}
