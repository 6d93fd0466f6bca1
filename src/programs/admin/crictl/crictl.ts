// crictl: looks at containers where kubectl cannot, through the runtime's own socket. Commands are in their files;
// here they are found and their options read.

import { Exit, type Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { pull, rm, rmi, rmp, stop, stopp } from './changes.ts';
import { config } from './config.ts';
import { exec } from './exec.ts';
import { declareFlags, type FlagDeclaration, FlagProblem, readFlags, Unmodelled } from './flags.ts';
import { imagefsinfo, info, inspect, inspecti, inspectp, version } from './inspect.ts';
import { CrictlRun } from './invocation.ts';
import { images, pods, ps } from './lists.ts';
import { logs } from './logs.ts';

interface Command {
  readonly names: readonly string[];
  readonly flags: readonly FlagDeclaration[];
  readonly run: (run: CrictlRun) => Task<number>;
}

const command = (names: string, run: Command['run'], ...flags: readonly string[]): Command => ({
  names: names.split(','),
  flags: declareFlags(...flags),
  run,
});

const LISTING = ['quiet,q', 'output,o=', 'no-trunc', 'latest,l', 'last,n=', 'id=', 'name=', 'state,s=', 'label='];

const COMMANDS: readonly Command[] = [
  command('ps', ps, ...LISTING, 'all,a', 'pod,p=', 'image=', '!resolve-image-path,r', '!verbose,v', '!watch,w'),
  command('pods', pods, ...LISTING, 'namespace=', '!verbose,v', '!watch,w'),
  command('images,image,img', images, 'quiet,q', 'output,o=', 'no-trunc', 'digests', '!verbose,v', '!filter,f='),
  command('logs', logs, 'follow,f', 'tail=', 'since=', 'timestamps,t', 'previous,p', '!limit-bytes=', '!reopen,r'),
  command('inspect', inspect, 'output,o=', '!template=', '!quiet,q', '!name=', '!all,a'),
  command('inspectp', inspectp, 'output,o=', '!template=', '!quiet,q', '!name='),
  command('inspecti', inspecti, 'output,o=', '!template=', '!quiet,q', '!name='),
  command('stop', stop, 'timeout,t='),
  command('rm', rm, 'force,f', 'all,a'),
  command('stopp', stopp),
  command('rmp', rmp, 'force,f', 'all,a'),
  command('pull', pull, '!creds=', '!auth=', '!annotation,a=', '!pod-config=', '!username,u='),
  command('rmi', rmi, 'all,a', 'prune,q'),
  command('info', info, 'output,o=', '!quiet,q', '!template='),
  command('imagefsinfo', imagefsinfo, 'output,o=', '!quiet,q', '!template='),
  command('version', version),
  command('exec', exec, 'interactive,i', 'tty,t', 'sync,s', '!timeout=', '!quiet,q', '!parallel,x'),
  command('config', config, 'get=', 'set=', 'list'),
];

/** What the real one has besides. */
const UNMODELLED = [
  'attach',
  'checkpoint',
  'completion',
  'create',
  'event',
  'events',
  'metricsp',
  'port-forward',
  'run',
  'runp',
  'runtime-config',
  'start',
  'stats',
  'statsp',
  'update',
  'update-runtime-config',
  'help',
  'h',
];

const GLOBALS = declareFlags(
  'runtime-endpoint,r=',
  'image-endpoint,i=',
  'config,c=',
  'timeout,t=',
  'debug,D',
  'version,v',
  'help,h',
);

export const crictl: Program = function* (process) {
  let run = new CrictlRun(process, readFlags([], []), readFlags([], []));
  try {
    const globals = readFlags(GLOBALS, process.argv.slice(1));
    if (globals.has('version')) {
      yield* process.print(`crictl version ${process.version}\n`);
      return 0;
    }
    const [name, ...words] = globals.args;
    const found = COMMANDS.find(({ names }) => names.includes(name));
    if (name === undefined || globals.has('help') || UNMODELLED.includes(name)) {
      yield* process.complain(`cka-lab: not simulated: crictl ${name ?? '--help'}\n`);
      return 1;
    }
    if (!found) {
      yield* process.complain(`No help topic for '${name}'\n`);
      return 3;
    }
    run = new CrictlRun(process, globals, readFlags(found.flags, words));
    return yield* found.run(run);
  } catch (error) {
    if (error instanceof Unmodelled) {
      yield* process.complain(`cka-lab: not simulated: crictl ${error.message}\n`);
      return 1;
    }
    if (!(error instanceof FlagProblem)) throw error;
    yield* process.print(`Incorrect Usage: ${error.message}\n\n`);
    try {
      return yield* run.fatal(error.message);
    } catch (end) {
      if (end instanceof Exit) return end.code;
      throw end;
    }
  }
};
