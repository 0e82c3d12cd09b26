/** A Python of this machine that has what a script imports: nothing in the package needs one. */

import { spawnSync } from 'node:child_process';

const { APEBENCH_PYTHON: own } = process.env;
/** Those that are asked: the one that is named, or else the path's and the system's. */
export const PYTHONS: readonly string[] =
  own === undefined ? ['python3', '/usr/bin/python3'] : [own];

/** The program of the first of them that has these modules, whatever the path is later; undefined where none has. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  const imports = ['sys', ...modules].map((module) => `import ${module}`);
  const words = ['-c', [...imports, 'print(sys.executable)'].join('\n')];
  for (const one of PYTHONS) {
    const { status, stdout } = spawnSync(one, words, { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

/** What the documents import that a Python may lack. Any other module that it lacks is a mistake. */
const OPTIONAL: readonly string[] = [
  ...['apebench', 'jax', 'numpy', 'safetensors', 'torch'],
  ...['duckdb', 'matplotlib', 'pandas', 'pyarrow', 'seaborn'],
];

/** Of the modules that a script imports those that a Python may lack, each once. */
export function optionalImports(code: string): string[] {
  const named = [...code.matchAll(/^(?:import ([^\n]+)|from ([\w.]+) import )/gm)].flatMap(
    ([, list, from]) => from ?? list!.split(',').map((one) => one.trim().split(' ')[0]!),
  );
  const modules = named.map((name) => name.split('.')[0]!);
  return [...new Set(modules)].filter((module) => OPTIONAL.includes(module));
}
