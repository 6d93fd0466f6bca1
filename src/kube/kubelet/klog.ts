// Lines of a Go daemon's log: `E1102 09:00:00.123456    1234 run.go:72] "command failed" err="..."`. Models klog v2.

import type { Process } from '../../linux/host/process.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

/** Writes to the process' standard error, without holding up the caller. */
export class Klog {
  readonly #process: Process;

  constructor(process: Process) {
    this.#process = process;
  }

  info(source: string, message: string, values: Values = {}): void {
    this.#line('I', source, structured(message, values));
  }

  warning(source: string, text: string): void {
    this.#line('W', source, text);
  }

  /** An unstructured line: klog.Infof, klog.Errorf, klog.Fatalf. */
  text(severity: 'I' | 'E' | 'F', source: string, text: string): void {
    this.#line(severity, source, text);
  }

  error(source: string, message: string, err: string, values: Values = {}): void {
    this.#line('E', source, structured(message, { err, ...values }));
  }

  /** A line as it stands. */
  plain(text: string): void {
    this.#process.thread('log', this.#process.complain(`${text}\n`));
  }

  #line(severity: 'I' | 'W' | 'E' | 'F', source: string, text: string): void {
    const { simulation, pid } = this.#process;
    const time = new Date(simulation.epoch + simulation.now).toISOString();
    const microseconds = String(simulation.now % 1 === 0 ? (pid * 7919 + text.length * 131) % 1000 : 0).padStart(
      3,
      '0',
    );
    const stamp = `${severity}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}${microseconds}`;
    this.plain(`${stamp} ${String(pid).padStart(7)} ${source}] ${text}`);
  }
}

function structured(message: string, values: Values): string {
  const pairs = Object.entries(values).map(([name, value]) =>
    typeof value === 'string' ? ` ${name}=${JSON.stringify(value)}` : ` ${name}=${value}`,
  );
  return `${JSON.stringify(message)}${pairs.join('')}`;
}
