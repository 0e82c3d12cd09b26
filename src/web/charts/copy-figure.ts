/** A chart as a picture on the clipboard, or as a file where a page may not write to that. */

import { download } from '../download.js';
import type { Figure } from './figure.js';
import { figureSvg, type SvgSize } from './figure-svg.js';

const SVG = 'image/svg+xml';
const PNG = 'image/png';

/** Of a picture of pixels, by pixel of the page: as sharp as a good screen. */
const SHARPNESS = 2;

/** What became of it, in words. */
export type Copied = 'copied' | 'saved as a file';

export async function copyAsSvg(figure: Figure, size: SvgSize): Promise<Copied> {
  const text = figureSvg(figure, size).outerHTML;
  const forms: Record<string, Blob> = { 'text/plain': new Blob([text], { type: 'text/plain' }) };
  if (globalThis.ClipboardItem?.supports?.(SVG)) forms[SVG] = new Blob([text], { type: SVG });
  if (await isOnClipboard(forms)) return 'copied';
  download(fileName(figure, 'svg'), new TextEncoder().encode(text), SVG);
  return 'saved as a file';
}

export async function copyAsPng(figure: Figure, size: SvgSize): Promise<Copied> {
  // Some browsers write only what they are given in the very event of the click.
  const picture = pixelsOf(figureSvg(figure, size));
  const [isCopied, blob] = await Promise.all([isOnClipboard({ [PNG]: picture }), picture]);
  if (isCopied) return 'copied';
  download(fileName(figure, 'png'), new Uint8Array(await blob.arrayBuffer()), PNG);
  return 'saved as a file';
}

async function isOnClipboard(forms: Record<string, Blob | Promise<Blob>>): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem(forms)]);
    return true;
  } catch {
    // Not allowed, not in focus, or there is none.
    return false;
  }
}

async function pixelsOf(svg: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg.outerHTML], { type: SVG }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SHARPNESS * image.width;
    canvas.height = SHARPNESS * image.height;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)),
        PNG,
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** `training-loss.svg` */
function fileName({ options: { title } }: Figure, ending: string): string {
  const name = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${name.replace(/^-|-$/g, '')}.${ending}`;
}
