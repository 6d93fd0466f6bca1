// JSON as Go's encoding/json writes it: <, > and & escaped, maps in the order of their keys.

/** Like json.MarshalIndent; an empty `indent` writes one line. */
export function goJson(value: unknown, indent = ''): string {
  const text = JSON.stringify(value, undefined, indent) ?? 'null';
  return text
    .replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('\\b', '\\u0008')
    .replaceAll('\\f', '\\u000c');
}

/** A copy whose mappings have their keys in byte order, at every depth. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortedKeys((value as Record<string, unknown>)[key])]));
}
