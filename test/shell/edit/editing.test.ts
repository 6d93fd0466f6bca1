import { expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';

const sit = (columns = 40, rows = 12) => new Machine().sit({ columns, rows });

/** What the last keys made the shell write. */
function echoOf(session: ReturnType<typeof sit>, keys: string): string {
  const before = session.raw.length;
  session.type(keys);
  return session.raw.slice(before);
}

it('a character at the end of the line costs one byte', () => {
  const session = sit();
  session.type('kubectl get pod');
  expect(echoOf(session, 's')).toBe('s');
  expect(echoOf(session, '한')).toBe('한');
});

it('only what changed is written again', () => {
  const session = sit();
  session.type('kubectl get pod');
  expect(echoOf(session, '\x7f')).toBe('\b\x1b[K');
  expect(echoOf(session, '\x01')).toBe('\x1b[14D');
  expect(echoOf(session, '\x1b[C')).toBe('\x1b[C');
});

it('pasted text is shown inverted until the next key', () => {
  const session = sit();
  expect(echoOf(session, '\x1b[200~ls\x1b[201~')).toBe('\x1b[7ml\x1b[27m\x1b[7ms\x1b[27m');
  expect(echoOf(session, ' ')).toBe('\b\bls ');
});

it('a line finds its place on a window of another size', async () => {
  const session = sit(20);
  session.type('echo 4567890123456789012345678901234567890');
  session.type('\x01\x1bf');
  session.resize(30, 12);
  expect(await session.screen()).toBe('$ echo 45678901234567890123456\n78901234567890');
  expect(session.cursor).toEqual({ column: 6, row: 0 });
  session.resize(15, 12);
  session.type('!');
  expect(await session.screen()).toBe('$ echo! 4567890\n123456789012345\n678901234567890');
  session.type('\x05\r');
  expect(session.process.status).toBeUndefined();
});

it('what is typed ahead becomes the next line', async () => {
  const session = sit();
  session.type('sleep 1\r', 100).type('echo later\r', 3000);
  expect(await session.screen()).toBe('$ sleep 1\necho later\n$ echo later\nlater\n$ ');
});

it('a command reads what was typed behind it', async () => {
  const session = sit();
  session.type('read answer\ryes\recho "<$answer>"\r');
  expect(await session.screen()).toContain('<yes>');
});

it('a trap on INT runs at the prompt', async () => {
  const session = sit();
  session.type("trap 'echo caught' INT\r");
  session.type('abc');
  session.type('\x03');
  session.type('echo on\r');
  expect(await session.screen()).toContain('\ncaughtC\n\n$ echo on\non');
});

it('history is kept in a file from login to login', async () => {
  const machine = new Machine();
  const first = machine.sit();
  first.type('echo one\r').type('exit\r');
  const second = machine.sit();
  second.type('\x1b[A\x1b[A');
  expect(await second.screen()).toBe('$ echo one');
});

it('history is saved when the window is closed', async () => {
  const machine = new Machine();
  const first = machine.sit();
  first.type('echo one\r');
  first.terminal.hangUp();
  first.settle();
  expect(first.process.status).toMatchObject({ signal: 'SIGHUP' });
  expect(machine.run('cat ~/.bash_history').stdout).toBe('echo one\n');
});

it('kubectl-like completion shows descriptions and takes what is unique', async () => {
  const machine = new Machine({
    files: {
      '/root/rc': `_words() {
  local -a found
  mapfile -t found < <(compgen -W "drain describe delete" -- "$2")
  if (( \${#found[@]} == 1 )); then COMPREPLY=("\${found[0]}"); else COMPREPLY=("\${found[@]/%/  (a verb)}"); fi
}
alias k=kubectl
complete -o default -F _words k\n`,
    },
  });
  const session = machine.sit({ columns: 70 });
  session.type('source rc\r').type('k d').type('\t').type('\t').type('r').type('\t');
  expect(await session.screen()).toBe(
    '$ source rc\n$ k d\ndelete  (a verb)    describe  (a verb)  drain  (a verb)\n$ k drain ',
  );
});

it('what an editor leaves of the line is run', async () => {
  const session = sit(60);
  session.type('ed() { echo "echo changed" > $1; }; EDITOR=ed\r').type('echo').type('\x18\x05');
  expect(await session.screen()).toBe(
    '$ ed() { echo "echo changed" > $1; }; EDITOR=ed\n$ echo\necho changed\nchanged\n$ ',
  );
});
