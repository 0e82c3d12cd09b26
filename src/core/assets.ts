/** Where the files lie that stand beside the bundle: the WASM core, the worker, the shaders. */

import type { HostUrl } from '../host-types.js';

/** Set by the build; not defined when the sources run unbundled. */
declare const __BUNDLED__: true | undefined;

/**
 * The builds of the core: with a memory of its own or one that threads share, which compute the
 * same bits; and both with relaxed SIMD.
 */
export type CoreBuild =
  | 'core.wasm'
  | 'core-shared.wasm'
  | 'core-relaxed.wasm'
  | 'core-shared-relaxed.wasm';

export type AssetName = CoreBuild | 'worker.js' | 'shaders.json';

/** A folder that holds every asset, or the address of each one that lies elsewhere. */
export type Assets = string | HostUrl | Partial<Record<AssetName, string | HostUrl>>;

/** Each spelled out, so that bundlers which look for such URLs take the files along. */
const BESIDE: Readonly<Record<AssetName, () => URL>> = {
  'core.wasm': () => new URL('./core.wasm', import.meta.url),
  'core-shared.wasm': () => new URL('./core-shared.wasm', import.meta.url),
  'core-relaxed.wasm': () => new URL('./core-relaxed.wasm', import.meta.url),
  'core-shared-relaxed.wasm': () => new URL('./core-shared-relaxed.wasm', import.meta.url),
  'worker.js': () => new URL('./worker.js', import.meta.url),
  'shaders.json': () => new URL('./shaders.json', import.meta.url),
};

let overrides: Assets | undefined;

/**
 * Settings of the whole library, to be made before anything else is called.
 *
 * `assets`: where the core and the worker are served from, if not from beside the bundle.
 */
export function configure(settings: { assets?: Assets }): void {
  overrides = settings.assets;
}

/** The address of an asset. */
export function assetUrl(name: AssetName): HostUrl {
  if (typeof overrides === 'string' || overrides instanceof URL) {
    const folder = new URL(overrides, import.meta.url).href;
    return new URL(name, folder.endsWith('/') ? folder : `${folder}/`);
  }
  const own = overrides?.[name];
  if (own !== undefined) return new URL(own, import.meta.url);
  if (typeof __BUNDLED__ === 'undefined') return new URL(`../../dist/${name}`, import.meta.url);
  return outOfCache(BESIDE[name](), name);
}

/**
 * Vite's dev server before version 8 bundles packages into its cache, and not the files beside them:
 * those are still where npm put them.
 */
function outOfCache(url: URL, name: AssetName): URL {
  if (!url.pathname.includes('/.vite/deps/')) return url;
  return new URL(`../../apebench/dist/browser/${name}`, url);
}
