/** Making elements. Texts become text nodes; nothing here reads HTML. */

type Child = Node | string;

/**
 * An element with attributes (`class`, `aria-label`, …; true stands for an empty one) and children.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children);
  return node;
}

/** The element of the page with this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
}

export function button(label: string, onClick: () => void, attributes = {}): HTMLButtonElement {
  const node = element('button', { type: 'button', ...attributes }, label);
  node.addEventListener('click', onClick);
  return node;
}

/** The same of SVG. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Says in place of a page why it cannot be shown. */
export function showFailure(root: HTMLElement, message: string): void {
  const text = `${message}. Reload the page to go on.`;
  root.replaceChildren(
    element(
      'main',
      { class: 'loading' },
      element('h1', {}, 'APEBench'),
      element('p', { class: 'error', role: 'alert' }, text),
    ),
  );
}
