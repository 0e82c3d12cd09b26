/** What all drawn pictures of the documents have: ink that is dark on light paper and light on dark. */

const INK = `
  .ink { stroke: #1f2328; fill: none } .text { fill: #1f2328 } .faint { stroke: #9aa5b1; fill: none }
  .faint-text { fill: #59636e } .one { stroke: #2a6fbb } .two { stroke: #c2542d } .box { fill: #eef2f6; stroke: #59636e }
  .one-fill { fill: #2a6fbb } .two-fill { fill: #c2542d }
  text { font: 13px system-ui, sans-serif }
  @media (prefers-color-scheme: dark) {
    .ink { stroke: #e6edf3 } .text { fill: #e6edf3 } .faint { stroke: #59636e } .faint-text { fill: #9aa5b1 }
    .one { stroke: #6cb0f5 } .two { stroke: #f0936b } .box { fill: #21262d; stroke: #9aa5b1 }
    .one-fill { fill: #6cb0f5 } .two-fill { fill: #f0936b }
  }`;

/** A picture of its own: no paper, so that the page's shows. `title` says it in words. */
export const picture = (width: number, height: number, title: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
  `height="${height}" role="img"><title>${title}</title><style>${INK}</style>\n${body}\n</svg>\n`;

export const text = (x: number, y: number, words: string, more = 'class="text"'): string =>
  `<text x="${x}" y="${y}" ${more}>${words}</text>`;
