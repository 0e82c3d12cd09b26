/** Scenarios of users' own that were asked for by their key: what they throw names it. */

import { type Guard, guardOf, withGuard } from '../config/index.js';
import type { Tensor } from '../graph/index.js';
import type { Stepper } from '../steppers/index.js';
import type { Scenario } from './scenario.js';

/**
 * The scenario, what the methods of its class throw guarded: each is a property of its own then that
 * calls that of the class.
 */
export function guardScenario<S extends Scenario>(scenario: S, guard: Guard): S {
  for (const [name, method] of methodsOf(scenario)) {
    const value = (...given: unknown[]) => guard.run(() => method.apply(scenario, given));
    Object.defineProperty(scenario, name, { value, configurable: true, writable: true });
  }
  return withGuard(scenario, guard);
}

/**
 * The class, what it constructs guarded, and what constructing throws. Of a class that extends it the
 * scenarios are its own affair.
 */
export function guardClass<C extends new (...given: never[]) => Scenario>(
  Class: C,
  guard: Guard,
): C {
  const guarded: C = new Proxy(Class, {
    construct(_, given, newTarget) {
      if (newTarget !== guarded) return Reflect.construct(Class, given, newTarget);
      const scenario = guard.run(() => Reflect.construct(Class, given) as Scenario);
      return guardScenario(scenario, guard);
    },
  });
  return guarded;
}

/** The stepper that a method of the scenario gave, its steps guarded where the scenario is. */
export function guardedStepper(scenario: object, method: string, stepper: Stepper): Stepper {
  const guard = guardOf(scenario);
  if (guard === undefined) return stepper;
  const { dims, domainExtent, numPoints, numChannels, dt } = stepper;
  const step = guard.keepingShape(`the step of ${method}()`, (u: Tensor) => stepper.step(u));
  return { dims, domainExtent, numPoints, numChannels, dt, step };
}

type AnyMethod = (...given: unknown[]) => unknown;

/** The methods of its class and of those between that and `BaseScenario`. */
function methodsOf(scenario: Scenario): Map<string, AnyMethod> {
  const methods = new Map<string, AnyMethod>();
  let prototype: object = Object.getPrototypeOf(scenario);
  while (!Object.hasOwn(prototype, 'redefines')) {
    const members = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    for (const [name, { value }] of members) {
      if (name !== 'constructor' && typeof value === 'function' && !methods.has(name)) {
        methods.set(name, value);
      }
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return methods;
}
