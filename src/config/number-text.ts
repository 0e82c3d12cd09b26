/**
 * Numbers as text, the way Python prints them: the fewest significant digits that read back to the
 * same float64 or float32, with a decimal point or an exponent (`1.0`, `0.1`, `1e-07`, `nan`).
 */

/** The shortest digits and the decimal exponent: x = 0.d1d2d3… · 10^point. */
interface Digits {
  negative: boolean;
  digits: string;
  point: number;
}

function split(exponential: string): Digits {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(exponential)!;
  return {
    negative: match[1] === '-',
    digits: (match[2]! + (match[3] ?? '')).replace(/0+$/, '') || '0',
    point: Number(match[4]) + 1,
  };
}

/** The decimal with `digits` significant digits next to `text` (in exponential form), upwards. */
function nextUp(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string];
  const digits = mantissa.replace('.', '');
  const raised = String(Number(digits) + 1);
  const carried = raised.length > digits.length;
  const power = Number(exponent) + (carried ? 1 : 0);
  return `${raised[0]}.${raised.slice(1) || '0'}e${power < 0 ? '' : '+'}${power}`;
}

/** The decimal of `precision + 1` digits that reads back to the float32 `size`, if there is one. */
function readsBack(size: number, precision: number): string | undefined {
  const text = size.toExponential(precision);
  if (Math.fround(Number(text)) === size) return text;
  // The float32 numbers lie twice as dense below a power of two as above it, so there the nearest
  // decimal may fail where the next one up succeeds.
  if (Number(text) > size) return undefined;
  const above = nextUp(text);
  return Math.fround(Number(above)) === size ? above : undefined;
}

/**
 * The fewest digits of which `Math.fround` makes `size` again. Nine always do, most numbers need
 * eight or nine, and where some number of digits does, so does every greater one.
 */
function shortestFloat32(size: number): string {
  let shortest = size.toExponential(8);
  for (let precision = 7; precision >= 0; precision--) {
    const text = readsBack(size, precision);
    if (text === undefined) return shortest;
    shortest = text;
  }
  return shortest;
}

function written({ negative, digits, point }: Digits): string {
  const sign = negative ? '-' : '';
  if (point > 16 || point < -3) {
    const exponent = point - 1;
    const power = String(Math.abs(exponent)).padStart(2, '0');
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${power}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, '0')}.0`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function special(x: number): string | undefined {
  if (Number.isNaN(x)) return 'nan';
  if (x === Number.POSITIVE_INFINITY) return 'inf';
  if (x === Number.NEGATIVE_INFINITY) return '-inf';
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0';
  return undefined;
}

/** A float64 as Python's `repr` prints it. */
export function float64Text(x: number): string {
  return special(x) ?? written(split(x.toExponential()));
}

/** A float32 (given as the float64 of equal value) with the fewest digits that read back to it. */
export function float32Text(x: number): string {
  const text = special(x);
  if (text !== undefined) return text;
  const digits = split(shortestFloat32(Math.abs(x)));
  return written({ ...digits, negative: x < 0 });
}

/** The numbers that `float64Text`, `float32Text` and Python write; undefined for anything else. */
export function parseNumberText(text: string): number | undefined {
  if (/^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
  switch (text.toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case '+inf':
    case 'infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
    default:
      return undefined;
  }
}

/** A number as Python's source spells it, `10_000` too, with blanks around it. */
export function parsePythonNumber(text: string): number | undefined {
  return parseNumberText(text.trim().replace(/(\d)_(?=\d)/g, '$1'));
}

/** A whole number so spelled. */
export function parsePythonInteger(text: string): number | undefined {
  return /^[-+]?\d[\d_]*$/.test(text.trim()) ? parsePythonNumber(text) : undefined;
}
