// Preloaded: the functions of Math whose results differ between engines throw in every thread.
// (Packages may call them for themselves: seedrandom takes powers of two when it is loaded.)

const exact = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign'];
const kept = new Set([...exact, 'sqrt', 'trunc', 'random']);

for (const name of Object.getOwnPropertyNames(Math)) {
  const original = Math[name];
  if (typeof original !== 'function' || kept.has(name)) continue;
  Math[name] = (...values) => {
    const caller = new Error().stack.split('\n')[2] ?? '';
    if (caller.includes('node_modules')) return original(...values);
    throw new Error(`Math.${name} was called: its result differs between engines`);
  };
}
