/** From Markdown, as it is written for GitHub, to HTML that needs no inline style or script. */

import GithubSlugger from 'github-slugger';
import hljs from 'highlight.js/lib/common';
import { Marked, type Tokens } from 'marked';

/** A heading, by its anchor. */
export interface Heading {
  readonly depth: number;
  readonly id: string;
  /** As HTML, without links. */
  readonly html: string;
}

interface Rendered {
  readonly html: string;
  readonly headings: readonly Heading[];
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Colours are classes, which the style sheet gives; a language that is not known has none. */
function highlighted(text: string, info = ''): string {
  const language = info.split(/\s/)[0]!;
  if (!hljs.getLanguage(language)) return escapeHtml(text);
  return hljs.highlight(text, { language, ignoreIllegals: true }).value;
}

/** `linkTo` gives the address for the target of a link or an image. */
export function render(text: string, linkTo: (target: string) => string): Rendered {
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const html = this.parser.parseInline(tokens);
        const plain = this.parser.parseInline(tokens, this.parser.textRenderer);
        const id = slugger.slug(unescaped(plain));
        headings.push({ depth, id, html: html.replace(/<\/?a\b[^>]*>/g, '') });
        if (depth === 1) return `<h1 id="${id}">${html}</h1>\n`;
        // The mark is for the pointer; who listens has the heading.
        const mark = `<a class="anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a>`;
        return `<h${depth} id="${id}">${html} ${mark}</h${depth}>\n`;
      },
      code({ text: code, lang }: Tokens.Code) {
        // With the focus it scrolls by keys.
        return `<pre tabindex="0"><code>${highlighted(code, lang)}\n</code></pre>\n`;
      },
      table(token: Tokens.Table) {
        const row = (cells: readonly Tokens.TableCell[], name: string) => {
          const inRow = cells.map(({ tokens, align }) => {
            const side = align === null ? '' : ` class="${align}"`;
            // A heading without words is none.
            const kind = tokens.length === 0 ? 'td' : name;
            return `<${kind}${side}>${this.parser.parseInline(tokens)}</${kind}>`;
          });
          return `<tr>${inRow.join('')}</tr>\n`;
        };
        const head = row(token.header, 'th');
        const body = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="table" role="group" aria-label="table" tabindex="0"><table><thead>${head}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      html({ text: tags }: Tokens.HTML | Tokens.Tag) {
        return tags.replace(
          /\b(href|src|srcset)="([^"]+)"/g,
          (_, name, target) => `${name}="${escapeHtml(linkTo(target))}"`,
        );
      },
      link({ href, tokens }: Tokens.Link) {
        return `<a href="${escapeHtml(linkTo(href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text: alternative }: Tokens.Image) {
        return `<img src="${escapeHtml(linkTo(href))}" alt="${escapeHtml(alternative)}" loading="lazy">`;
      },
    },
  });
  const html = marked.parse(text, { async: false });
  return { html, headings };
}

function unescaped(html: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&amp;': '&',
  };
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => entities[entity]!);
}
