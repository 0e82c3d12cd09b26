// Where the files lie that stand beside the bundle: the WASM core and the worker.

/** Set by the build to './'; not defined when the sources run unbundled. */
declare const __ASSET_BASE__: string | undefined;

/** The builds of the core: with a memory of its own or one that threads share, which compute the same bits; and both with relaxed SIMD. */
export type CoreBuild =
  | 'core.wasm'
  | 'core-shared.wasm'
  | 'core-relaxed.wasm'
  | 'core-shared-relaxed.wasm';

export type AssetName = CoreBuild | 'worker.js' | 'shaders.json';

/** A folder that holds every asset, or the address of each one that lies elsewhere. */
export type Assets = string | URL | Partial<Record<AssetName, string | URL>>;

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
export function assetUrl(name: AssetName): URL {
  const base = new URL(
    typeof __ASSET_BASE__ === 'undefined' ? '../../dist/' : __ASSET_BASE__,
    import.meta.url,
  );
  if (overrides === undefined) return new URL(name, base);
  if (typeof overrides === 'string' || overrides instanceof URL) {
    const folder = new URL(overrides, base).href;
    return new URL(name, folder.endsWith('/') ? folder : `${folder}/`);
  }
  return new URL(overrides[name] ?? name, base);
}
