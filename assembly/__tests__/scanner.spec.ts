/** The config-string scanner: places, kinds and faults of fields. */

import {
  BOOLEAN, EMPTY, FIELD_BYTES, FLOAT, INTEGER, MALFORMED, scanConfig, WORD,
} from '../config/scanner';

const out = heap.alloc(4096);

function scan(text: string, hyphens: bool = false): i32 {
  return scanConfig(changetype<usize>(text), text.length, hyphens ? 1 : 0, out);
}

function start(i: i32): i32 {
  return load<i32>(out + <usize>i * FIELD_BYTES);
}

function length(i: i32): i32 {
  return load<i32>(out + <usize>i * FIELD_BYTES, 4);
}

function kind(i: i32): i32 {
  return load<i32>(out + <usize>i * FIELD_BYTES, 8);
}

function fault(i: i32): i32 {
  return load<i32>(out + <usize>i * FIELD_BYTES, 12);
}

function kindOf(text: string): i32 {
  expect(scan(text)).toBe(1, text);
  return kind(0);
}

describe('the scanner', () => {
  it('finds fields and their places', () => {
    expect(scan('Conv;26; 10 ;relu')).toBe(4);
    expect(start(0)).toBe(0);
    expect(length(0)).toBe(4);
    expect(kind(0)).toBe(WORD);
    expect(start(2)).toBe(9);
    expect(length(2)).toBe(2);
    expect(kind(2)).toBe(INTEGER);
    expect(start(3)).toBe(13);
    expect(fault(3)).toBe(-1);
  });

  it('counts empty fields', () => {
    expect(scan('')).toBe(1);
    expect(kind(0)).toBe(EMPTY);
    expect(scan(';a;')).toBe(3);
    expect(kind(0)).toBe(EMPTY);
    expect(kind(1)).toBe(WORD);
    expect(start(2)).toBe(3);
    expect(fault(2)).toBe(3);
  });

  it('tells numbers apart', () => {
    expect(kindOf('10_000')).toBe(INTEGER);
    expect(kindOf('007')).toBe(INTEGER);
    expect(kindOf('-3')).toBe(INTEGER);
    expect(kindOf('1e-3')).toBe(FLOAT);
    expect(kindOf('-.5')).toBe(FLOAT);
    expect(kindOf('2.')).toBe(FLOAT);
    expect(kindOf('+1_0.5E+2')).toBe(FLOAT);
  });

  it('knows booleans in any case', () => {
    expect(kindOf('true')).toBe(BOOLEAN);
    expect(kindOf('FALSE')).toBe(BOOLEAN);
    expect(kindOf('truely')).toBe(WORD);
    expect(kindOf('-')).toBe(WORD);
  });

  it('says where a number goes wrong', () => {
    expect(kindOf('12abc')).toBe(MALFORMED);
    expect(fault(0)).toBe(2);
    expect(kindOf('1__0')).toBe(MALFORMED);
    expect(fault(0)).toBe(1);
    expect(kindOf('.')).toBe(MALFORMED);
    expect(kindOf('1e')).toBe(MALFORMED);
    expect(fault(0)).toBe(2);
  });

  it('reads the older spelling sup-03', () => {
    expect(scan('sup-03;true', true)).toBe(3);
    expect(start(1)).toBe(4);
    expect(kind(1)).toBe(INTEGER);
    expect(scan('sup;-3', true)).toBe(2);
    expect(scan('a;1e-3', true)).toBe(2);
    expect(scan('sup-03')).toBe(1);
  });
});
