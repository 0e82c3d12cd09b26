/**
 * The blocks of code in the documents and in the comments of the sources, with what the page says
 * of how they are tested. A mark is an HTML comment in the line before a block:
 *
 *     not run: WHY      it is not run, and why
 *     file: NAME        it is a file of that name in the reader's folder
 *     in small          run with fewer updates and less data than it says; its output is not compared
 *
 * and `none run: WHY` at the head of a page speaks of all its blocks.
 */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a block is tested. */
export type Mark =
  | { readonly kind: 'run' | 'small' }
  | { readonly kind: 'not run'; readonly why: string }
  | { readonly kind: 'file'; readonly name: string };

export interface Block {
  /** The file that it stands in, from the root of the repository. */
  readonly page: string;
  /** Of its fence, from 1. */
  readonly line: number;
  /** The first word behind the fence: `js`, `sh`, …; empty where there is none. */
  readonly language: string;
  /** What else stands behind the fence: the name that a test calls it by. */
  readonly name: string;
  readonly code: string;
  readonly mark: Mark;
  /** Whether nothing but blank lines is between it and the block before. */
  readonly follows: boolean;
}

/** The text of a file of the repository. */
export const textOf = (page: string): string => readFileSync(path.join(root, page), 'utf8');

const NOT_RUN = /^(?:not|none) run: (.+)$/s;

function markOf(comment: string, at: string): Mark {
  const [, why] = NOT_RUN.exec(comment) ?? [];
  if (why !== undefined) return { kind: 'not run', why };
  const [, name] = /^file: (\S+)$/.exec(comment) ?? [];
  if (name !== undefined) return { kind: 'file', name };
  if (comment === 'in small') return { kind: 'small' };
  throw new Error(`${at}: no such mark: ${comment}`);
}

/** The blocks of a text in Markdown. `firstLine` is the number of its first line in the file. */
export function blocksIn(text: string, page: string, firstLine = 1): Block[] {
  const [, all] = /^<!-- (none run: .*?) -->$/ms.exec(text) ?? [];
  const blocks: Block[] = [];
  let end = 0;
  const fence = /^( *)```([^\n`]*)\n(.*?)^\1```$/gms;
  for (const { 0: whole, 1: indent, 2: info, 3: body, index } of text.matchAll(fence)) {
    const line = firstLine + text.slice(0, index).split('\n').length - 1;
    const before = text.slice(end, index);
    const [, comment] = /<!-- ((?:(?!-->).)*) -->\n\s*$/s.exec(before) ?? [];
    const said = comment?.startsWith('none run:') ? undefined : comment;
    const [language = '', ...name] = info!.trim().split(' ');
    blocks.push({
      ...{ page, line, language, name: name.join(' ') },
      code: body!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      mark: said || all ? markOf((said ?? all)!, `${page}:${line}`) : { kind: 'run' },
      follows: blocks.length > 0 && before.trim() === '',
    });
    end = index! + whole.length;
  }
  return blocks;
}

/** The documents, README first. */
export function pages(): string[] {
  const docs = readdirSync(path.join(root, 'docs')).filter((file) => file.endsWith('.md'));
  return [
    ...['README.md', 'CONTRIBUTING.md', 'examples/README.md'],
    ...docs.sort().map((file) => `docs/${file}`),
  ];
}

/** The blocks of one page. */
export const blocksOf = (page: string): Block[] => blocksIn(textOf(page), page);

/** The block of a page that is called by this name. */
export function blockNamed(page: string, name: string): Block {
  const block = blocksOf(page).find((one) => one.name === name);
  if (!block) throw new Error(`${page} has no block '${name}'`);
  return block;
}

const SOURCES = /\.tsx?$/;

/** The fenced blocks of a comment that begins in this line, without the stars before their lines. */
export const examplesOfComment = (comment: string, page: string, line: number): Block[] =>
  blocksIn(comment.replaceAll(/^[ \t]*\*\/?[ ]?/gm, ''), page, line);

/** The files of the sources. */
export function sources(): string[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true }).map(String);
  return files
    .filter((file) => SOURCES.test(file))
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .sort();
}

/** The examples in the comments of a file of the sources. */
export function examplesIn(page: string): Block[] {
  const text = textOf(page);
  return [...text.matchAll(/\/\*\*.*?\*\//gs)].flatMap(({ 0: comment, index }) =>
    examplesOfComment(comment, page, text.slice(0, index).split('\n').length),
  );
}
