/** Makes the site: a folder that any static server shows, under any path, and that opens without one. */

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { parseHTML } from 'linkedom';
import { brokenLinks } from './check.js';
import { addressOf, ROOT, type Source } from './contents.js';
import { type Listed, pageOf, way } from './layout.js';
import { render } from './markdown.js';
import type { Part } from './search.js';

/** Shown with its lines, not given as a file. */
const READABLE = /\.(js|mjs|ts|tsx|py|json|html|md)$/;
/** What lies in a folder of examples, and is made. */
const MADE = /(^|\/)(node_modules|dist|package-lock\.json)(\/|$)/;

interface Page extends Listed {
  readonly html: string;
}

/** A file of the repository, or a folder, as a page. */
function sourceOf(file: string): Source {
  const at = path.join(ROOT, file);
  if (statSync(at).isDirectory()) {
    const names = readdirSync(at, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => !MADE.test(name) && statSync(path.join(at, name)).isFile());
    const items = names.sort().map((name) => `- [${name}](${path.posix.basename(file)}/${name})`);
    return { path: file, text: `# ${file}\n\n${items.join('\n')}\n` };
  }
  const text = readFileSync(at, 'utf8');
  if (file.endsWith('.md')) return { path: file, text };
  const fence = '`'.repeat(8);
  return {
    path: file,
    text: `# ${file}\n\n${fence}${path.extname(file).slice(1)}\n${text}${fence}\n`,
  };
}

const isPage = (file: string) =>
  READABLE.test(file) || statSync(path.join(ROOT, file)).isDirectory();

/** The pages of `sources` and of the files that they link to, and the other files that they show. */
function renderAll(sources: readonly Source[]): { pages: Page[]; files: Set<string> } {
  const waiting = [...sources];
  const known = new Set(sources.map((source) => source.path));
  const files = new Set<string>();
  const address = (file: string) => addressOf(file, known.has(file));
  const linkFrom = (from: string) => (target: string) => {
    if (/^([a-z][a-z0-9+.-]*:|#)/i.test(target)) return target;
    const [to = '', anchor] = target.split('#');
    const file = path.posix
      .join(path.posix.dirname(from), decodeURIComponent(to))
      .replace(/\/$/, '');
    const isThere = statSync(path.join(ROOT, file), { throwIfNoEntry: false }) !== undefined;
    // What is not there keeps its name, and is found by the check.
    if (!known.has(file) && isThere && !file.startsWith('..')) {
      if (isPage(file)) {
        known.add(file);
        waiting.push(sourceOf(file));
      } else files.add(file);
    }
    const href = way(address(from), address(file));
    return anchor === undefined ? href : `${href}#${anchor}`;
  };
  const pages: Page[] = [];
  for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
    const { html, headings } = render(source.text, linkFrom(source.path));
    const first = headings.find(({ depth }) => depth === 1);
    if (first === undefined) throw new Error(`${source.path} has no heading of the first level`);
    const title = textOf(first.html);
    const { section } = source;
    pages.push({ address: address(source.path), title, section, headings, html });
  }
  return { pages, files };
}

const textOf = (html: string) =>
  parseHTML(`<p>${html}</p>`).document.querySelector('p')!.textContent;

/** What the search looks through: the text under each heading. */
function partsOf({ address, title, html }: Page): Part[] {
  // Cells and lines are no one word.
  const apart = html.replace(/<\/(td|th|li|p|pre)>/g, ' $&');
  const { document } = parseHTML(`<body>${apart}</body>`);
  for (const mark of document.querySelectorAll('a.anchor')) mark.remove();
  const parts: { address: string; heading: string; page: string; text: string }[] = [];
  for (const element of document.querySelectorAll('body > *')) {
    const text = element.textContent.replace(/\s+/g, ' ').trim();
    if (/^H[1-3]$/.test(element.tagName)) {
      const to = element.tagName === 'H1' ? address : `${address}#${element.id}`;
      parts.push({ address: to, heading: text, page: title, text: '' });
    } else if (parts.length > 0) {
      const last = parts.at(-1)!;
      last.text = `${last.text} ${text}`.trim();
    }
  }
  return parts;
}

/** What is not of Markdown: the style, the script, the icon. */
async function layOutRest(out: string, pages: readonly Page[]): Promise<string[]> {
  await build({
    entryPoints: {
      site: path.join(ROOT, 'docs/site/browser/site.ts'),
      style: path.join(ROOT, 'docs/site/site.css'),
    },
    outdir: out,
    entryNames: 'site',
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
  });
  const parts = JSON.stringify(pages.flatMap(partsOf));
  writeFileSync(path.join(out, 'search-data.js'), `globalThis.apebenchParts=${parts};\n`);
  cpSync(path.join(ROOT, 'src/web/icon.svg'), path.join(out, 'icon.svg'));
  return ['site.css', 'site.js', 'search-data.js', 'icon.svg'];
}

/**
 * Makes the site of these pages in `out`, in the place of what is there. Throws where a link is broken,
 * with all that are.
 */
export async function buildSite(
  out: string,
  sources: readonly Source[],
): Promise<{ readonly pages: number; readonly bytes: number }> {
  rmSync(out, { recursive: true, force: true });
  const { pages, files } = renderAll(sources);
  const html = new Map(pages.map((page) => [page.address, pageOf(page.html, page, pages)]));
  for (const [address, text] of html) {
    mkdirSync(path.join(out, path.dirname(address)), { recursive: true });
    writeFileSync(path.join(out, address), text);
  }
  for (const file of files) cpSync(path.join(ROOT, file), path.join(out, addressOf(file, false)));
  const rest = await layOutRest(out, pages);
  const given = [...files].map((file) => addressOf(file, false));
  const broken = brokenLinks(html, new Set([...given, ...rest]));
  if (broken.length > 0) throw new Error(`broken links:\n${broken.join('\n')}`);
  const sizes = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(out, name)))
    .filter((stat) => stat.isFile())
    .map(({ size }) => size);
  return { pages: pages.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
