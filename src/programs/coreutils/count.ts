// Counts with the multiplier letters of coreutils: 10, 2k, 5KB, 1MiB.

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, b: 512, c: 1, w: 2, B: 1 };

/** Undefined for what is no count. */
export function parseCount(text: string): number | undefined {
  const [, digits, suffix] = /^(\d+)([A-Za-z]*)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const factor = multiplier(suffix);
  return factor === undefined ? undefined : Number(digits) * factor;
}

export function multiplier(suffix: string): number | undefined {
  if (suffix in SUFFIXES) return SUFFIXES[suffix];
  const [, letter, kind] = /^([kKMGTPE])(B|iB|)$/.exec(suffix) ?? [];
  if (!letter) return undefined;
  return (kind === 'B' ? 1000 : 1024) ** ('KMGTPE'.indexOf(letter.toUpperCase()) + 1);
}

/** `ls -h`: rounded up, one decimal below ten. 1536 → 1.5K, 4096 → 4.0K, 12000 → 12K. */
export function humanSize(bytes: number, base = 1024): string {
  const units = base === 1024 ? ['', 'K', 'M', 'G', 'T', 'P', 'E'] : ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let power = 0;
  let size = bytes;
  while (size >= base && power < units.length - 1) {
    size /= base;
    power++;
  }
  if (power === 0) return String(bytes);
  let shown = size < 10 ? Math.ceil(size * 10) / 10 : Math.ceil(size);
  if (shown >= base) {
    shown = 1;
    power++;
  }
  return (shown < 10 ? shown.toFixed(1) : String(shown)) + units[power];
}
