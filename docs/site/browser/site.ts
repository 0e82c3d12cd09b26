/**
 * The search in the head of every page. What it looks through is a script that is loaded when one
 * first asks: so it is found where no server is, too.
 */

import { type Part, searchOver } from '../search.js';

declare global {
  /** What `search-data.js` leaves. */
  var apebenchParts: readonly Part[] | undefined;
}

const MOST = 12;
/** Of the text around what was found. */
const SHOWN = 140;

const own = document.currentScript as HTMLScriptElement;
const root = new URL('.', own.src);
const form = document.querySelector<HTMLFormElement>('#site-search')!;
const input = form.querySelector('input')!;
const found = document.querySelector<HTMLElement>('#site-found')!;
const status = found.querySelector('p')!;
const list = found.querySelector('ol')!;

let loading: Promise<(query: string) => Part[]> | undefined;

function load(): Promise<(query: string) => Part[]> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('search-data.js', root).href;
    script.onload = () => resolve(searchOver(globalThis.apebenchParts ?? []));
    script.onerror = () => reject(new Error('search-data.js is not there'));
    document.head.append(script);
  });
  return loading;
}

/** A piece of the text that has the first word that is there. */
function excerpt({ text }: Part, query: string): string {
  const lower = text.toLowerCase();
  const places = query
    .toLowerCase()
    .split(/\s+/)
    .map((word) => lower.indexOf(word));
  const at = Math.max(0, places.find((place) => place > 0) ?? 0);
  const start = at < SHOWN / 2 ? 0 : text.indexOf(' ', at - SHOWN / 2) + 1;
  const end = start + SHOWN;
  return `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`;
}

function entry(part: Part, query: string): HTMLLIElement {
  const link = document.createElement('a');
  link.href = new URL(part.address, root).href;
  const where = document.createElement('span');
  where.textContent = part.heading === part.page ? '' : ` ${part.page}`;
  link.append(part.heading, where);
  const text = document.createElement('p');
  text.textContent = excerpt(part, query);
  const item = document.createElement('li');
  item.append(link, text);
  return item;
}

async function show(): Promise<void> {
  const query = input.value.trim();
  const search = await load().catch(() => undefined);
  // What was typed since is looked for by a later call.
  if (query !== input.value.trim()) return;
  const parts = query === '' || search === undefined ? [] : search(query);
  list.replaceChildren(...parts.slice(0, MOST).map((part) => entry(part, query)));
  found.hidden = query === '';
  found.dataset.query = query;
  if (search === undefined) status.textContent = 'The search could not be loaded.';
  else if (parts.length === 0) status.textContent = `Nothing has “${query}”.`;
  else status.textContent = parts.length === 1 ? 'One place' : `${parts.length} places`;
}

function close(): void {
  found.hidden = true;
}

/** The arrows go from the field through the places and back. */
function move(event: KeyboardEvent): void {
  const stops = [input, ...list.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement as HTMLInputElement);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === 'Escape') {
    close();
    input.focus();
  } else if (by !== undefined && at >= 0 && !found.hidden) {
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, at + by))]!.focus();
  }
}

form.hidden = false;
input.addEventListener('focus', () => void load().catch(() => undefined), { once: true });
input.addEventListener('input', () => void show());
form.addEventListener('keydown', move);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void show().then(() => list.querySelector('a')?.click());
});
form.addEventListener('focusout', ({ relatedTarget }) => {
  if (relatedTarget instanceof Node && !form.contains(relatedTarget)) close();
});
document.addEventListener('click', ({ target }) => {
  if (target instanceof Node && !form.contains(target)) close();
});
// Where one is already on the page, only the panel is in the way.
list.addEventListener('click', close);
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof Element && event.target.matches('input, textarea');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
});
