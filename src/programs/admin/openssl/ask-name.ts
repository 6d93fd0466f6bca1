// The questions of `openssl req`: every field of a distinguished name, then the extra attributes.

import { decode } from '../../../base/bytes.ts';
import type { NamePart } from '../../../base/x509/structure.ts';
import { STDIN } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Run } from './command.ts';
import { namePart } from './names.ts';
import { objectIdOf } from './objects.ts';

const INTRODUCTION = `You are about to be asked to enter information that will be incorporated
into your certificate request.
What you are about to enter is what is called a Distinguished Name or a DN.
There are quite a few fields but you can leave some blank
For some fields there will be a default value,
If you enter '.', the field will be left blank.
-----
`;

type Pairs = readonly (readonly [string, string])[];

/** `fields` as in openssl.cnf: `countryName = Country Name (2 letter code)`, `countryName_default = AU`. */
export function* askForName(run: Run, fields: Pairs, attributes: Pairs): Task<NamePart[]> {
  const isBatch = run.has('batch');
  if (!isBatch) yield* run.process.complain(INTRODUCTION);
  const parts: NamePart[] = [];
  for (const field of questions(fields)) {
    const answer = isBatch ? field.preset : yield* ask(run, field);
    if (answer === undefined) return yield* run.fail(['Error making certificate request']);
    if (answer !== '' && answer !== '.') parts.push(namePart(field.id, answer));
  }
  if (isBatch || attributes.length === 0 || run.has('x509')) return parts;
  yield* run.process.complain(
    "\nPlease enter the following 'extra' attributes\nto be sent with your certificate request\n",
  );
  for (const field of questions(attributes)) {
    const answer = yield* ask(run, field);
    if (answer === undefined) return yield* run.fail(['Error making certificate request']);
    if (answer !== '' && answer !== '.') yield* run.notSimulated('attributes of a request');
  }
  return parts;
}

interface Question {
  readonly id: string;
  readonly text: string;
  readonly preset: string;
  readonly least: number;
  readonly most: number | undefined;
}

function questions(pairs: Pairs): Question[] {
  const settings = new Map(pairs);
  return pairs
    .filter(([name]) => !/_(?:default|min|max|value)$/.test(name))
    .flatMap(([name, text]) => {
      // `0.organizationName`: numbers tell fields of one type apart.
      const id = objectIdOf(name.replace(/^[^.]*\.(?=[A-Za-z])/, ''));
      if (id === undefined) return [];
      const most = settings.get(`${name}_max`);
      return [
        {
          id,
          text,
          preset: settings.get(`${name}_default`) ?? '',
          least: Number(settings.get(`${name}_min`) ?? 0),
          most: most === undefined ? undefined : Number(most),
        },
      ];
    });
}

/** Undefined at the end of the input. */
function* ask(run: Run, { text, preset, least, most }: Question): Task<string | undefined> {
  for (;;) {
    yield* run.process.complain(`${text} [${preset}]:`);
    const line = yield* readLine(run);
    if (line === undefined) return undefined;
    const answer = line === '' ? preset : line;
    if (answer === '' || answer === '.') return answer;
    if (answer.length < least) yield* run.say(`String too short, must be at least ${least} bytes long`);
    else if (most !== undefined && answer.length > most)
      yield* run.say(`String too long, must be at most ${most} bytes long`);
    else return answer;
  }
}

function* readLine(run: Run): Task<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const [byte] = yield* run.process.read(STDIN, 1);
    if (byte === undefined) return bytes.length > 0 ? decode(Uint8Array.from(bytes)) : undefined;
    if (byte === 10) return decode(Uint8Array.from(bytes));
    bytes.push(byte);
  }
}
