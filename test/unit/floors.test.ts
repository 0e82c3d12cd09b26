/**
 * The house has floors: a module imports from its own floor or from one below, never up, and no
 * imports go in a circle, neither between files nor between two folders of one floor.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** From the top down; src/NAME is a folder or, for modules that stand alone, src/NAME.ts. */
const FLOORS = [
  ['cli', 'web'],
  ['engines'],
  ['index'],
  ['registries', 'type-names'],
  ['report', 'selftest'],
  ['plots'],
  ['charts'],
  ['study', 'profiling'],
  ['scenarios'],
  ['experiment'],
  ['training', 'tables', 'sample-data', 'safetensors', 'npy', 'number-kinds'],
  ['nets', 'steppers', 'initial-conditions', 'metrics'],
  ['spectral', 'random'],
  ['backends'],
  ['graph'],
  ['config'],
  [
    'arrays',
    'checks',
    'errors',
    'version',
    'host-types',
    'core',
    'drawing',
    'platform',
    'quantiles',
  ],
];

const root = fileURLToPath(new URL('../..', import.meta.url));
const innerImports: Record<string, { node: string }> = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
).imports;
const floorOf = new Map(FLOORS.flatMap((names, floor) => names.map((name) => [name, floor])));
const partOf = (file: string): string => file.split('/')[1].replace(/\.tsx?$/, '');

type Graph = Map<string, Set<string>>;
const fileImports = readImports();

test('every part of src has a floor', () => {
  const unknown = [...fileImports.keys()].map(partOf).filter((part) => !floorOf.has(part));
  assert.deepEqual([...new Set(unknown)], []);
});

test('imports never go up', () => {
  const upward: string[] = [];
  for (const [file, targets] of fileImports) {
    for (const target of targets) {
      if (floorOf.get(partOf(target))! < floorOf.get(partOf(file))!) {
        upward.push(`${file} imports ${target}`);
      }
    }
  }
  assert.deepEqual(upward, []);
});

test('imports between files never go in a circle', () => {
  assert.equal(findCircle(fileImports), undefined);
});

test('imports between folders never go in a circle', () => {
  const folders: Graph = new Map();
  for (const [file, targets] of fileImports) {
    const from = partOf(file);
    const reached = folders.get(from) ?? new Set();
    for (const target of targets) if (partOf(target) !== from) reached.add(partOf(target));
    folders.set(from, reached);
  }
  assert.equal(findCircle(folders), undefined);
});

/** Files that another folder may import although they are no index, each for its reason. */
const OWN_DOORS = new Map([
  [
    'src/platform/runtime.ts',
    'it is for what runs outside of pages, and the index is also for them',
  ],
  ['src/study/store/folder.ts', 'it needs Node, and the index is also that of the browser'],
]);

test('imports from another folder go through its index', () => {
  const direct: string[] = [];
  for (const [file, targets] of fileImports) {
    for (const target of targets) {
      const standsAlone = target.split('/').length === 2;
      if (partOf(target) === partOf(file) || standsAlone || OWN_DOORS.has(target)) continue;
      if (!target.endsWith('/index.ts') && !isInner(target)) direct.push(`${file}: ${target}`);
    }
  }
  assert.deepEqual(direct, []);
});

test('no file of src has more than 300 lines', () => {
  const long = [...fileImports.keys()].filter(
    (file) => readFileSync(path.join(root, file), 'utf8').split('\n').length > 301,
  );
  assert.deepEqual(long, []);
});

/** Whether a file is what `#platform` or `#store` stand for. */
function isInner(file: string): boolean {
  return Object.values(innerImports).some(({ node }) => path.posix.normalize(node) === file);
}

/** For each file of src, the files of src that it imports; what leaves src is left out. */
function readImports(): Graph {
  const statement = /^(?:import|export)\b(?:[^;'"]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
  const call = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
  const graph: Graph = new Map();
  for (const name of readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name)) continue;
    const file = path.posix.join('src', name.split(path.sep).join('/'));
    const text = readFileSync(path.join(root, file), 'utf8');
    const specifiers = [...text.matchAll(statement), ...text.matchAll(call)].map((m) => m[1]);
    const targets = specifiers
      .map((specifier) => resolve(file, specifier))
      .filter((target) => target?.startsWith('src/'));
    graph.set(file, new Set(targets as string[]));
  }
  return graph;
}

function resolve(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return path.posix.normalize(innerImports[specifier].node);
  if (!specifier.startsWith('.')) return undefined;
  const source = path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  return existsSync(path.join(root, source)) ? source : `${source}x`;
}

/** The nodes of one circle, as 'a -> b -> a', or undefined. */
function findCircle(graph: Graph): string | undefined {
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (node: string): string | undefined => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node].join(' -> ');
    if (done.has(node)) return undefined;
    trail.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    trail.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
  return undefined;
}
