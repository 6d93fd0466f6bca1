// cut: bytes, characters or fields of every line.

import { decodeRaw, encodeRaw } from '../../base/raw-text.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { utility } from '../utility.ts';

type Range = readonly [number, number];

export const cut: Program = utility(
  {
    usage: 'OPTION... [FILE]...',
    options: [
      'b,bytes=',
      'c,characters=',
      'd,delimiter=',
      'f,fields=',
      'n',
      'complement',
      's,only-delimited',
      'output-delimiter=',
      'z,zero-terminated',
    ],
  },
  function* (run) {
    const kinds = run.options.filter((option) => ['bytes', 'characters', 'fields'].includes(option.name));
    if (kinds.length === 0) throw new UsageError('you must specify a list of bytes, characters, or fields');
    if (kinds.length > 1) throw new UsageError('only one list may be specified');
    const { name: kind, value } = kinds[0];
    const given = run.value('delimiter');
    if (given !== undefined && [...given].length > 1) throw new UsageError('the delimiter must be a single character');
    if (given !== undefined && kind !== 'fields') {
      throw new UsageError('an input delimiter may be specified only when operating on fields');
    }
    if (run.has('only-delimited') && kind !== 'fields') {
      throw new UsageError('suppressing non-delimited lines makes sense\n\tonly when operating on fields');
    }
    let ranges = readRanges(value, kind === 'fields');
    if (run.has('complement')) ranges = complement(ranges);
    const delimiter = given === undefined ? '\t' : given === '' ? '\0' : given;
    const between = run.value('output-delimiter');
    const terminator = run.has('zero-terminated') ? 0 : 10;
    const end = String.fromCharCode(terminator);
    yield* run.eachInput(run.inputs, function* (input) {
      for (;;) {
        const line = yield* input.line(terminator);
        if (!line) return;
        if (kind !== 'fields') {
          const bytes = encodeRaw(line.text);
          const parts = ranges.flatMap(([low, high]) =>
            low <= bytes.length ? [decodeRaw(bytes.subarray(low - 1, high))] : [],
          );
          yield* run.print(parts.join(between ?? '') + end);
          continue;
        }
        if (!line.text.includes(delimiter)) {
          if (!run.has('only-delimited')) yield* run.print(line.text + end);
          continue;
        }
        const fields = line.text.split(delimiter);
        const chosen = ranges.flatMap(([low, high]) => fields.slice(low - 1, high));
        yield* run.print(chosen.join(between ?? delimiter) + end);
      }
    });
  },
);

/** Sorted, overlapping ranges merged: cut never reorders. */
function readRanges(text: string, fields: boolean): Range[] {
  const what = fields ? 'field' : 'byte/character position';
  const ranges = text.split(/[, \t]/).map((part): Range => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match) {
      const rest = /^\d*-?\d*(.*)$/s.exec(part)?.[1] ?? part;
      throw new UsageError(
        /^\d*-\d*-/.test(part)
          ? `invalid ${fields ? 'field range' : 'byte or character range'}`
          : `invalid ${fields ? 'field value' : 'byte/character position'} ${quote(rest)}`,
      );
    }
    const [, low, dash, high] = match;
    if (low === '' && high === '') {
      if (dash) throw new UsageError('invalid range with no endpoint: -');
      throw new UsageError(fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1');
    }
    const first = low === '' ? 1 : Number(low);
    const last = high === '' ? (dash ? Number.POSITIVE_INFINITY : first) : Number(high);
    if (first === 0 || last === 0)
      throw new UsageError(`${what === 'field' ? 'fields' : 'byte/character positions'} are numbered from 1`);
    if (first > last) throw new UsageError('invalid decreasing range');
    return [first, last];
  });
  const merged: [number, number][] = [];
  for (const [low, high] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && low <= last[1]) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

function complement(ranges: readonly Range[]): Range[] {
  const rest: Range[] = [];
  let from = 1;
  for (const [low, high] of ranges) {
    if (from < low) rest.push([from, low - 1]);
    from = high + 1;
  }
  if (from < Number.POSITIVE_INFINITY) rest.push([from, Number.POSITIVE_INFINITY]);
  return rest;
}
