// Version order (`sort -V`, `ls -v`): digits compare as numbers, `~` before everything.

/** v1.9 before v1.10; 1.0~rc1 before 1.0. */
export function naturalOrder(a: string, b: string): number {
  const order = compareVersions(a.replace(SUFFIX, ''), b.replace(SUFFIX, ''));
  return order === 0 ? compareVersions(a, b) : order;
}

/** Endings such as `.tar.gz` decide only between equals. */
const SUFFIX = /(?<=.)(\.[A-Za-z~][A-Za-z0-9~]*)+$/;

function compareVersions(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
      const difference = weight(a[i]) - weight(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const [one] = /^\d*/.exec(a.slice(i))!;
    const [other] = /^\d*/.exec(b.slice(j))!;
    const left = one.replace(/^0+/, '');
    const right = other.replace(/^0+/, '');
    if (left.length !== right.length) return left.length - right.length;
    if (left !== right) return left < right ? -1 : 1;
    i += one.length;
    j += other.length;
  }
  return 0;
}

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

function weight(character: string | undefined): number {
  if (character === undefined || isDigit(character)) return 0;
  if (character === '~') return -1;
  return /[a-zA-Z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
