/** Reading strings and values: config strings, names, numbers, Python literals. */

export { ConfigReader, type CountLimits } from './config-reader.js';
export type { ConfigField, FieldKind } from './config-string.js';
export {
  type Declared,
  type Description,
  describe,
  type Field,
  type FieldValues,
  printFields,
  readFields,
} from './fields.js';
export { Guard, guardOf, onBehalfOf, withGuard } from './guard.js';
export { type JsonValue, parseJson } from './json.js';
export {
  float32Text,
  float64Text,
  parseNumberText,
  parsePythonInteger,
  parsePythonNumber,
} from './number-text.js';
export {
  type PlainValue,
  PyFloat,
  type PyKey,
  PyTuple,
  type PyValue,
  plain,
  pythonJson,
  repr,
  str,
} from './python-literal.js';
export { parsePython } from './python-parser.js';
export type { RegistryOptions } from './registry.js';
export { countAdded, Registry, withoutFields } from './registry.js';
