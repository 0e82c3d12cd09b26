/** What a dictionary holds under a name that a user typed, which may be `constructor` or the like. */
export function ownEntry<T>(dict: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(dict, name) ? dict[name] : undefined;
}
