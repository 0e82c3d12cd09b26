/** The scanner of config strings and the reader of its fields. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { ConfigReader } from '../../src/config/config-reader.js';
import { numberOf, scanConfig } from '../../src/config/config-string.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';

before(() => loadCore());

const kinds = (config: string): string[] => scanConfig(config).map(({ kind }) => kind);

/** The message of the UserError that `run` throws. */
function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
  return assert.fail('nothing was thrown');
}

test('fields have a place, a text and a kind', () => {
  assert.deepEqual(scanConfig('Conv;26; 10 ;relu'), [
    { text: 'Conv', column: 0, kind: 'word', fault: -1 },
    { text: '26', column: 5, kind: 'integer', fault: -1 },
    { text: '10', column: 9, kind: 'integer', fault: -1 },
    { text: 'relu', column: 13, kind: 'word', fault: -1 },
  ]);
  assert.deepEqual(scanConfig(''), [{ text: '', column: 0, kind: 'empty', fault: 0 }]);
  assert.deepEqual(kinds(';a;'), ['empty', 'word', 'empty']);
  assert.deepEqual(kinds('wörd;日本;-;+x;-inf;_1'), Array(6).fill('word'));
});

/** Numbers as Python spells them. */
const numbers = {
  integer: { '0': 0, '007': 7, '10_000': 10000, '-3': -3, '+4': 4, '1_2_3': 123 },
  float: { '1e-3': 1e-3, '.5': 0.5, '2.': 2, '-1.5E+2': -150, '1_0.2_5': 10.25, '0.0': 0 },
};

for (const [kind, values] of Object.entries(numbers)) {
  for (const [text, value] of Object.entries(values)) {
    test(`${kind} ${text}`, () => {
      const [field] = scanConfig(text);
      assert.equal(field.kind, kind);
      assert.equal(numberOf(field), value);
    });
  }
}

/** What begins as a number and is none, and where it goes wrong. */
const faults = {
  '12abc': 2,
  '1__0': 1,
  '10_': 2,
  '1e': 2,
  '1e-': 3,
  '.': 1,
  '-.': 2,
  '1.2.3': 3,
};

for (const [text, fault] of Object.entries(faults)) {
  test(`${text} is no number`, () => {
    assert.deepEqual(scanConfig(text)[0], { text, column: 0, kind: 'malformed', fault });
  });
}

test('booleans in any case', () => {
  assert.deepEqual(kinds('true;False;TRUE;fAlSe;truely;t'), [
    ...Array(4).fill('boolean'),
    'word',
    'word',
  ]);
});

test('the older spelling sup-03', () => {
  const texts = (config: string): string[] =>
    scanConfig(config, { hyphens: true }).map(({ text }) => text);
  assert.deepEqual(texts('sup-03'), ['sup', '03']);
  assert.deepEqual(texts('sup-03;true'), ['sup', '03', 'true']);
  assert.deepEqual(texts('sup;-3'), ['sup', '-3']);
  assert.deepEqual(texts('a-b;1e-3'), ['a-b', '1e-3']);
  assert.deepEqual(kinds('sup-03'), ['word']);
});

test('any text is cut at its semicolons, and every field is inside it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (config) => {
      const fields = scanConfig(config);
      assert.equal(fields.length, config.split(';').length);
      for (const { text, column } of fields) {
        assert.equal(config.slice(column, column + text.length), text);
      }
    }),
    { numRuns: 300 },
  );
});

test('whole numbers as JavaScript writes them, and any float, read back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const [field] = scanConfig(String(value));
      assert.ok(field.kind === 'integer' || field.kind === 'float');
      assert.ok(numberOf(field) === value);
    }),
    { numRuns: 300 },
  );
});

test('a reader gives typed fields', () => {
  const reader = new ConfigReader('optim_config', 'adam;10_000;exponential;1e-3;TRUE');
  assert.equal(reader.length, 5);
  assert.equal(reader.text(0), 'adam');
  assert.equal(reader.count(1, { min: 1 }), 10000);
  assert.equal(reader.number(3), 1e-3);
  assert.equal(reader.number(1), 10000);
  assert.equal(reader.boolean(4), true);
  assert.equal(reader.from(2).text(0), 'exponential');
  assert.equal(new ConfigReader('training', 'sup-03', { hyphens: true }).count(1, { min: 1 }), 3);
});

test('errors show the string and a caret under the column', () => {
  const reader = new ConfigReader('network', 'Conv;0;2x;relu');
  reader.expect(['type', 'width', 'depth', 'activation']);
  assert.equal(
    complaint(() => reader.count(1, { min: 1 })),
    "network 'Conv;0;2x;relu': width must be at least 1, not 0\n  Conv;0;2x;relu\n       ^",
  );
  assert.equal(
    complaint(() => reader.count(2, { min: 1 })),
    [
      "network 'Conv;0;2x;relu': depth must be a whole number, not '2x'",
      '  Conv;0;2x;relu',
      '          ^',
    ].join('\n'),
  );
  assert.match(
    complaint(() => reader.boolean(3)),
    /activation must be true or false/,
  );
});

const count = (text: string) => () =>
  new ConfigReader('network', `Conv;${text}`).count(1, { min: 1, max: 9, because: 'N/2+1' });

for (const text of ['x', '1.5', '', 'true', '1e3', '--1']) {
  test(`'${text}' is no whole number`, () => {
    assert.match(complaint(count(text)), /must be a whole number/);
  });
}

for (const text of ['x', 'nan', 'inf', '1e999', '']) {
  test(`'${text}' is no number of a config`, () => {
    const read = () => new ConfigReader('schedule', `a;${text}`).number(1);
    assert.match(complaint(read), /must be a number/);
  });
}

test('bad input is refused with its reason', () => {
  assert.match(complaint(count('-1')), /at least 1, not -1/);
  assert.match(complaint(count('10')), /at most 9, not 10 \(N\/2\+1\)/);
  const unlimited = (text: string) =>
    new ConfigReader('network', `Conv;${text}`).count(1, { min: 1 });
  assert.equal(unlimited('9007199254740991'), Number.MAX_SAFE_INTEGER);
  assert.match(
    complaint(() => unlimited('9007199254740993')),
    /less than 2\^53/,
  );
  assert.match(
    complaint(() => unlimited('9'.repeat(400))),
    /less than 2\^53/,
  );
  for (const config of ['', '  ']) {
    assert.equal(
      complaint(() => new ConfigReader('network', config)),
      'the network is an empty string',
    );
  }
  const names = ['type', 'width', 'activation'];
  const expect = (config: string) => () => new ConfigReader('network', config).expect(names);
  assert.match(complaint(expect('MLP;3')), /'activation' is missing; expected: type;width/);
  assert.match(complaint(expect('MLP;3;relu;4')), /there are 4 fields; expected: type;width/);
});

test('spaces around a string do not count, and the caret stands in the string that is shown', () => {
  const fields = new ConfigReader('network', '  Conv;2x;1 ');
  assert.equal(fields.config, 'Conv;2x;1');
  fields.expect(['architecture', 'width', 'depth']);
  const message = complaint(() => fields.count(1));
  assert.match(message, /^network 'Conv;2x;1': width .*\n {2}Conv;2x;1\n {8}\^$/);
});

test('fields that may be left out stand in brackets', () => {
  const names = ['type', 'steps', 'cut', 'chain'];
  new ConfigReader('training', 'sup;3').expect(names, 2);
  for (const [config, fault] of [
    ['sup', "'steps' is missing"],
    ['sup;3;true;false;1', 'there are 5 fields'],
  ] as const) {
    const message = complaint(() => new ConfigReader('training', config).expect(names, 2));
    assert.match(message, new RegExp(`: ${fault}; expected: type;steps\\[;cut\\[;chain\\]\\]\n`));
  }
  const bare = complaint(() => new ConfigReader('task', 'correct').expect(['task', 'mode']));
  assert.match(bare, /expected: task;mode\n/);
});
