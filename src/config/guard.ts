/**
 * What stands between the library and what a user added to it: whatever goes wrong in there becomes
 * a UserError that names it and the config string that asked for it.
 */

import { FUNCTION, isPromise, type Rule, textOf } from '../checks.js';
import {
  CheckpointError,
  DeviceLostError,
  PlaceError,
  StoppedError,
  UserError,
} from '../errors.js';
import { ConfigError } from './config-string.js';

/** What is no fault of an extension: the run was stopped, or its place went away or has no room. */
const NOT_ITS_OWN = [StoppedError, DeviceLostError, PlaceError, CheckpointError];

/** Stands around a thing that a user added: what it throws becomes a `UserError` that names it. */
export class Guard {
  private readonly who: string;

  /** `about` is the key of entries (`net`) whose strings name things of this kind. */
  constructor(
    kind: string,
    key: string,
    config: string,
    private readonly about: string,
  ) {
    this.who = `the ${kind} extension ${textOf(key)}, asked for by ${textOf(config)}`;
  }

  /**
   * What `work` gives, or what its promise does. What it throws becomes a UserError with that as its
   * cause, unless it names a place in the config string or the key of an entry.
   */
  run<T>(work: () => T): T {
    try {
      const result = work();
      if (!isPromise(result)) return result;
      return Promise.resolve(result).catch((error) => {
        throw this.named(error);
      }) as T;
    } catch (error) {
      throw this.named(error);
    }
  }

  /** Throws a UserError unless `value` is what the rule allows. */
  check(what: string, value: unknown, { allowed, fits }: Rule): void {
    if (!fits(value)) throw this.error(`${what} must be ${allowed}, not ${textOf(value)}`);
  }

  /** Throws a UserError unless `value` is a tensor of this shape, and of extents of 1 behind it. */
  checkNumbers(what: string, value: unknown, shape: readonly number[]): void {
    const given = shapeOf(value);
    const ones = Array<number>(Math.max(0, (given?.length ?? 0) - shape.length)).fill(1);
    if (given && String(given) === String([...shape, ...ones])) return;
    throw this.error(`${what} must be a tensor [${shape.join(', ')}, 1, …], not ${shown(value)}`);
  }

  /** A function of a state; throws a UserError where that has not the shape that it was given. */
  keepingShape<S extends { readonly shape: readonly number[] }>(
    what: string,
    step: (u: S) => S,
  ): (u: S) => S {
    this.check(what, step, FUNCTION);
    return (u) => {
      const next = this.run(() => step(u));
      if (String(shapeOf(next)) === String(u.shape)) return next;
      throw this.error(`${what} must give a tensor like its input ${shown(u)}, not ${shown(next)}`);
    };
  }

  /** A `UserError` that names the thing. */
  error(message: string, options?: ErrorOptions): UserError {
    return Object.assign(new UserError(`${this.who}: ${message}`, options), { key: this.about });
  }

  private named(error: unknown): unknown {
    if (NOT_ITS_OWN.some((kind) => error instanceof kind)) return error;
    const isNamed =
      error instanceof ConfigError || (error instanceof UserError && error.key !== undefined);
    if (isNamed) return error;
    const reason = error instanceof Error ? error.message : `it threw ${textOf(error)}`;
    return this.error(reason, { cause: error });
  }
}

const guards = new WeakMap<object, Guard>();

/** What a user's thing made, with its guard, for what goes wrong with it later. */
export function withGuard<Made extends object>(made: Made, guard: Guard): Made {
  guards.set(made, guard);
  return made;
}

/** The guard of what a user's thing made; what the library itself made has none. */
export const guardOf = (made: object): Guard | undefined => guards.get(made);

/** What `work` gives; what it throws is named as `Guard.run` does where `made` has a guard. */
export function onBehalfOf<T>(made: object, work: () => T): T {
  const guard = guardOf(made);
  return guard === undefined ? work() : guard.run(work);
}

/** The shape of a tensor, and nothing where there should be one. */
const shapeOf = (value: unknown): readonly number[] | undefined =>
  (value as { readonly shape?: readonly number[] } | null | undefined)?.shape;

function shown(value: unknown): string {
  const shape = shapeOf(value);
  return Array.isArray(shape) ? `[${shape.join(', ')}]` : textOf(value);
}
