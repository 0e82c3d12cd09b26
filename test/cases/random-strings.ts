/**
 * What is read of strings made at random: config strings, literals, JSON, CSV, attributes and lines
 * of the command line. Each is read, or refused by a `UserError` of few words, in little time.
 */

import assert from 'node:assert/strict';
import seedrandom from 'seedrandom';
import { readSet } from '../../src/cli/options.js';
import { checkWords } from '../../src/cli/words.js';
import { parseJson, parsePython } from '../../src/config/index.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { parseCallbacks, parseTask } from '../../src/experiment/index.js';
import { parseIcConfig } from '../../src/initial-conditions/index.js';
import { parseReportMetrics } from '../../src/metrics/index.js';
import { parseNetworkConfig } from '../../src/nets/index.js';
import { readScenario, readScrape } from '../../src/study/index.js';
import { Table } from '../../src/tables/index.js';
import { parseOptimConfig, parseTrainConfig } from '../../src/training/index.js';

/** A kind of string: some that are right, and its reader. */
interface Kind {
  readonly right: readonly string[];
  readonly read: (text: string) => unknown;
}

const KNOWN = {
  switches: new Set(['json', 'quiet', 'help', 'h', 'overwrite']),
  texts: new Set(['scenario', 'net', 'train', 'set', 'backend']),
  repeatable: ['set'],
  choices: { backend: ['auto', 'wasm', 'webgpu'] },
  places: ['command'],
};

/** `key=value` of each line, as a scenario takes them. */
const setting = (text: string) => readScenario({ scenario: 'diff_adv' }, readSet(text.split('\n')));

const KINDS: Readonly<Record<string, Kind>> = {
  network: {
    right: [
      ...['Conv;26;10;relu', 'Res;26;8;relu', 'UNet;12;2;relu', 'FNO;12;8;4;gelu', 'Pure;3'],
      ...['Dil;2;32;2;relu', 'MLP;64;3;tanh', 'MoRes;26;8;relu', 'Conv;1_0;1;SiLU'],
    ],
    read: parseNetworkConfig,
  },
  training: {
    right: ['one', 'sup;3', 'sup-03', 'div;2', 'mix;2;1', 'sup;5;true'],
    read: parseTrainConfig,
  },
  optimizer: {
    right: [
      'adam;10_000;constant;1e-3',
      'adam;10;warmup_cosine;0.0;1e-3;2_000',
      'adam;10;exponential;1e-3;2;0.9;True',
    ],
    read: parseOptimConfig,
  },
  'initial condition': {
    right: [
      ...['fourier;5;true;true', 'diffused;0.01;true;true', 'grf;3.0;true;false'],
      ...['clamp;-1,1;fourier;3;true;true', 'gray_scott_blobs', 'clamp;0,1;grf;2;true;true'],
    ],
    read: (text) => parseIcConfig(text, 2, 2),
  },
  metrics: {
    right: ['mean_nRMSE,mean_MSE', 'mean_fourier_nRMSE;0;5', 'mean_correlation'],
    read: parseReportMetrics,
  },
  task: { right: ['predict', 'correct;sequential', 'correct;parallel'], read: parseTask },
  callbacks: { right: ['', 'net;10', 'weight_norm;5', 'net;1_0|loss;2'], read: parseCallbacks },
  attributes: {
    right: [
      'num_points=64\nadvection_gamma=-2.5',
      'vlim=-1,1\nnum_spatial_dims=2',
      'gammas=(0.0, 1.5)\nreport_metrics=mean_nRMSE',
      'optim_config=adam;10;constant;1e-3\nic_config=fourier;5;true;true',
    ],
    read: setting,
  },
  scenario: {
    right: ['diff_adv', 'norm_ks', 'phy_gs_type', 'phy_kolm_flow'],
    read: (scenario) => readScenario({ scenario }, {}),
  },
  scrape: {
    right: ['a', 'a-b_c 1', '日本'],
    read: (name) => readScrape({ scenario: 'diff_adv', name }),
  },
  literal: {
    right: [
      "{'num_points': 64, 'gammas': (0.0, -1.5e-3), 'a': None, 'b': [True, 'x\\'\\u00e4']}",
      '{}',
      '"text"',
      '(1,)',
    ],
    read: parsePython,
  },
  json: {
    right: [
      '[{"scenario": "diff_adv", "net": "Conv;2;1;relu", "num_seeds": 1e0, "a": [null, true]}]',
      '{"a": {"b": "\\u00e4\\n"}}',
    ],
    read: parseJson,
  },
  csv: {
    right: ['seed,net,mean_nRMSE_1\n0,Pure;3,0.5\n1,"a,""b",inf\n', ',a\n0,"[[1.0, nan]]"\n'],
    read: (text) => {
      const table = Table.fromCsv(text);
      for (const name of table.columnNames) table.typed(name);
    },
  },
  line: {
    right: [
      'run\n--scenario\ndiff_adv\n--set\na=b\n--json',
      'run\n--no-json\n--net=Pure;3\n--backend\nwasm',
      'run\n-h\n--\nmore',
    ],
    read: (text) => checkWords(text.split('\n'), KNOWN),
  },
};

/** What is put in. */
const EVIL = [
  ...[
    '',
    ' ',
    '\0',
    '\n',
    '\r\n',
    '\t',
    ';',
    ';;',
    ',',
    '=',
    '-',
    '--',
    '--no-',
    '|',
    '\\',
    "'",
    '"',
  ],
  ...['0', '-0', '-1', '1.5', '1e400', '1e-400', 'nan', 'inf', '-inf', '9'.repeat(30), '0x10'],
  ...[
    '1__0',
    '_1',
    '1_',
    '٣',
    '１',
    'true',
    'FALSE',
    'None',
    'null',
    'NaN',
    'undefined',
    '[object]',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    '../../x',
    '/',
    'C:\\',
  ],
  ...['é', 'ﬀ', 'İ', '\u202e', '\ufeff', '\ud800', '😀', '%s', '$&', '$$', '\x1b[31m'],
  ...['{', '}', '[', ']', '(', ')', '{"a":', '[[', '(('],
  ...['x'.repeat(100_000), '['.repeat(20_000), '('.repeat(20_000), '9'.repeat(20_000)],
];

/** More than this no message has, beside the names that it lists. */
const LONGEST_MESSAGE = 4000;
/** Nor does it repeat more of what was given. */
const MOST_REPEATED = 200;
/** A string takes less, also where other tests take the processors; a loop without end more. */
const MOST_MS = 5000;

type Draw = (count: number) => number;

/** A right string after up to four changes. */
function changed(kind: Kind, draw: Draw): string {
  const of = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  const others = Object.values(KINDS);
  const evil = () => (draw(8) === 0 ? of(of(others).right) : of(EVIL));
  let text = of(kind.right);
  for (let i = draw(5); i > 0; i--) {
    const from = draw(text.length + 1);
    const to = from + draw(Math.min(6, text.length - from) + 1);
    const part = text.slice(from, to);
    const put = of([evil, () => '', () => part + part, () => String.fromCharCode(draw(0x3000))])();
    if (draw(2) === 0) {
      const parts = text.split(/([;,=\n])/);
      parts[draw(parts.length)] = evil();
      text = parts.join('');
    } else {
      text = text.slice(0, from) + put + text.slice(to);
    }
    if (text.length > 300_000) return text;
  }
  return text;
}

/** The longest run of one character. */
const longestRun = (text: string) =>
  Math.max(0, ...[...text.matchAll(/(.)\1*/gsu)].map(([run]) => run.length));

/**
 * Reads strings number `first` … `first + count - 1` of a seed. Throws an AssertionError, with the
 * string, for the first of which a reader says too much, something else, or nothing for long.
 */
export async function readRandom(
  seed: string,
  count: number,
  first = 0,
): Promise<{ read: number; refused: number }> {
  await loadCore();
  const kinds = Object.entries(KINDS);
  const sum = { read: 0, refused: 0 };
  for (let i = first; i < first + count; i++) {
    const random = seedrandom(`${seed} ${i}`);
    const [name, kind] = kinds[i % kinds.length]!;
    const text = changed(kind, (many) => Math.floor(random() * many));
    const told = `string ${i} of seed '${seed}', ${name} ${JSON.stringify(text.slice(0, 500))}`;
    const start = performance.now();
    try {
      await kind.read(text);
      sum.read++;
    } catch (error) {
      assert.ok(error instanceof UserError, `${told}: ${(error as Error)?.stack ?? error}`);
      const { message } = error;
      assert.ok(message.length > 0 && message.length < LONGEST_MESSAGE, `${told}: ${message}`);
      assert.ok(longestRun(message) <= MOST_REPEATED, `${told}: ${message}`);
      sum.refused++;
    }
    const ms = performance.now() - start;
    assert.ok(ms < MOST_MS, `${told}: ${ms} ms`);
  }
  return sum;
}
