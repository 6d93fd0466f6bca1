// Lines of recordings on a machine without a shell: `;`, `&&`, and at the end of a pipe the few filters they use.

import type { Outcome } from './recording.ts';
import type { Machine } from './ubuntu.ts';

export function typed(machine: Machine, line: string): Outcome {
  let outcome: Outcome = { stdout: '', stderr: '', code: 0 };
  for (const [, command, link] of line.matchAll(/(.+?)\s*(&&|;(?!;)|$)/g)) {
    const ran = pipeline(machine, command.trim());
    outcome = { stdout: outcome.stdout + ran.stdout, stderr: outcome.stderr + ran.stderr, code: ran.code };
    if (link === '&&' && ran.code !== 0) break;
  }
  return outcome;
}

function pipeline(machine: Machine, text: string): Outcome {
  const [command, ...filters] = text.split(/\s*\|\s*/);
  const silent = command.includes('2>/dev/null');
  const edit = /^sed -i "s\/(.*)\/(.*)\/" (\S+)$/.exec(command);
  if (edit) {
    const { files } = machine.host;
    files.writeFile(edit[3], files.readText(edit[3]).replace(edit[1], edit[2]));
    return { stdout: '', stderr: '', code: 0 };
  }
  // Quotes inside of a word, which a shell would take away.
  const bare = command.replace('2>/dev/null', '').replace(/='([^']*)'/g, '=$1');
  const ran = machine.run(bare);
  const stderr = silent ? '' : ran.stderr;
  if (filters.length === 0) return { ...ran, stderr };
  return { stdout: filters.reduce(filter, ran.stdout), stderr, code: 0 };
}

function filter(text: string, command: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const [name, ...words] = command.split(' ');
  const count = Number(words[0]?.slice(1));
  const kept =
    name === 'head'
      ? lines.slice(0, count)
      : name === 'tail'
        ? lines.slice(-count)
        : name === 'grep'
          ? lines.filter((line) => new RegExp(words[0]).test(line))
          : name === 'jq'
            ? lines.map((line) => JSON.stringify(Object.keys(JSON.parse(line)).sort()))
            : lines;
  return kept.length === 0 || text === '' ? '' : `${kept.join('\n')}\n`;
}
