// Lays out dist/web, which works from any static server, under any path:
//
//   index.html bench.html     the pages
//   sw.js                     their service worker, which knows the version's set of files
//   ape-experiment.js         leads to the element of the version
//   docs/                     the site of the documents, where it was asked for (docs/site)
//   VERSION-HASH/             all else; the hash is that of its contents
//
// A version's files lie in a folder that no other version has, so that whatever is cached, a page
// never gets files of two versions.

import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const SOURCES = 'src/web';
const ROOT = 'dist/web';
/** Where the version's files are put before it has its name. */
export const PAGE_FILES = path.join(ROOT, 'files');

/** `outputs`: what esbuild says of the files in PAGE_FILES; `withDocs`: whether docs/ will be there. */
export async function layOutPages(outputs, withDocs) {
  for (const name of readdirSync(SOURCES).filter((file) => /\.(svg|png|webmanifest)$/.test(file)))
    copyFileSync(path.join(SOURCES, name), path.join(PAGE_FILES, name));
  const names = readdirSync(PAGE_FILES).sort();
  const version = `${versionOfPackage()}-${hashOf(names).slice(0, 10)}`;
  renameSync(PAGE_FILES, path.join(ROOT, version));
  const pages = readdirSync(SOURCES).filter((file) => file.endsWith('.html'));
  for (const name of pages)
    writeFileSync(path.join(ROOT, name), pageOf(name, version, outputs, withDocs));
  writeFileSync(
    path.join(ROOT, 'ape-experiment.js'),
    `export*from"./${version}/ape-experiment.js";\n`,
  );
  await bundleServiceWorker(version, [...pages, ...names.map((name) => `${version}/${name}`)]);
}

function versionOfPackage() {
  return JSON.parse(readFileSync('package.json', 'utf8')).version;
}

function hashOf(names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const bytes = readFileSync(path.join(PAGE_FILES, name));
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * A page that names the version's folder, loads at once all that its script will import, and says
 * where the documents are, if they are.
 */
function pageOf(name, version, outputs, withDocs) {
  const html = readFileSync(path.join(SOURCES, name), 'utf8');
  const [, script] = /src="FILES\/(\w+\.js)"/.exec(html);
  const preloads = importsOf(path.posix.join('dist/web/files', script), outputs).map(
    (file) => `<link rel="modulepreload" href="FILES/${path.posix.basename(file)}" />\n    `,
  );
  return html
    .replace('<script', `${preloads.join('')}<script`)
    .replaceAll('="FILES/', `="${version}/`)
    .replace(/ *<link rel="help".*\n/, (link) => (withDocs ? link : ''));
}

/**
 * The files that a page's script imports, at once or, when it has started the worker, on demand; and
 * what these import at once.
 */
function importsOf(
  script,
  outputs,
  kinds = ['import-statement', 'dynamic-import'],
  all = new Set(),
) {
  for (const { path: file, kind } of outputs[script].imports) {
    if (!kinds.includes(kind) || all.has(file)) continue;
    all.add(file);
    importsOf(file, outputs, ['import-statement'], all);
  }
  return [...all];
}

/** With the set of the version's files, each with what `fetch` holds its bytes against. */
async function bundleServiceWorker(version, names) {
  const integrity = (name) =>
    `sha256-${createHash('sha256')
      .update(readFileSync(path.join(ROOT, name)))
      .digest('base64')}`;
  const files = Object.fromEntries(names.map((name) => [name, integrity(name)]));
  await build({
    entryPoints: { sw: path.join(SOURCES, 'offline/service-worker.ts') },
    outdir: ROOT,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    define: { __FILE_SET__: JSON.stringify({ version, files }) },
    logLevel: 'warning',
  });
}
