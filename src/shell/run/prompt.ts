// PS1 and its escapes: `\u@\h:\w\$ `.

import { strftime } from '../../base/strftime.ts';
import { userName } from '../../linux/host/accounts.ts';
import type { Shell } from './shell.ts';
import { BASH_VERSION } from './special-variables.ts';

/** The backslash escapes only; `$…` in a prompt is expanded afterwards (see bash.ts). */
export function renderPrompt(shell: Shell, prompt: string): string {
  return prompt.replaceAll(/\\(D\{[^}]*\}|[0-7]{3}|[\s\S])/g, (all, code: string) => expandEscape(shell, code) ?? all);
}

function expandEscape(shell: Shell, code: string): string | undefined {
  const { process } = shell;
  const now = () => process.simulation.epoch + process.simulation.now;
  if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
  if (code.startsWith('D{')) return strftime(code.slice(2, -1) || '%X', now());
  switch (code) {
    case 'u':
      return userName(process.files, process.credentials.uid);
    case 'h':
      return process.namespaces.hostname.split('.')[0];
    case 'H':
      return process.namespaces.hostname;
    case 'w':
      return shortened(shell, directoryName(shell));
    case 'W': {
      const name = directoryName(shell);
      return name === '/' || name === '~' ? name : name.slice(name.lastIndexOf('/') + 1);
    }
    case '$':
      return process.credentials.uid === 0 ? '#' : '$';
    case 's':
      return shell.name.replace(/^-/, '').replace(/^.*\//, '');
    case 'j':
      return String(shell.jobs.listed.length);
    case 'l':
      return process.terminal?.name.replace(/^.*\//, '') ?? 'tty';
    case '!':
      return String(shell.historyBase + shell.history.length + 1);
    case '#':
      return String(shell.commandNumber);
    case 't':
      return strftime('%H:%M:%S', now());
    case 'T':
      return strftime('%I:%M:%S', now());
    case '@':
      return strftime('%I:%M %p', now());
    case 'A':
      return strftime('%H:%M', now());
    case 'd':
      return strftime('%a %b %d', now());
    case 'v':
      return BASH_VERSION.slice(0, 3);
    case 'V':
      return BASH_VERSION.replace(/\(.*/, '');
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 'a':
      return '\x07';
    case 'e':
      return '\x1b';
    case '\\':
      return '\\';
    // Around what takes no room on the screen.
    case '[':
      return '\x01';
    case ']':
      return '\x02';
  }
  return undefined;
}

function directoryName(shell: Shell): string {
  const here = shell.variables.get('PWD') ?? shell.process.directory;
  const home = shell.variables.get('HOME');
  if (!home || home === '/') return here;
  if (here === home) return '~';
  return here.startsWith(`${home}/`) ? `~${here.slice(home.length)}` : here;
}

/** PROMPT_DIRTRIM keeps the last names only. */
function shortened(shell: Shell, name: string): string {
  const keep = Number(shell.variables.get('PROMPT_DIRTRIM') ?? 0);
  const parts = name.split('/').filter(Boolean);
  const home = parts[0] === '~';
  const rest = home ? parts.slice(1) : parts;
  if (!keep || rest.length <= keep) return name;
  return `${home ? '~/' : ''}.../${rest.slice(-keep).join('/')}`;
}
