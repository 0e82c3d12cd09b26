/** Where the files lie that stand beside the bundle: the WASM core, the worker, the shaders. */

import { readBytes } from '#platform';
import { checkOptions, OBJECT, type Rule, TEXT } from '../checks.js';
import { systemError, UserError } from '../errors.js';
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

/** A file that the library loads when it starts to compute. */
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

const ASSETS: Rule = {
  allowed: 'a path, a URL, or an object of them',
  fits: (value) => TEXT.fits(value) || OBJECT.fits(value),
};

let overrides: Assets | undefined;

/**
 * Settings of the whole library, to be made before anything else is called.
 *
 * `assets`: where the core and the worker are served from, if not from beside the bundle.
 */
export function configure(settings: { assets?: Assets }): void {
  checkOptions('configure', settings, { assets: ASSETS });
  overrides = settings.assets;
}

/** The address of an asset. Throws a UserError where it is not known. */
export function assetUrl(name: AssetName): HostUrl {
  // A CommonJS bundle has none.
  const here: string | undefined = import.meta.url;
  if (typeof overrides === 'string' || overrides instanceof URL) {
    const folder = absolute(overrides, here).href;
    return new URL(name, folder.endsWith('/') ? folder : `${folder}/`);
  }
  const own = overrides?.[name];
  if (own !== undefined) return absolute(own, here);
  if (typeof __BUNDLED__ === 'undefined') return new URL(`../../dist/${name}`, import.meta.url);
  if (here !== undefined) return outOfCache(BESIDE[name](), name);
  throw new UserError(
    `a CommonJS bundle does not know where ${name} lies: configure({ assets: URL }) names the ` +
      "folder, as pathToFileURL(path.dirname(require.resolve('apebench')))",
  );
}

/** The bytes of an asset. Throws a UserError where there are none at its address. */
export async function readAsset(name: AssetName): Promise<Uint8Array<ArrayBuffer>> {
  const url = assetUrl(name);
  try {
    return await readBytes(url);
  } catch (error) {
    const doing = `cannot read ${url.href}`;
    const advice = `; configure({ assets }) names the folder that holds ${name}`;
    const known = systemError(doing, error, advice);
    throw known === error ? new UserError(`${doing}: ${networkReason(error)}${advice}`) : known;
  }
}

/** What `fetch` says; Node has it in the cause. */
function networkReason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

function absolute(address: string | URL, here: string | undefined): URL {
  try {
    return new URL(address, here ?? (String(address).startsWith('/') ? 'file:///' : undefined));
  } catch {
    const wanted = here === undefined ? 'an absolute path or a URL with its protocol' : 'a URL';
    throw new UserError(`configure({ assets }): '${address}' is not ${wanted}`);
  }
}

/**
 * Vite's dev server before version 8 bundles packages into its cache, and not the files beside them:
 * those are still where npm put them.
 */
function outOfCache(url: URL, name: AssetName): URL {
  if (!url.pathname.includes('/.vite/deps/')) return url;
  return new URL(`../../apebench/dist/browser/${name}`, url);
}
