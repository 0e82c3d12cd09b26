/** A build whose core has one wrong constant: what every engine has to find. */

import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const inRepository = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The coefficient of x³ in the core's sine, and another one, a part in a million off. */
const RIGHT = -0.16666666666666632;
const WRONG = -0.1666665;

const bytesOf = (value: number): Buffer => Buffer.from(Float64Array.of(value).buffer);

/** Copies the build into a new folder, with the wrong constant: its command line, and what pages load. */
export function wrongBuild(): { folder: string; cli: string; library: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-wrong-'));
  const dist = path.join(folder, 'dist');
  cpSync(inRepository('dist'), dist, {
    recursive: true,
    filter: (file) => !/dist.(web|types|gpu-bundle)/.test(file),
  });
  cpSync(inRepository('package.json'), path.join(folder, 'package.json'));
  symlinkSync(inRepository('node_modules'), path.join(folder, 'node_modules'), 'dir');
  const library = path.join(dist, 'browser');
  const cores = [dist, library].flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.endsWith('.wasm'))
      .map((name) => path.join(place, name)),
  );
  for (const file of cores) {
    const core = readFileSync(file);
    let at = core.indexOf(bytesOf(RIGHT));
    if (at < 0) throw new Error(`${file} has no ${RIGHT}`);
    for (; at >= 0; at = core.indexOf(bytesOf(RIGHT), at)) bytesOf(WRONG).copy(core, at);
    writeFileSync(file, core);
  }
  return { folder, cli: path.join(dist, 'cli.js'), library };
}
