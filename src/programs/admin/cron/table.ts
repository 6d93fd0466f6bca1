// A crontab: variables, and jobs on schedules. The system's tables name a user in front of the command.

import { readSchedule, type Schedule } from './schedule.ts';

export interface Job {
  readonly when: Schedule | '@reboot';
  /** Only in the system's tables. */
  readonly user: string | undefined;
  readonly command: string;
  /** The variables set above the line. */
  readonly environment: ReadonlyMap<string, string>;
}

export interface Complaint {
  /** As cron counts: lines read before the word that does not fit. */
  readonly line: number;
  readonly text: string;
}

export type ReadTable = { readonly jobs: readonly Job[] } | { readonly complaint: Complaint };

/** The first thing that makes no sense is the last that is read, as in cron. */
export function readTable(text: string, namesUsers: boolean): ReadTable {
  const jobs: Job[] = [];
  const environment = new Map<string, string>();
  for (const [number, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) continue;
    const assignment = /^("[^"]*"|'[^']*'|[^\s=@*\d"'][^\s=]*)\s*=\s*(.*)$/.exec(line);
    if (assignment) {
      environment.set(unquoted(assignment[1]), unquoted(assignment[2].trim()));
      continue;
    }
    const read = readSchedule(line);
    if ('complaint' in read) return { complaint: { line: number + (read.atEnd ? 1 : 0), text: read.complaint } };
    const [, user, command] = namesUsers ? (/^(\S*)\s*(.*)$/.exec(read.rest) ?? []) : [undefined, undefined, read.rest];
    if (namesUsers && !user) return { complaint: { line: number + 1, text: 'bad username' } };
    jobs.push({ when: read.when, user, command: command ?? '', environment: new Map(environment) });
  }
  return { jobs };
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

/** What follows the first bare `%` is the command's input, each further one a newline; `\%` is a percent sign. */
export function splitCommand(command: string): { readonly command: string; readonly input: string | undefined } {
  const parts = command.split(/(?<!\\)%/).map((part) => part.replaceAll('\\%', '%'));
  return { command: parts[0], input: parts.length > 1 ? `${parts.slice(1).join('\n')}\n` : undefined };
}
