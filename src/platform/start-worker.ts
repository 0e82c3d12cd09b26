/** Starting a Web Worker from a script of any origin. */

/**
 * Starts a module worker. A page may start only workers of its own origin; where the script comes
 * from another one, which must allow that (CORS), a worker of the page's origin imports it.
 */
export function startWorker(script: URL): Worker {
  if (script.origin === globalThis.origin) return new Worker(script, { type: 'module' });
  const importer = new Blob([`import ${JSON.stringify(script.href)};`], {
    type: 'text/javascript',
  });
  return new Worker(URL.createObjectURL(importer), { type: 'module' });
}
