/** The site of the documents in a build that has it: `apebench serve` offers it, and npm packs it. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inFolder } from './apebench.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['index.html', 'verify.html', 'reference/index.html'];
/** What a build has beside the command line and the page. */
const OTHERS = ['types', 'gpu-bundle', 'web/docs'].map((name) => path.join(root, 'dist', name));

/** A package whose build has a site of a few pages. */
function packageIn(folder: string): string {
  const dist = path.join(folder, 'dist');
  const filter = (source: string) => !OTHERS.includes(source);
  cpSync(path.join(root, 'dist'), dist, { recursive: true, filter });
  cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const page of PAGES) {
    const file = path.join(dist, 'web/docs', page);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `<title>${page}</title>`);
  }
  return path.join(dist, 'cli.js');
}

test('apebench serve offers it beside the page, where the help says', () =>
  inFolder(async (folder) => {
    const cli = packageIn(folder);
    const { stdout: help } = spawnSync(process.execPath, [cli, 'verify', '--help'], {
      encoding: 'utf8',
    });
    const [, address] =
      /which\s+apebench\s+serve\s+shows\s+at\s+(\/docs\/\S+\.html)/.exec(help) ?? [];
    assert.ok(address, help);
    const child = spawn(process.execPath, [cli, 'serve', '--port', '0']);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    try {
      const [printed] = await once(child.stdout, 'data');
      const url = String(printed).trim();
      for (const [at, page] of [
        [address, 'verify.html'],
        ['/docs/', 'index.html'],
        ['/docs/reference/index.html', 'reference/index.html'],
      ]) {
        const answer = await fetch(new URL(at!, url));
        assert.equal(answer.status, 200, at);
        assert.equal(await answer.text(), `<title>${page}</title>`);
      }
      const ended = once(child, 'close');
      child.kill('SIGINT');
      await ended;
    } finally {
      child.kill();
    }
    assert.equal(said, 'Ctrl-C ends it.\n');
    rmSync(path.join(folder, 'dist/web/docs'), { recursive: true });
    const without = spawn(process.execPath, [cli, 'serve', '--port', '0']);
    const [first] = await once(without.stderr.setEncoding('utf8'), 'data');
    without.kill('SIGINT');
    assert.match(first, /^This build has no documents; `npm run docs` makes them\.\n/);
  }));

test('npm packs it, and makes it before', () =>
  inFolder(async (folder) => {
    packageIn(folder);
    const { scripts } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    assert.match(scripts.prepack, /^node build\.mjs --docs && /);
    const words = ['pack', folder, '--dry-run', '--json', '--ignore-scripts', '--offline'];
    const [npm, shell] = process.platform === 'win32' ? ['npm.cmd', true] : ['npm', false];
    const { stdout } = spawnSync(npm, words, { encoding: 'utf8', shell, maxBuffer: 2 ** 28 });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const packed = files.map((file) => file.path);
    for (const page of PAGES) assert.ok(packed.includes(`dist/web/docs/${page}`), page);
  }));
