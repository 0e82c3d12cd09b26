/** What runs the package outside of pages: Node, or another program that has Node's modules. */

export interface Runtime {
  readonly name: 'Node' | 'Deno' | 'Bun';
  readonly version: string;
  /** What it runs JavaScript with. */
  readonly engine: string;
}

export function runtime(): Runtime {
  const { node, deno, bun, v8, webkit } = process.versions as Record<string, string>;
  if (deno !== undefined) return { name: 'Deno', version: deno, engine: `V8 ${v8}` };
  if (bun !== undefined) return { name: 'Bun', version: bun, engine: `JavaScriptCore ${webkit}` };
  return { name: 'Node', version: node!, engine: `V8 ${v8}` };
}

/** `Node 20.19.0`. */
export function runtimeText(): string {
  const { name, version } = runtime();
  return `${name} ${version}`;
}

/** The words before a script's name that start it as this process was started. */
export function startWords(): string[] {
  if (runtime().name !== 'Deno') return [process.execPath, ...process.execArgv];
  // Of its flags Deno tells nothing.
  const flags = navigator.gpu !== undefined ? ['--unstable-webgpu'] : [];
  return [process.execPath, 'run', '--allow-all', '--quiet', ...flags];
}
