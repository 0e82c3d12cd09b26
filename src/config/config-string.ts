/**
 * Config strings (`Conv;26;10;relu`) as fields: the core's scanner, and how its fields are read.
 *
 * Numbers are spelled as Python reads them: `26`, `10_000`, `03`, `-3`, `.5`, `1e-3`; booleans in
 * any case; spaces around a field do not count. Errors show the string with a caret under the
 * column. Needs the core to be loaded.
 */

import { core } from '../core/index.js';
import { clipped, UserError } from '../errors.js';

/** What a field looks like; 'malformed' begins as a number and is none. */
export type FieldKind = 'empty' | 'word' | 'integer' | 'float' | 'boolean' | 'malformed';

/** As numbered in assembly/config/scanner.ts. */
const KINDS: readonly FieldKind[] = ['empty', 'word', 'integer', 'float', 'boolean', 'malformed'];

/** So much of a long string is shown on either side of what is wrong. */
const WINDOW = 60;

/** Bytes that the scanner writes for a field: start, length, kind, fault. */
const FIELD_BYTES = 16;

/** A field of a config string. */
export interface ConfigField {
  /** The field without the spaces around it. */
  readonly text: string;
  /** The index of its first character in the config string. */
  readonly column: number;
  /** What it looks like. */
  readonly kind: FieldKind;
  /** The column where an empty or malformed field goes wrong, else -1. */
  readonly fault: number;
}

export interface ScanOptions {
  /** Whether a hyphen between letters and a digit separates fields: `sup-03` for `sup;3`. */
  readonly hyphens?: boolean;
}

/** The fields of a config string, at least one. */
export function scanConfig(config: string, { hyphens = false }: ScanOptions = {}): ConfigField[] {
  const { memory, scanConfig, withScratch } = core();
  const length = config.length;
  const fieldBytes = FIELD_BYTES * (length + 1);
  return withScratch(fieldBytes + 2 * length, (out) => {
    const text = out + fieldBytes;
    const units = new Uint16Array(memory.buffer, text, length);
    for (let i = 0; i < length; i++) units[i] = config.charCodeAt(i);
    const count = scanConfig(text, length, hyphens ? 1 : 0, out);
    const words = new Int32Array(memory.buffer, out, 4 * count);
    return Array.from({ length: count }, (_, i): ConfigField => {
      const [start, size, kind, fault] = words.subarray(4 * i, 4 * i + 4);
      return { text: config.slice(start, start + size), column: start, kind: KINDS[kind], fault };
    });
  });
}

/** The value of an 'integer' or 'float' field. */
export function numberOf(field: ConfigField): number {
  return Number(field.text.replaceAll('_', ''));
}

/** An error that shows a config string and where it is wrong. */
export class ConfigError extends UserError {}

/** The error that shows `config` with a caret under `column`. */
export function configError(
  kind: string,
  config: string,
  column: number,
  message: string,
): ConfigError {
  const line = config.replace(/[\r\n\t]/g, ' ');
  const start = column > WINDOW ? column - WINDOW : 0;
  const before = `${start > 0 ? '…' : ''}${line.slice(start, column)}`;
  const after = clipped(line.slice(column), WINDOW);
  const caret = `${' '.repeat(before.length)}^`;
  return new ConfigError(
    `${kind} '${clipped(config)}': ${message}\n  ${before}${after}\n  ${caret}`,
  );
}
