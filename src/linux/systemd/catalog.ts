// What `journalctl -x` adds below a message. Models catalog/systemd.catalog, with Ubuntu's support address.

import type { CatalogKey, JournalEntry } from './journal.ts';

export const CATALOG: Readonly<
  Record<CatalogKey, { readonly id: string; readonly subject: string; readonly text: readonly string[] }>
> = {
  starting: {
    id: '7d4958e842da4a758f6c1cdc7b36dcc5',
    subject: 'A start job for unit @UNIT@ has begun execution',
    text: ['A start job for unit @UNIT@ has begun execution.', '', 'The job identifier is @JOB@.'],
  },
  started: {
    id: '39f53479d3a045ac8e11786248231fbf',
    subject: 'A start job for unit @UNIT@ has finished successfully',
    text: ['A start job for unit @UNIT@ has finished successfully.', '', 'The job identifier is @JOB@.'],
  },
  'start-failed': {
    id: 'be02cf6855d2428ba40df7e9d022f03d',
    subject: 'A start job for unit @UNIT@ has failed',
    text: [
      'A start job for unit @UNIT@ has finished with a failure.',
      '',
      'The job identifier is @JOB@ and the job result is @RESULT@.',
    ],
  },
  stopping: {
    id: 'de5b426a63be47a7b6ac3eaac82e2f6f',
    subject: 'A stop job for unit @UNIT@ has begun execution',
    text: ['A stop job for unit @UNIT@ has begun execution.', '', 'The job identifier is @JOB@.'],
  },
  stopped: {
    id: '9d1aaa27d60140bd96365438aad20286',
    subject: 'A stop job for unit @UNIT@ has finished',
    text: [
      'A stop job for unit @UNIT@ has finished.',
      '',
      'The job identifier is @JOB@ and the job result is @RESULT@.',
    ],
  },
  'process-exit': {
    id: '98e322203f7a4ed290d09fe03c09fe15',
    subject: 'Unit process exited',
    text: [
      'An ExecStart= process belonging to unit @UNIT@ has exited.',
      '',
      "The process' exit code is '@CODE@' and its exit status is @STATUS@.",
    ],
  },
  'unit-failed': {
    id: 'd9b373ed55a64feb8242e02dbe79a49c',
    subject: 'Unit failed',
    text: ["The unit @UNIT@ has entered the 'failed' state with result '@RESULT@'."],
  },
  'unit-success': {
    id: '7ad2d189f7e94e70a38c781354912448',
    subject: 'Unit succeeded',
    text: ["The unit @UNIT@ has successfully entered the 'dead' state."],
  },
  'restart-scheduled': {
    id: '5eb03494b6584870a536b337290809b3',
    subject: 'Automatic restarting of a unit has been scheduled',
    text: [
      'Automatic restarting of the unit @UNIT@ has been scheduled, as the result for',
      'the configured Restart= setting for the unit.',
    ],
  },
  resources: {
    id: 'ae8f7b866b0347b9af31fe1c80b127c0',
    subject: 'Resources consumed by unit runtime',
    text: ['The unit @UNIT@ completed and consumed the indicated resources.'],
  },
  reloading: {
    id: 'd34d037fff1847e6ae669a370e694725',
    subject: 'A reload job for unit @UNIT@ has begun execution',
    text: ['A reload job for unit @UNIT@ has begun execution.', '', 'The job identifier is @JOB@.'],
  },
  reloaded: {
    id: '7b05ebc668384222baa8881179cfda54',
    subject: 'A reload job for unit @UNIT@ has finished',
    text: [
      'A reload job for unit @UNIT@ has finished.',
      '',
      'The job identifier is @JOB@ and the job result is @RESULT@.',
    ],
  },
};

/** The `░░` lines below a message; none for a message without an explanation. */
export function explain(entry: JournalEntry): string[] {
  if (!entry.catalog) return [];
  const { subject, text } = CATALOG[entry.catalog];
  const [, code = 'exited', status = '0'] = /code=(\w+), status=(\d+)/.exec(entry.message) ?? [];
  const [result, job = '1'] = (entry.result ?? 'done').split('#');
  const values: Readonly<Record<string, string>> = {
    UNIT: entry.about ?? entry.unit ?? '',
    JOB: job,
    RESULT: result,
    CODE: code,
    STATUS: status,
  };
  const fill = (line: string) => line.replace(/@(\w+)@/g, (all, name: string) => values[name] ?? all);
  return [
    `Subject: ${fill(subject)}`,
    'Defined-By: systemd',
    'Support: http://www.ubuntu.com/support',
    '',
    ...text.map(fill),
  ].map((line) => `░░ ${line}`);
}
