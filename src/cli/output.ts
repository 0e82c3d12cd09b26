/**
 * What a command says: its result on stdout, everything else on stderr. `--quiet` silences the
 * latter, `--json` makes the former one JSON value.
 */

export class Output {
  constructor(
    readonly json: boolean,
    readonly quiet: boolean,
  ) {}

  /** The result, as text for people or as data for programs. */
  result(text: string, data: unknown): void {
    process.stdout.write(this.json ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
  }

  /** A line on the way. */
  note(line: string): void {
    if (!this.quiet) process.stderr.write(`${line}\n`);
  }

  /** A line that is said even with `--quiet`. */
  warn(line: string): void {
    process.stderr.write(`${line}\n`);
  }
}
