// The two rows of shortcuts at the bottom: which there are in which situation, and how they are laid out.

export type Shortcut = readonly [key: string, label: string];

/** In pairs: the first of each stands above the second. */
export const MAIN: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^X', 'Exit'],
  ['^O', 'Write Out'],
  ['^R', 'Read File'],
  ['^W', 'Where Is'],
  ['^\\', 'Replace'],
  ['^K', 'Cut'],
  ['^U', 'Paste'],
  ['^T', 'Execute'],
  ['^J', 'Justify'],
  ['^C', 'Location'],
  ['^/', 'Go To Line'],
  ['M-U', 'Undo'],
  ['M-E', 'Redo'],
  ['M-A', 'Set Mark'],
  ['M-6', 'Copy'],
  ['M-]', 'To Bracket'],
  ['^Q', 'Where Was'],
  ['M-Q', 'Previous'],
  ['M-W', 'Next'],
];

export const SEARCH: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-C', 'Case Sens'],
  ['M-R', 'Reg.exp.'],
  ['M-B', 'Backwards'],
  ['^R', 'Replace'],
  ['^P', 'Older'],
  ['^N', 'Newer'],
  ['^T', 'Go To Line'],
];

export const REPLACE: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-C', 'Case Sens'],
  ['M-R', 'Reg.exp.'],
  ['M-B', 'Backwards'],
  ['^R', 'No Replace'],
  ['^P', 'Older'],
  ['^N', 'Newer'],
];

export const REPLACE_WITH: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['^P', 'Older'],
  ['^N', 'Newer'],
];

export const GO_TO: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['^W', 'Begin of Paragr.'],
  ['^O', 'End of Paragraph'],
  ['^Y', 'First Line'],
  ['^V', 'Last Line'],
  ['^T', 'Go To Text'],
];

export const WRITE: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-D', 'DOS Format'],
  ['M-M', 'Mac Format'],
  ['M-A', 'Append'],
  ['M-P', 'Prepend'],
  ['M-B', 'Backup File'],
  ['^T', 'Browse'],
];

export const INSERT: readonly Shortcut[] = [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-F', 'New Buffer'],
  ['M-N', 'No Conversion'],
  ['^X', 'Execute Command'],
  ['^T', 'Browse'],
];

export const HELP: readonly Shortcut[] = [
  ['^L', 'Refresh'],
  ['^X', 'Close'],
  ['^W', 'Where Is'],
  ['^Q', 'Where Was'],
  ['M-Q', 'Previous'],
  ['M-W', 'Next'],
  ['^P', 'Prev Line'],
  ['^N', 'Next Line'],
  ['^Y', 'Prev Page'],
  ['^V', 'Next Page'],
  ['M-\\', 'First Line'],
  ['M-/', 'Last Line'],
];

const REVERSE = '\x1b[7m';
const PLAIN = '\x1b[0m';

/** Both rows: as many as the width has room for, in columns of one width; the last ones reach to the edge. */
export function shortcutRows(all: readonly Shortcut[], columns: number): [string, string] {
  const shown = all.slice(0, Math.floor((columns + 40) / 20) * 2);
  const pairs = Math.ceil(shown.length / 2);
  const width = Math.floor(columns / pairs);
  const rows: [string, string] = ['', ''];
  for (const [at, shortcut] of shown.entries()) {
    const isLast = at >= shown.length - 2;
    const isAlone = shown.length % 2 === 1 && at === shown.length - 2;
    rows[at % 2] += item(shortcut, width + (isAlone ? width : 0) + (isLast ? columns % width : 0));
  }
  return rows;
}

/** The answers to a question, two columns of sixteen. */
export function answerRows(withAll: boolean, columns: number): [string, string] {
  const width = columns < 32 ? Math.floor(columns / 2) : 16;
  return [
    item([' Y', 'Yes'], width) + (withAll ? item([' A', 'All'], width) : ''),
    item([' N', 'No'], width) + item(['^C', 'Cancel'], width),
  ];
}

function item([key, label]: Shortcut, width: number): string {
  const room = width - key.length;
  return `${REVERSE}${key.slice(0, width)}${PLAIN}${room < 2 ? '' : ` ${label}`.slice(0, room).padEnd(room)}`;
}
