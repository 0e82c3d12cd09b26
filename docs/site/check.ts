/** The links of the site as it lies there: each leads to a file, and to an anchor in it. */

import path from 'node:path';
import { parseHTML } from 'linkedom';

/** What is wrong with the form of a link to elsewhere; undefined where nothing is. */
export function faultOfForm(href: string): string | undefined {
  if (!URL.canParse(href)) return 'is no address';
  const { protocol, hostname, username } = new URL(href);
  if (protocol !== 'https:' && protocol !== 'mailto:') return `is ${protocol}, not https:`;
  if (protocol === 'mailto:') return undefined;
  if (username !== '') return 'has a user';
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(hostname)) return 'names no host';
  return /[\s<>"']|[.,;:]$/.test(href) ? 'has characters that no address has' : undefined;
}

const isElsewhere = (href: string) => /^[a-z][a-z0-9+.-]*:/i.test(href);

/** Every link that is broken, in a line each. `html` by address; `others` are the addresses of other files. */
export function brokenLinks(
  html: ReadonlyMap<string, string>,
  others: ReadonlySet<string>,
): string[] {
  const documents = new Map(
    [...html].map(([address, text]) => [address, parseHTML(text).document]),
  );
  const anchors = new Map(
    [...documents].map(([address, document]) => [
      address,
      [...document.querySelectorAll('[id]')].map(({ id }) => id),
    ]),
  );
  const broken: string[] = [];
  for (const [address, document] of documents) {
    const ids = anchors.get(address)!;
    for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i)))
      broken.push(`${address}: the anchor #${id} is there twice`);
    for (const element of document.querySelectorAll('[href], [src], [srcset]')) {
      const href = ['href', 'src', 'srcset'].flatMap(
        (name) => element.getAttribute(name) ?? [],
      )[0]!;
      const fault = isElsewhere(href)
        ? faultOfForm(href)
        : faultInside(address, href, anchors, others);
      if (fault !== undefined) broken.push(`${address}: ${href} ${fault}`);
    }
  }
  return broken;
}

function faultInside(
  from: string,
  href: string,
  anchors: ReadonlyMap<string, readonly string[]>,
  others: ReadonlySet<string>,
): string | undefined {
  const [file = '', anchor] = href.split('#');
  const address =
    file === '' ? from : path.posix.join(path.posix.dirname(from), decodeURIComponent(file));
  if (others.has(address)) return undefined;
  const ids = anchors.get(address);
  if (ids === undefined) return 'is not there';
  if (anchor === undefined || ids.includes(decodeURIComponent(anchor))) return undefined;
  return `has no #${anchor}`;
}
