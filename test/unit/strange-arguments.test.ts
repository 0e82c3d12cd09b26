/**
 * Every function that the package exports, and every class, is called with nothing and with what
 * few of them take: what is thrown is a UserError, and has one line.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import * as apebench from '../../src/index.js';

const STRANGE: readonly unknown[][] = [[], [null], [3], ['x'], [{}], [null, null], [{}, {}]];

type Call = (...args: unknown[]) => unknown;

function* exported(value: unknown, path: string, seen: Set<unknown>): Generator<[string, Call]> {
  if (seen.has(value)) return;
  seen.add(value);
  if (typeof value === 'function') {
    const isClass = /^class\b/.test(Function.prototype.toString.call(value));
    yield [path, isClass ? (...args) => Reflect.construct(value, args) : (value as Call)];
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const [name, part] of Object.entries(value)) {
      yield* exported(part, path === '' ? name : `${path}.${name}`, seen);
    }
  }
}

for (const [name, call] of exported(apebench, '', new Set())) {
  test(`${name} throws nothing but UserErrors`, async () => {
    for (const args of STRANGE) {
      const what = `${name}(${args.map((one) => JSON.stringify(one)).join(', ')})`;
      try {
        await call(...args);
      } catch (error) {
        assert.ok(error instanceof UserError, `${what}: ${(error as Error).stack}`);
      }
    }
  });
}
