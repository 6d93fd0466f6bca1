// Debian version numbers. Models deb-version(7): `2:1.10~rc1-1` < `2:1.10-1`; digits count as numbers, `~` sorts first.

export function compareVersions(a: string, b: string): number {
  const [epochA, restA] = splitEpoch(a);
  const [epochB, restB] = splitEpoch(b);
  if (epochA !== epochB) return epochA - epochB;
  const [upstreamA, revisionA] = splitRevision(restA);
  const [upstreamB, revisionB] = splitRevision(restB);
  return compareParts(upstreamA, upstreamB) || compareParts(revisionA, revisionB);
}

const splitEpoch = (version: string): [number, string] => {
  const colon = version.indexOf(':');
  return colon < 0 ? [0, version] : [Number(version.slice(0, colon)), version.slice(colon + 1)];
};

const splitRevision = (version: string): [string, string] => {
  const dash = version.lastIndexOf('-');
  return dash < 0 ? [version, ''] : [version.slice(0, dash), version.slice(dash + 1)];
};

const orderOf = (character: string): number => {
  if (character === '~') return -1;
  if (character === '') return 0;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
};

function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !/\d/.test(a[i])) || (j < b.length && !/\d/.test(b[j]))) {
      const left = i < a.length && !/\d/.test(a[i]) ? a[i] : '';
      const right = j < b.length && !/\d/.test(b[j]) ? b[j] : '';
      const difference = orderOf(left) - orderOf(right);
      if (difference !== 0) return difference;
      if (left) i++;
      if (right) j++;
    }
    const [digitsA] = /^\d*/.exec(a.slice(i))!;
    const [digitsB] = /^\d*/.exec(b.slice(j))!;
    const difference = Number(digitsA || 0) - Number(digitsB || 0);
    if (difference !== 0) return difference;
    i += digitsA.length;
    j += digitsB.length;
  }
  return 0;
}

/** `>= 1.30.0` and friends. */
export function satisfies(version: string, relation: string, wanted: string): boolean {
  const order = compareVersions(version, wanted);
  switch (relation) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>>':
      return order > 0;
    case '<<':
      return order < 0;
    default:
      return order === 0;
  }
}
