// stty: shows and changes how a terminal treats what is typed. Only the modes the terminals here have can change.

import type { ExitCode, Program } from '../../linux/host/process.ts';
import { COOKED, RAW, type Terminal, type TerminalModes, terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

/** Settings by the name stty gives them, and the modes that stand for them. */
const MODES: Readonly<Record<string, keyof TerminalModes>> = {
  icanon: 'canonical',
  echo: 'echo',
  isig: 'signals',
  icrnl: 'returnIsNewline',
  onlcr: 'expandNewline',
};

/** Whole states by one name. */
const STATES: Readonly<Record<string, Partial<TerminalModes>>> = {
  sane: COOKED,
  cooked: COOKED,
  '-raw': COOKED,
  raw: { ...RAW, expandNewline: false },
  '-cooked': { ...RAW, expandNewline: false },
  cbreak: { canonical: false },
  '-cbreak': { canonical: true },
};

/** Real settings that nothing here would notice. */
const OTHERS =
  'parenb parodd cmspar hupcl cstopb cread clocal crtscts ignbrk brkint ignpar parmrk inpck istrip inlcr igncr ixon ixoff iuclc ixany imaxbel iutf8 opost olcuc ocrnl onocr onlret ofill ofdel iexten echoe echok echonl noflsh xcase tostop echoprt echoctl echoke flusho extproc';

const LAYOUT = (terminal: Terminal): string => {
  const { rows, columns } = terminal.size;
  const { modes } = terminal;
  const on = (name: keyof TerminalModes, word: string) => (modes[name] ? word : `-${word}`);
  return `speed 38400 baud; rows ${rows}; columns ${columns}; line = 0;
intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;
eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;
werase = ^W; lnext = ^V; discard = ^O; min = 1; time = 0;
-parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts
-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr ${on('returnIsNewline', 'icrnl')} ixon -ixoff
-iuclc -ixany -imaxbel iutf8
opost -olcuc -ocrnl ${on('expandNewline', 'onlcr')} -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0
${on('signals', 'isig')} ${on('canonical', 'icanon')} iexten ${on('echo', 'echo')} echoe echok -echonl -noflsh -xcase -tostop -echoprt
echoctl echoke -flusho -extproc
`;
};

export const stty: Program = utility(
  {
    usage:
      '[-F DEVICE | --file=DEVICE] [SETTING]...\n  or:  stty [-F DEVICE | --file=DEVICE] [-a|--all]\n  or:  stty [-F DEVICE | --file=DEVICE] [-g|--save]',
    options: ['a,all', 'g,save', 'F,file='],
    // `-echo` is a setting, `-a` an option.
    rewrite: (words) => {
      const options = words.filter((word, index) => isOption(word) || words[index - 1] === '-F');
      return [...options, '--', ...words.filter((word) => !options.includes(word))];
    },
  },
  work,
);

const isOption = (word: string): boolean => /^(-[agF]|-[ag][ag]|--.*)$/.test(word);

function* work(run: Invocation): Task<ExitCode> {
  const settings = run.operands;
  const wrong = settings.find((word, index) => !isSetting(word) && !isNumberOf(settings, index));
  if (wrong !== undefined) throw new UsageError(`invalid argument ${quote(wrong)}`);
  if (run.has('all') && run.has('save'))
    throw new UsageError('the options for verbose and stty-readable output styles are\nmutually exclusive');
  if (settings.length > 0 && (run.has('all') || run.has('save')))
    throw new UsageError('when specifying an output style, modes may not be set');
  const terminal = open(run);
  if (run.has('all')) yield* run.print(LAYOUT(terminal));
  else if (run.has('save')) yield* run.print(`${saved(terminal.modes)}\n`);
  else if (settings.length === 0) yield* run.print(brief(terminal));
  for (let at = 0; at < settings.length; at++) {
    const word = settings[at];
    if (word === 'size') yield* run.print(`${terminal.size.rows} ${terminal.size.columns}\n`);
    else if (word === 'speed') yield* run.print('38400\n');
    else if (word in STATES) terminal.setModes({ ...terminal.modes, ...STATES[word] });
    else if (MODES[word.replace(/^-/, '')])
      terminal.setModes({ ...terminal.modes, [MODES[word.replace(/^-/, '')]]: !word.startsWith('-') });
    else if (SAVED.test(word)) terminal.setModes(restored(word));
    else throw new NotSimulated(word);
  }
  return run.status;
}

const SAVED = /^500:5:bf:8a3b:[01]{5}$/;

/** In the shape of `stty -g`; only stty reads it again. */
const saved = (modes: TerminalModes): string =>
  `500:5:bf:8a3b:${Object.values(MODES)
    .map((name) => Number(modes[name]))
    .join('')}`;

function restored(text: string): TerminalModes {
  const digits = text.slice(text.lastIndexOf(':') + 1);
  const on = (name: keyof TerminalModes) => digits[Object.values(MODES).indexOf(name)] === '1';
  return {
    canonical: on('canonical'),
    echo: on('echo'),
    signals: on('signals'),
    returnIsNewline: on('returnIsNewline'),
    expandNewline: on('expandNewline'),
  };
}

function brief(terminal: Terminal): string {
  const changed = Object.entries(MODES)
    .filter(([, mode]) => terminal.modes[mode] !== COOKED[mode])
    .map(([word, mode]) => (terminal.modes[mode] ? word : `-${word}`));
  return `speed 38400 baud; line = 0;\n-brkint -imaxbel iutf8\n${changed.length > 0 ? `${changed.join(' ')}\n` : ''}`;
}

const NUMBERED = ['rows', 'cols', 'columns', 'min', 'time', 'ispeed', 'ospeed', 'line'];
const CHARACTERS = [
  'intr',
  'quit',
  'erase',
  'kill',
  'eof',
  'eol',
  'eol2',
  'swtch',
  'start',
  'stop',
  'susp',
  'rprnt',
  'werase',
  'lnext',
  'discard',
];

const isSetting = (word: string): boolean => {
  const name = word.replace(/^-/, '');
  return (
    name in MODES ||
    word in STATES ||
    OTHERS.split(' ').includes(name) ||
    [
      'size',
      'speed',
      ...NUMBERED,
      ...CHARACTERS,
      'ek',
      'evenp',
      'parity',
      'oddp',
      'nl',
      'pass8',
      'litout',
      'dec',
      'crt',
      'cs5',
      'cs6',
      'cs7',
      'cs8',
    ].includes(name) ||
    SAVED.test(word)
  );
};

const isNumberOf = (words: readonly string[], at: number): boolean =>
  [...NUMBERED, ...CHARACTERS].includes(words[at - 1] ?? '') || /^\d+$/.test(words[at]);

function open(run: Invocation): Terminal {
  const path = run.value('file');
  if (path === undefined) {
    const terminal = terminalOf(run.process.descriptors.get(0));
    if (!terminal) throw new Failure("'standard input': Inappropriate ioctl for device");
    return terminal;
  }
  try {
    const file = run.process.files.open(run.absolute(path), { read: true }, 0, run.process.credentials);
    const terminal = terminalOf(file);
    file.release();
    if (!terminal) throw new Failure(`${quoted(path).replace(/^'(.*)'$/, '$1')}: Inappropriate ioctl for device`);
    return terminal;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${path}: ${reason(error)}`);
  }
}
