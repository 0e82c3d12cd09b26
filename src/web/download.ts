/** Handing a file to the user. */

import { element } from './elements.js';

export function download(
  name: string,
  content: Blob | Uint8Array<ArrayBuffer>,
  type: string,
): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = element('a', { href: url, download: name });
  link.click();
  // The browser reads the file after the click; a minute is more than that takes.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
