/** What tells the studies of a folder from one another, beside their digests. */

import type { Manifest } from '../study/running/index.js';

const SHOWN = 2;

/** The scenarios of a study, the first ones by name. */
function scenariosOf({ entries }: Manifest): string {
  const all = [...new Set(entries.map(({ config }) => String(config.scenario)))];
  const more = all.length > SHOWN ? [`${all.length - SHOWN} more`] : [];
  return [...all.slice(0, SHOWN), ...more].join(', ');
}

/** The options of its lines, by name, as texts. */
function optionsOf({ entries }: Manifest): ReadonlyMap<string, string> {
  const { plugins = [], ...options } = entries[0]?.options ?? {};
  const texts = Object.entries({ ...options, plugins: plugins.length }).map(
    ([name, value]) => [name, String(value)] as const,
  );
  return new Map(texts);
}

/** For each study its scenarios, and of its options those in which the studies differ. */
export function toldApart(manifests: readonly Manifest[]): string[] {
  const options = manifests.map(optionsOf);
  const names = [...new Set(options.flatMap((one) => [...one.keys()]))];
  const differing = names.filter((name) => new Set(options.map((one) => one.get(name))).size > 1);
  return manifests.map((manifest, i) => {
    const own = differing.map((name) => `${name} ${options[i]!.get(name) ?? 'default'}`);
    return [scenariosOf(manifest), ...own].join('; ');
  });
}
