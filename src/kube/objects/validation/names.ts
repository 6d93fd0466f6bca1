// What names, labels and keys may look like, and the words in which the API server refuses the others.
// Models k8s.io/apimachinery/pkg/util/validation: each function answers with the list of its complaints.

const QUALIFIED_CHARACTERS = '[A-Za-z0-9]';
const QUALIFIED_NAME = `(${QUALIFIED_CHARACTERS}[-A-Za-z0-9_.]*)?${QUALIFIED_CHARACTERS}`;
const LABEL_1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_1123 = `${LABEL_1123}(\\.${LABEL_1123})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const PORT_NAME = '[-a-z0-9]+';

const QUALIFIED_NAME_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const LABEL_1035_RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

export type NameRule = 'subdomain' | 'label' | 'label1035' | 'path';

export function nameProblems(rule: NameRule, name: string): string[] {
  switch (rule) {
    case 'subdomain':
      return subdomainProblems(name);
    case 'label':
      return labelProblems(name);
    case 'label1035':
      return label1035Problems(name);
    case 'path':
      return pathSegmentProblems(name);
  }
}

/** IsDNS1123Subdomain: most object names. */
export function subdomainProblems(value: string): string[] {
  return [...tooLong(value, 253), ...unlike(value, SUBDOMAIN_1123, SUBDOMAIN_RULE, ['example.com'])];
}

/** IsDNS1123Label: namespaces, containers, volumes. */
export function labelProblems(value: string): string[] {
  const problems = tooLong(value, 63);
  if (matches(value, LABEL_1123)) return problems;
  const rule = matches(value, SUBDOMAIN_1123)
    ? 'must not contain dots'
    : regexMessage(LABEL_RULE, LABEL_1123, ['my-name', '123-abc']);
  return [...problems, rule];
}

/** IsDNS1035Label: services. */
export function label1035Problems(value: string): string[] {
  return [...tooLong(value, 63), ...unlike(value, LABEL_1035, LABEL_1035_RULE, ['my-name', 'abc-123'])];
}

/** IsQualifiedName: label keys, annotation keys, taint keys, resource names. */
export function qualifiedNameProblems(value: string): string[] {
  const problems: string[] = [];
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name ${regexMessage(QUALIFIED_NAME_RULE, QUALIFIED_NAME, ['MyName', 'my.name', '123-abc'])} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts[parts.length - 1];
  if (parts.length === 2) {
    if (parts[0] === '') problems.push('prefix part must be non-empty');
    else problems.push(...subdomainProblems(parts[0]).map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  else problems.push(...tooLong(name, 63).map((problem) => `name part ${problem}`));
  if (!matches(name, QUALIFIED_NAME)) {
    problems.push(`name part ${regexMessage(QUALIFIED_NAME_RULE, QUALIFIED_NAME, ['MyName', 'my.name', '123-abc'])}`);
  }
  return problems;
}

/** IsValidLabelValue. */
export function labelValueProblems(value: string): string[] {
  return [...tooLong(value, 63), ...unlike(value, LABEL_VALUE, LABEL_VALUE_RULE, ['MyValue', 'my_value', '12345'])];
}

/** IsValidPathSegmentName: RBAC objects, whose names may hold colons. */
export function pathSegmentProblems(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}

/** IsConfigMapKey. */
export function configKeyProblems(value: string): string[] {
  const problems = tooLong(value, 253);
  if (!matches(value, CONFIG_KEY)) {
    problems.push(
      regexMessage("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", CONFIG_KEY, [
        'key.name',
        'KEY_NAME',
        'key-name',
      ]),
    );
  }
  return [...problems, ...hiddenDirectory(value)];
}

/** IsRelaxedEnvVarName, the rule since 1.32: any printable ASCII but `=`. */
export function environmentNameProblems(value: string): string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  return /^[\x20-\x3c\x3e-\x7e]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** IsValidPortName, for container and service ports. */
export function portNameProblems(value: string): string[] {
  const problems: string[] = [];
  if (value.length > 15) problems.push('must be no more than 15 characters');
  if (!matches(value, PORT_NAME))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** IsValidPortNum. */
export function portNumberProblems(value: number): string[] {
  return value >= 1 && value <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

/** IsHTTPHeaderName. */
export function headerNameProblems(value: string): string[] {
  return unlike(value, '[-A-Za-z0-9]+', "a valid HTTP header must consist of alphanumeric characters or '-'", [
    'X-Header-Name',
  ]);
}

/** IsValidIP, before 1.34's strictness about leading zeros. */
export function ipProblems(value: string): string[] {
  return isIPv4(value) || isIPv6(value) ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

export function isIPv4(value: string): boolean {
  const parts = value.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

export function isIPv6(value: string): boolean {
  if (!/^[0-9a-fA-F:.]+$/.test(value) || !value.includes(':')) return false;
  const halves = value.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const embedded = last?.includes('.') ?? false;
  if (embedded && !isIPv4(last ?? '')) return false;
  const words = embedded ? groups.slice(0, -1) : groups;
  const count = words.length + (embedded ? 2 : 0);
  return words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word)) && (halves.length === 2 ? count < 8 : count === 8);
}

function matches(value: string, pattern: string): boolean {
  const known = COMPILED.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  COMPILED.set(pattern, known);
  return known.test(value);
}

/** A memo of a pure function: a dozen patterns, asked for every name of every object. */
const COMPILED = new Map<string, RegExp>();

function unlike(value: string, pattern: string, rule: string, examples: readonly string[]): string[] {
  return matches(value, pattern) ? [] : [regexMessage(rule, pattern, examples)];
}

/** validation.RegexError: `... (e.g. 'a',  or 'b', regex used for validation is '...')`, two blanks and all. */
function regexMessage(rule: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

const tooLong = (value: string, most: number): string[] =>
  value.length > most ? [`must be no more than ${most} bytes`] : [];

function hiddenDirectory(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}
