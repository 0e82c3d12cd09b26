/** What stands around the text of every page: the head, the list of pages, what comes before and after. */

import path from 'node:path';
import { escapeHtml, type Heading } from './markdown.js';

/** A page as the list shows it. */
export interface Listed {
  readonly address: string;
  readonly title: string;
  readonly section?: string;
  readonly headings: readonly Heading[];
}

/** Of the headings of a page of many, the list shows none: the page has its own. */
const MOST_HEADINGS = 24;

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'none'";

/** The way from one address of the site to another. */
export function way(from: string, to: string): string {
  return path.posix.relative(path.posix.dirname(from), to);
}

function listOf(pages: readonly Listed[], current: Listed): string {
  const item = (page: Listed): string => {
    const href = escapeHtml(way(current.address, page.address));
    if (page !== current) return `<li><a href="${href}">${escapeHtml(page.title)}</a></li>`;
    const parts = page.headings.filter(({ depth }) => depth === 2);
    const shown = parts.length > MOST_HEADINGS ? [] : parts;
    const inside = shown.map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`).join('');
    return `<li><a href="${href}" aria-current="page">${escapeHtml(page.title)}</a>${inside && `<ul>${inside}</ul>`}</li>`;
  };
  const sections = new Set(pages.flatMap(({ section }) => section ?? []));
  return [...sections]
    .map((section) => {
      const items = pages.filter((page) => page.section === section).map(item);
      return `<h2>${section}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
    })
    .join('\n');
}

function neighbours(pages: readonly Listed[], current: Listed): string {
  const inOrder = pages.filter(({ section }) => section !== undefined);
  const at = inOrder.indexOf(current);
  if (at < 0) return '';
  const link = (page: Listed | undefined, rel: string, word: string) =>
    page === undefined
      ? ''
      : `<a rel="${rel}" href="${way(current.address, page.address)}">${word}: ${escapeHtml(page.title)}</a>`;
  const links = [
    link(inOrder[at - 1], 'prev', 'Before'),
    link(inOrder[at + 1], 'next', 'Next'),
  ].join('');
  return `<nav class="neighbours" aria-label="Before and next">${links}</nav>`;
}

/** The whole page; `pages` are all of the site. */
export function pageOf(html: string, current: Listed, pages: readonly Listed[]): string {
  const to = (address: string) => way(current.address, address);
  const title = current.address === 'index.html' ? 'APEBench' : `${current.title} · APEBench`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${to('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${to('site.css')}">
<script defer src="${to('site.js')}"></script>
</head>
<body>
<header>
<a class="skip" href="#site-text">To the text</a>
<p class="name"><a href="${to('index.html')}">APEBench</a></p>
<a class="all" href="#site-pages">All pages</a>
<form id="site-search" role="search" hidden>
<input type="search" aria-label="Search the documents" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="site-found">
<div id="site-found" hidden><p role="status"></p><ol></ol></div>
</form>
</header>
<main id="site-text" tabindex="-1">
${html}
${neighbours(pages, current)}
</main>
<nav id="site-pages" class="pages" aria-label="Pages" tabindex="-1">
${listOf(pages, current)}
</nav>
</body>
</html>
`;
}
