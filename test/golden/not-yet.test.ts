/**
 * Every rule of not-yet.json excludes something of the whole set: none is out of date or
 * misspelled.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { excludes, notYet } from './goldens.js';

const root = process.env.APEBENCH_GOLDENS ?? '';

/** The index of a list: `solver/metrics/mean` stands inside that of `solver/metrics`. */
function indexOf(group: string): unknown {
  const folder = join(root, ...group.split('/').slice(0, 2));
  return JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
}

/** All objects inside a JSON value, however deep. */
function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

const skip = root === '' && 'needs the whole set: APEBENCH_GOLDENS is not set';

for (const [group, rules] of Object.entries(notYet)) {
  test(`${group}: every rule excludes something`, { skip }, () => {
    const objects = [...objectsIn(indexOf(group))];
    for (const rule of rules) {
      assert.ok(
        objects.some((entry) => excludes(rule, entry)),
        `no case has ${rule.field} like ${rule.pattern}`,
      );
    }
  });
}
