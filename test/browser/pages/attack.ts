/**
 * A script that got into a page tries to run more code and to reach another origin, which it is
 * told in the address. The other origin counts what reaches it.
 */

const other = new URLSearchParams(location.search).get('other')!;
const ran = new Set<string>();
const scope = globalThis as unknown as Record<string, unknown>;

declare global {
  /** The attempts that ran code, once all have been made. */
  var attacked: string[];
}

scope.ran = (what: string) => ran.add(what);

/** `ran('…')`, as text that must not become code. */
const code = (what: string) => `globalThis.ran(${JSON.stringify(what)})`;

function append<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
  text = '',
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  document.body.append(node);
  return node;
}

function template(html: string): void {
  const host = document.createElement('div');
  host.innerHTML = html;
  document.body.append(host);
}

const worker = (url: string, what: string) => {
  new Worker(url).onmessage = () => ran.add(what);
};
const POST = 'postMessage(1)';

const attempts: (() => unknown)[] = [
  // biome-ignore lint/security/noGlobalEval: an attempt that must fail
  () => globalThis.eval(code('eval')),
  () => new Function(code('Function'))(),
  () => setTimeout(code('a timer of text') as unknown as () => void),
  () => append('script', {}, code('an inline script')),
  () => append('script', { src: `data:text/javascript,${code('a script of data')}` }),
  () => template(`<img src="none" onerror='${code('a handler')}'>`),
  () => append('a', { href: `javascript:${code('a javascript: link')}` }).click(),
  () => append('iframe', { srcdoc: `<script>parent.${code('a frame').slice(11)}</script>` }),
  () => import(`data:text/javascript,${code('an import of data')}`),
  () => worker(`data:text/javascript,${POST}`, 'a worker of data'),
  () => worker(URL.createObjectURL(new Blob([POST])), 'a worker of a blob'),
  () => fetch(`${other}fetch`, { mode: 'no-cors' }),
  () => navigator.sendBeacon(`${other}beacon`),
  () => new WebSocket(`${other.replace('http', 'ws')}socket`),
  () => new EventSource(`${other}events`),
  () => append('script', { src: `${other}script.js` }),
  () => append('img', { src: `${other}image` }),
  () => append('iframe', { src: `${other}frame` }),
  () => append('link', { rel: 'stylesheet', href: `${other}style.css` }),
  () => append('object', { data: `${other}object` }),
  () => {
    append('iframe', { name: 'answer' });
    append('form', { action: `${other}form`, method: 'post', target: 'answer' }).submit();
  },
];

async function attack(): Promise<void> {
  for (const attempt of attempts) {
    // What is refused at once throws; what is refused later is not heard of.
    await Promise.resolve()
      .then(() => Promise.race([attempt(), new Promise((resolve) => setTimeout(resolve, 200))]))
      .catch(() => undefined);
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  globalThis.attacked = [...ran];
}

addEventListener('load', () => void attack());
