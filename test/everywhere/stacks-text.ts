/** How many cases of each suite which stack ran, side by side. */

import { basename } from 'node:path';
import type { Stack } from './gpu-stacks.js';
import type { Case } from './tap.js';

export const sum = (cases: readonly Case[], outcome: Case['outcome']): number =>
  cases.reduce((total, one) => total + (one.outcome === outcome ? one.count : 0), 0);

/** `120`, with `+ 40 left out` and `, 2 failed` where it is so. */
function cell(cases: readonly Case[]): string {
  const [failed, skipped] = [sum(cases, 'failed'), sum(cases, 'skipped')];
  return [
    sum(cases, 'passed'),
    skipped > 0 ? ` + ${skipped} left out` : '',
    failed > 0 ? `, ${failed} FAILED` : '',
  ].join('');
}

/** A row for each suite, a column for each stack with its adapter, and the sums. */
export function stacksText(
  stacks: readonly { stack: Stack; adapter: string }[],
  cases: ReadonlyMap<Stack, ReadonlyMap<string, readonly Case[]>>,
  suites: readonly string[],
): string {
  const of = (stack: Stack, suite: string) => cases.get(stack)?.get(suite) ?? [];
  const rows = [
    ['cases', ...stacks.map(({ stack, adapter }) => `${stack.name}: ${adapter}`)],
    ['', ...stacks.map(() => '')].map(() => '---'),
    ...suites.map((suite) => [
      basename(suite, '.test.ts'),
      ...stacks.map(({ stack }) => cell(of(stack, suite))),
    ]),
    ['all', ...stacks.map(({ stack }) => cell(suites.flatMap((suite) => of(stack, suite))))],
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
