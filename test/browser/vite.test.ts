/**
 * The package in a folder of a user's, under Vite's dev server without any settings: an experiment
 * trains in a page. Vite comes from npm: with CI=true or APEBENCH_INSTALL=1.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { VERSION } from '../../src/version.js';
import { browserTest, inRepository, withSite } from './browser.js';

const PAGE = `<!doctype html><title>starts</title><script type="module" src="/main.js"></script>`;

const SCRIPT = `
import { runExperiment, UserError } from 'apebench';
const small = {
  num_points: 16, num_train_samples: 2, train_temporal_horizon: 4, num_test_samples: 2,
  test_temporal_horizon: 3, optim_config: 'adam;3;constant;1e-3', batch_size: 2,
};
const entry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...small };
try {
  const { table } = await runExperiment(entry, { backend: 'wasm', threads: 2 });
  document.title = 'rows: ' + table.numRows;
} catch (error) {
  document.title = 'failed: ' + error.message;
}
`;

/** Words of npm in a folder; false where they failed, as without a network. */
function npm(folder: string, ...words: string[]): boolean {
  const shell = process.platform === 'win32';
  const options = { cwd: folder, shell, timeout: 180_000, encoding: 'utf8' } as const;
  return spawnSync('npm', [...words, '--silent'], options).status === 0;
}

/** The address that Vite's dev server says it has. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.on('exit', () => reject(new Error(`Vite ended:\n${said}`)));
    for (const stream of [server.stdout!, server.stderr!]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
        const [address] = /http:\/\/[\w.]+:\d+\//.exec(said) ?? [];
        if (address !== undefined) resolve(address);
      });
    }
  });
}

const wanted = Boolean(process.env.CI || process.env.APEBENCH_INSTALL);

browserTest('an experiment trains under Vite’s dev server, without settings', async (t) => {
  if (!wanted) return t.skip('CI=true or APEBENCH_INSTALL=1 takes Vite from npm');
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-vite-'));
  const pack = ['pack', inRepository(''), '--ignore-scripts', '--offline'];
  let server: ChildProcess | undefined;
  try {
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }');
    writeFileSync(path.join(folder, 'index.html'), PAGE);
    writeFileSync(path.join(folder, 'main.js'), SCRIPT);
    assert.ok(npm(folder, ...pack, '--pack-destination', folder));
    const install = ['install', '--no-audit', '--no-fund'];
    if (!npm(folder, ...install, `./apebench-${VERSION}.tgz`, 'vite')) {
      return t.skip('npm does not give Vite: there is no network');
    }
    const vite = path.join(folder, 'node_modules/vite/bin/vite.js');
    const words = [vite, '--host', '127.0.0.1', '--port', '0'];
    const env = { ...process.env, NO_COLOR: '1' };
    server = spawn(process.execPath, words, { cwd: folder, env, stdio: 'pipe' });
    const address = await addressOf(server);
    await withSite({ folders: { '/': folder } }, async ({ browser }) => {
      const page = await browser.newPage();
      await page.goto(address);
      // Its first look at the packages may load the page again.
      await page.waitForFunction('document.title !== "starts"');
      assert.equal(await page.title(), 'rows: 1');
    });
  } finally {
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
