/**
 * Runs blocks of the documents as a reader does who has installed the package: in a folder of its
 * own for each page, one block after the other.
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transform } from 'esbuild';
import { parseHTML } from 'linkedom';
import { readExperiment } from '../../src/study/index.js';
import { displayError, readAttributes } from '../../src/web/element/attributes.js';
import { toEntry } from '../../src/web/form/form-state.js';
import { optionalImports, pythonWith } from '../cases/python.js';
import { type Block, root } from './blocks.js';

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What makes text a pattern of the engine. */
const quoted = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What was printed must be what the page shows, where … stands for anything. */
export function compare(shown: string, said: Said, at: string): void {
  const lines = shown.trimEnd().split('\n');
  const pattern = lines
    .map((line) =>
      line.trim() === '…' ? '(.*\n)*?' : `${quoted(line.trimEnd()).replaceAll('…', '.*')} *\n`,
    )
    .join('');
  const printed = [said.stdout, said.stderr, said.stderr + said.stdout];
  const fits = printed.some((text) => new RegExp(`^${pattern}$`).test(`${text.trimEnd()}\n`));
  if (!fits)
    assert.equal(said.stdout + said.stderr, shown, `${at}: what is printed is not what is shown`);
}

/** The commands of a transcript, each with the lines that it shows. */
function transcript(code: string): [command: string, shown: string][] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [, command, shown] = /^((?:[^\n]*\\\n)*[^\n]*\n)(.*)$/s.exec(`${part.trimEnd()}\n`)!;
      return [command!, shown!];
    });
}

/** What is imported stays imported, whether or not it is used: it must be there. */
async function withoutTypes(code: string): Promise<string> {
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  return (await transform(code, { loader: 'ts', target: 'es2022', tsconfigRaw })).code;
}

export class Reader {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'apebench-reader-'));
  #last: { said: Said; at: string } | string | undefined;

  constructor() {
    mkdirSync(path.join(this.folder, 'node_modules'));
    symlinkSync(root, path.join(this.folder, 'node_modules/apebench'), 'dir');
    const bin = path.join(this.folder, 'node_modules/.bin');
    mkdirSync(bin);
    const shim = path.join(root, 'test/docs/npx.mjs');
    // Of a package that is installed in a folder alone, `npx` finds the command, and the path does not.
    const only = '[ "$1" = apebench ] || { echo "npx $1: not run here" >&2; exit 1; }';
    const runs = `exec '${process.execPath}' '${shim}' "$@"`;
    this.#program(path.join(bin, 'npx'), `#!/bin/sh\n${only}\nshift\n${runs}\n`);
  }

  #program(file: string, text: string) {
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Puts a file into the folder. */
  write(name: string, text: string | Uint8Array): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  #run(program: string, words: readonly string[], small: boolean): Promise<Said> {
    const env = { ...process.env };
    const bin = path.join(this.folder, 'node_modules/.bin');
    env.PATH = [bin, path.dirname(process.execPath), env.PATH].join(path.delimiter);
    // What is shown was made on WebAssembly: no driver, no GPU, whatever the machine has.
    Object.assign(env, { VK_DRIVER_FILES: '/none', VK_ICD_FILENAMES: '/none', COLUMNS: '100' });
    if (small) env.APEBENCH_IN_SMALL = '1';
    const child = spawn(program, words, {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /**
   * Runs a block to its end, or compares it with what the one before has printed. Gives what there is
   * not, where a script of Python is not run for want of it; then it has printed nothing, either.
   */
  async take(block: Block): Promise<string | undefined> {
    const at = `${block.page}:${block.line}`;
    const { mark, language, code } = block;
    const small = mark.kind === 'small';
    if (mark.kind === 'file') {
      this.write(mark.name, code);
      return undefined;
    }
    if (language === '' && !code.startsWith('$ ')) {
      assert.ok(block.follows && this.#last, `${at}: nothing before it is run; mark it`);
      if (typeof this.#last === 'string') return this.#last;
      compare(code, this.#last.said, at);
      return undefined;
    }
    if (language === '') {
      for (const [command, shown] of transcript(code))
        await this.#command(command, shown, at, small);
      return undefined;
    }
    const said = await this.#script(block, at, small);
    if (typeof said === 'string') {
      this.#last = said;
      return said;
    }
    assert.equal(said.code, 0, `${at}: ends with ${said.code}\n${said.stdout}${said.stderr}`);
    this.#last = { said, at };
    return undefined;
  }

  async #command(command: string, shown: string, at: string, small: boolean): Promise<void> {
    const said = await this.#run('bash', ['-euc', command], small);
    const fails = /^apebench: /m.test(shown);
    assert.equal(said.code !== 0, fails, `${at}: ${command}ends with ${said.code}\n${said.stderr}`);
    if (!small) compare(shown, said, at);
  }

  async #script(block: Block, at: string, small: boolean): Promise<Said | string> {
    const { code, language } = block;
    switch (language) {
      case 'sh':
        return this.#run('bash', ['-euc', code], small);
      case 'js':
      case 'ts': {
        const file = `block-${block.line}.mjs`;
        this.write(file, language === 'js' ? code : await withoutTypes(code));
        return this.#run(process.execPath, [file], small);
      }
      case 'python': {
        const modules = optionalImports(code);
        const python = pythonWith(...modules);
        if (python === undefined)
          return modules.length === 0 ? 'no Python' : `no Python with ${modules.join(', ')}`;
        return this.#run(python, ['-c', code], small);
      }
      case 'r':
        if (spawnSync('Rscript', ['--version']).error) return 'no R';
        return this.#run('Rscript', ['-e', code], small);
      case 'html':
        return this.#html(code, at);
      default:
        throw new Error(`${at}: nothing runs ${language}; mark it`);
    }
  }

  /** A page's tags: the scripts are files of the package, and what the elements say is right. */
  async #html(code: string, at: string): Promise<Said> {
    const { document } = parseHTML(`<html><body>${code}</body></html>`);
    for (const script of document.querySelectorAll('script[src]')) {
      const [file] = /dist\/.*/.exec(script.getAttribute('src')!) ?? [''];
      assert.ok(file && existsSync(path.join(root, file)), `${at}: ${script.outerHTML}`);
    }
    for (const element of document.querySelectorAll('ape-experiment')) {
      const settings = readAttributes(element.attributes);
      assert.equal(displayError(settings, 'https://example.org/'), null, at);
      if (settings.display.src === null) await readExperiment(toEntry(settings.state), {});
    }
    return { code: 0, stdout: '', stderr: '' };
  }
}
