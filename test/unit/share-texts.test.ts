/** What is copied to share an experiment reads back to that experiment, whatever stands in it. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describeScenarios } from '../../src/web/compute/describe.js';
import { readAttributes } from '../../src/web/element/attributes.js';
import {
  DEFAULT_STATE,
  type FormState,
  fromHash,
  paintedIn,
  toEntry,
} from '../../src/web/form/form-state.js';
import { commandLine, elementTag, linkTo, scriptText } from '../../src/web/share/share-texts.js';

const known = describeScenarios().find(({ key }) => key === 'diff_adv')!.attributes;
const SCRIPT = new URL('https://example.org/web/ape-experiment.js?a=1&b=2');

const stateOf = (given: Partial<FormState>): FormState => ({ ...DEFAULT_STATE, ...given });

/** The words that a shell makes of a line. */
function words(line: string): string[] {
  const script = `show() { for word in "$@"; do printf '%s\\0' "$word"; done; }\nshow ${line}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.split('\0').slice(0, -1);
}

/** What the element in a tag is told. */
function readBack(tag: string): FormState {
  const { document } = parseHTML(`<html><body>${tag}</body></html>`);
  assert.equal(document.querySelector('script')!.getAttribute('src'), SCRIPT.href);
  const attributes = [...document.querySelector('ape-experiment')!.attributes];
  return readAttributes(attributes.map(({ name, value }) => ({ name, value }))).state;
}

test('a link says nothing that the page had in its address besides', () => {
  const state = stateOf({ net: 'Conv;8;2;relu', attributes: new Map([['vlim', '-2, 2']]) });
  const page = new URL('https://example.org/apebench/?old=1#net=MLP');
  const link = new URL(linkTo(page, state, true));
  assert.equal(link.origin + link.pathname + link.search, 'https://example.org/apebench/');
  assert.deepEqual(fromHash(link.hash), { state, run: true });
  assert.equal(fromHash(new URL(linkTo(page, state, false)).hash).run, false);
});

test('the link holds what is painted, beside the experiment', () => {
  const state = stateOf({ net: 'Conv;8;2;relu' });
  const page = new URL('https://example.org/apebench/');
  for (const run of [true, false]) {
    const { hash } = new URL(linkTo(page, state, run, '1;32;1;13;a-_b'));
    assert.equal(paintedIn(hash), '1;32;1;13;a-_b');
    assert.deepEqual(fromHash(hash), { state, run });
  }
});

test('the tag has what is not as by default, and what an experiment is named by', () => {
  const attributes = new Map([
    ['num_points', '64'],
    // The default of the scenario.
    ['train_temporal_horizon', '50'],
  ]);
  assert.equal(
    elementTag(SCRIPT, stateOf({ num_seeds: '3', attributes }), known),
    '<script type="module" src="https://example.org/web/ape-experiment.js?a=1&amp;b=2"></script>\n' +
      '<ape-experiment scenario="diff_adv" net="Conv;26;10;relu" train="one" num_seeds="3" num_points="64"></ape-experiment>',
  );
});

test('a tag made of a hostile link does nothing but show an experiment', () => {
  const hostile = '"><img src=x onerror=alert(1)><x y="';
  const attributes = new Map([
    ['onclick', 'alert(1)'],
    [hostile, '1'],
    ['src', 'https://example.org/other.csv'],
    ['ic_config', hostile],
  ]);
  const tag = elementTag(SCRIPT, stateOf({ net: hostile, attributes }), known);
  const { document } = parseHTML(`<html><body>${tag}</body></html>`);
  assert.deepEqual(
    [...document.body.children].map(({ localName }) => localName),
    ['script', 'ape-experiment'],
  );
  assert.deepEqual(
    [...document.querySelector('ape-experiment')!.attributes].map(({ name, value }) => [
      name,
      value,
    ]),
    [
      ['scenario', 'diff_adv'],
      ['net', hostile],
      ['train', 'one'],
      ['ic_config', hostile],
    ],
  );
});

test('the element reads its tag back, whatever the texts', () => {
  // HTML has no NUL and one kind of line end.
  const text = fc.string().map((given) => given.replace(/[\0\r]/g, ''));
  fc.assert(
    fc.property(text, text, text, (net, train, ic_config) => {
      const state = stateOf({ net, train, attributes: new Map([['ic_config', ic_config]]) });
      assert.deepEqual(readBack(elementTag(SCRIPT, state, known)), state);
    }),
    { numRuns: 300 },
  );
});

test('no attribute of a scenario has the name of one that the element has for itself', () => {
  for (const { key, attributes } of describeScenarios()) {
    for (const { name } of attributes) {
      const { state } = readAttributes([{ name, value: '1' }]);
      assert.deepEqual([...state.attributes], [[name, '1']], `${key}: ${name}`);
      // Attributes of HTML are in lower case.
      assert.equal(name, name.toLowerCase());
    }
  }
});

test('a command is what the command line takes', () => {
  const attributes = new Map([
    ['num_points', '64'],
    ['vlim', '-1, 1'],
  ]);
  const given = { train: 'sup;3', start_seed: '-1', backend: 'wasm', threads: '2', attributes };
  assert.equal(
    commandLine(stateOf(given)),
    'npx apebench run --scenario diff_adv --net "Conv;26;10;relu" --train "sup;3" --start-seed=-1' +
      ' --backend wasm --threads 2 --set num_points=64 --set "vlim=-1, 1"',
  );
});

const skip = process.platform === 'win32' && 'there is no sh';

test('a shell reads a command back, whatever the texts', { skip }, () => {
  const text = fc
    .string({ minLength: 1 })
    .map((given) => given.replaceAll('\0', ''))
    .filter((given) => given === given.trim() && given !== '' && !given.startsWith('-'));
  const name = fc.constantFrom('ic_config', '$(id)', 'a b', "o'clock");
  const hostile = fc.constantFrom(
    '$HOME',
    '`id`',
    '$(id)',
    "it's",
    'a"b',
    'C:\\x',
    '!!',
    '%PATH%',
    '*',
  );
  fc.assert(
    fc.property(fc.oneof(text, hostile), name, fc.oneof(text, hostile), (net, key, value) => {
      const line = commandLine(stateOf({ net, attributes: new Map([[key, value]]) }));
      const expected = ['--scenario', 'diff_adv', '--net', net, '--train', 'one'];
      assert.deepEqual(words(line), [
        'npx',
        'apebench',
        'run',
        ...expected,
        '--set',
        `${key}=${value}`,
      ]);
    }),
    { numRuns: 100 },
  );
});

/** The entry that a script makes, with its numbers and flags as texts. */
function entryIn(script: string): Record<string, unknown> {
  const literal = /const experiment = (\{.*?\n\});/s.exec(script)![1];
  // It is what a user would run.
  const entry: Record<string, unknown> = new Function(`return ${literal}`)();
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      key === 'start_seed' || key === 'num_seeds' ? value : String(value),
    ]),
  );
}

test('a script has numbers where the texts are, and the options of the form', () => {
  const attributes = new Map([
    ['num_points', '1_000'],
    ['advection_gamma', '-2.50e-1'],
    ['vlim', '(-1, 1)'],
    ['optim_config', "adam;'5'"],
  ]);
  const state = stateOf({ num_seeds: '2', backend: 'wasm', threads: '2', attributes });
  assert.equal(
    scriptText(state, known),
    `import { runStudy } from 'apebench';

// Trains and tests it, and leaves the files of \`apebench run\` in the folder results.
const experiment = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;26;10;relu',
  train: 'one',
  num_seeds: 2,
  num_points: '1_000',
  advection_gamma: -2.50e-1,
  vlim: '(-1, 1)',
  optim_config: 'adam;\\'5\\'',
};
const { rawFiles, networkWeights } = await runStudy([experiment], { backend: 'wasm', threads: 2 });
console.log(...rawFiles, ...networkWeights);
`,
  );
});

test('JavaScript reads a script back, whatever the texts', () => {
  const name = fc.string().filter((given) => given !== '__proto__');
  fc.assert(
    fc.property(fc.string(), name, fc.string(), (net, key, value) => {
      const state = stateOf({ net, attributes: new Map([[key, value]]) });
      const { start_seed: _, num_seeds: __, ...entry } = toEntry(state);
      assert.deepEqual(entryIn(scriptText(state, known)), entry);
    }),
  );
});
