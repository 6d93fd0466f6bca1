// What may differ between two runs of a command that do the same: ages, names and addresses that dice decide, and the
// two namespaces, which are each side's own.

/** Same length, so that columns stay where they are. */
export const OURS = 'live-a';
export const REAL = 'live-b';

const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g;
const LONG_TIME = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g;
const AGE = /(?<![\w.-])(?:<invalid>|(?:\d+[dhms]){1,2})(?![\w.-])/g;

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\r/g, ''],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} UTC/g, '<time>'],
  [/\b(LIVE|MERGED)-\d+/g, '$1-<dice>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, '<time>'],
  [TIME, '<time>'],
  [LONG_TIME, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/https:\/\/(?:172\.30\.1\.2|127\.0\.0\.1):\d+/g, '<server>'],
  [/\b(?:172\.30\.1\.2|127\.0\.0\.1):\d+/g, '<server>'],
  [/\b10\.(?:244|9[6-9]|1[01]\d)\.\d+\.\d+\b/g, '<address>'],
  [/(resourceVersion"?[:=] ?"?)\d+/gi, '$1<version>'],
  [/\b172\.30\.[23]\.2\b/g, '<node address>'],
  [/\b\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\b/g, '<time>'],
  [/\b\d+#\d+:/g, '<process>:'],
  [/"[0-9a-f]{64}"/g, '"<id>"'],
  [/ErrImagePull/g, 'ImagePullBackOff'],
  // Whoever comes second finds the image on the node.
  [/^.*Pulling image ".*\n/gm, ''],
  [/(?:Successfully pulled|Container) image ("[^"]*").*/g, 'Image $1 is there'],
  [/(Resource Version: +)\d+/g, '$1<version>'],
  [/(containerd:\/\/)[0-9a-f]{64}/g, '$1<id>'],
  [/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>'],
  [/\bnode0[12]\b/g, 'node0x'],
  [
    /\b([a-z0-9][a-z0-9-]*?)-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g,
    '$1-<hash>-<dice>',
  ],
  [/\b(pod-template-hash[:=]"? ?"?|controller-uid[:=]"? ?"?)[\w-]+/g, '$1<hash>'],
  [/\b([a-z0-9][a-z0-9-]*?)-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '$1-<hash>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<dice>'],
  [/\.18[0-9a-f]{14}\b/g, '.<event>'],
  [/\b3[0-2]\d{3}\b/g, '<nodePort>'],
];

export function masked(text: string): string {
  let result = text.replaceAll(OURS, '<here>').replaceAll(REAL, '<here>');
  for (const [pattern, mask] of MASKS) result = result.replace(pattern, mask);
  const aged = result.replace(AGE, '<age>');
  // A column with ages is as wide as the longest of them.
  return aged === result
    ? result
    : aged
        .replace(/ {2,}/g, '  ')
        .replace(/-{3,}/g, '---')
        .replace(/[ \t]+$/gm, '');
}
