/** What pages the site has, and in what order its list shows them. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, in which the paths of pages lie. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A page as it is written: Markdown. */
export interface Source {
  /** In the repository, as links name it; that of what is made may name no file. */
  readonly path: string;
  readonly text: string;
  /** The heading of the list under which it stands; none where other pages lead to it. */
  readonly section?: string;
}

/** By heading, in the order of reading. What is in none of them stands under the last. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Start: [
    'README.md',
    'docs/first-hour.md',
    'docs/from-python.md',
    'docs/tasks.md',
    'docs/troubleshooting.md',
  ],
  Experiments: [
    'docs/scenarios.md',
    'docs/config-strings.md',
    'docs/networks.md',
    'docs/training.md',
    'docs/studies.md',
    'docs/many-machines.md',
    'docs/gpu.md',
    'docs/engines.md',
  ],
  Results: [
    'docs/results.md',
    'docs/tables.md',
    'docs/parquet-arrow.md',
    'docs/plots.md',
    'docs/report.md',
    'docs/validation.md',
    'docs/agreement.md',
    'docs/verify.md',
  ],
  'One’s own': ['docs/trainers.md', 'docs/extensions.md', 'docs/models.md', 'docs/onnx.md'],
  'The page': [
    'docs/page-form.md',
    'docs/page-charts.md',
    'docs/page-predictions.md',
    'docs/page-runs.md',
    'docs/paint.md',
    'docs/bench-page.md',
    'docs/offline.md',
    'docs/embedding.md',
    'docs/in-a-page.md',
  ],
  More: ['docs/how-it-works.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
};

const LAST = Object.keys(SECTIONS).at(-1)!;

/** The documents of the repository, as the list shows them. */
export function documents(): Source[] {
  const listed = Object.entries(SECTIONS).flatMap(([section, files]) =>
    files.map((file) => ({ section, path: file })),
  );
  const known = new Set(listed.map((page) => page.path));
  const others = readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({ section: LAST, path: `docs/${name}` }))
    .filter((page) => !known.has(page.path));
  return [...listed, ...others].map((page) => ({
    ...page,
    text: readFileSync(path.join(ROOT, page.path), 'utf8'),
  }));
}

/** The address in the site of a file of the repository, shown as a page or given as it is. */
export function addressOf(file: string, isPage: boolean): string {
  if (file === 'README.md') return 'index.html';
  const inDocs = /^docs\/(.*)$/.exec(file)?.[1];
  if (!isPage) return inDocs ?? `files/${file}`;
  if (inDocs?.endsWith('.md')) return inDocs.replace(/\.md$/, '.html');
  if (/^[A-Z]+\.md$/.test(file)) return file.toLowerCase().replace(/\.md$/, '.html');
  return `files/${file}.html`;
}
