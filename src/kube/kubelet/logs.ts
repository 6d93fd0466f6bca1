// Reads container logs as the runtime wrote them: `<time> stdout F <line>`. Models
// pkg/kubelet/kuberuntime/logs.

import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Millis } from '../../sim/simulation.ts';

export interface LogOptions {
  readonly tailLines: number | undefined;
  /** Unix milliseconds; earlier lines are left out. */
  readonly since: Millis | undefined;
  readonly timestamps: boolean;
  readonly limitBytes: number | undefined;
}

export const EVERYTHING: LogOptions = {
  tailLines: undefined,
  since: undefined,
  timestamps: false,
  limitBytes: undefined,
};

/** The text a reader gets for raw log `content`. */
export function formatLog(content: string, options: LogOptions): string {
  let lines = content.split('\n').filter((line) => line !== '');
  if (options.tailLines !== undefined) lines = options.tailLines === 0 ? [] : lines.slice(-options.tailLines);
  let text = '';
  for (const line of lines) {
    const parts = /^(\S+) (?:stdout|stderr) ([FP]) ?(.*)$/s.exec(line);
    if (!parts) continue;
    const [, time, tag, rest] = parts;
    if (options.since !== undefined && Date.parse(time) < options.since) continue;
    text += `${options.timestamps ? `${time} ` : ''}${rest}${tag === 'F' ? '\n' : ''}`;
  }
  return options.limitBytes === undefined ? text : text.slice(0, options.limitBytes);
}

/** For terminationMessagePolicy FallbackToLogsOnError: at most 80 lines and 2048 bytes. */
export function lastLogLines(files: FileSystem, path: string): string {
  if (!files.exists(path)) return '';
  return formatLog(files.readText(path), { ...EVERYTHING, tailLines: 80 }).slice(-2048);
}
