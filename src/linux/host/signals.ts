// Signals by number and what they do to a process that says nothing about them. Models signal(7).

export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const;

export type SignalName = keyof typeof SIGNALS;

export type DefaultAction = 'terminate' | 'ignore' | 'stop' | 'continue';

export function defaultAction(signal: SignalName): DefaultAction {
  if (signal === 'SIGCHLD' || signal === 'SIGURG' || signal === 'SIGWINCH') return 'ignore';
  if (signal === 'SIGSTOP' || signal === 'SIGTSTP' || signal === 'SIGTTIN' || signal === 'SIGTTOU') return 'stop';
  return signal === 'SIGCONT' ? 'continue' : 'terminate';
}

/** `9`, `KILL`, `sigkill` → SIGKILL; undefined for what is none. */
export function signalNamed(text: string): SignalName | undefined {
  const upper = text.toUpperCase();
  const entries = Object.entries(SIGNALS) as [SignalName, number][];
  return entries.find(([name, number]) => name === upper || name === `SIG${upper}` || String(number) === text)?.[0];
}
