/** What a run of tests came to, from its TAP: that of Node's runner and that of Deno's. */

export interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** How many cases stand behind it: a test whose name ends with `: 12 cases` has so many. */
  readonly count: number;
  /** Why it was skipped, where that is told. */
  readonly why?: string;
}

const RESULT = /^( *)(not )?ok \d+ - (.*?)(?: # SKIP ?(.*))?$/;

/** The tests that have none below them, in their order. */
export function casesOf(tap: string): Case[] {
  const cases: Case[] = [];
  let last = 0;
  for (const line of tap.split('\n')) {
    const [, indent, not, name, skip] = RESULT.exec(line) ?? [];
    if (indent === undefined || name === undefined) continue;
    // Results of those below come before that of their parent.
    const isLeaf = indent.length >= last;
    last = indent.length;
    if (!isLeaf) continue;
    const outcome = not !== undefined ? 'failed' : skip !== undefined ? 'skipped' : 'passed';
    const count = Number(/: (\d+) cases$/.exec(name)?.[1] ?? 1);
    cases.push({ name, outcome, count, ...(skip ? { why: skip } : {}) });
  }
  return cases;
}
