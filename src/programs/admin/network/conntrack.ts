// conntrack: the connections that the kernel follows, here those that begin or end on this machine.

import type { Program } from '../../../linux/host/process.ts';
import type { Connection } from '../../../linux/net/stack.ts';
import { tool } from '../tool.ts';

const VERSION = 'conntrack v1.4.8 (conntrack-tools)';

export const conntrack: Program = tool(
  'conntrack',
  {
    options: [
      ...['L,dump', 'C,count', 'S,stats', 'V,version', 'h,help', 'p,proto=', 'd,dst,orig-dst=', 's,src,orig-src='],
      ...['dport=', 'sport=', 'n', 'o=', '!D,delete', '!F,flush', '!E,event', '!I,create', '!U,update', '!G,get'],
    ],
    wording: (complaint) => `${VERSION}: ${complaint}`,
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`${VERSION}\n`);
      return 0;
    }
    if (run.has('help') || run.has('stats') || run.has('o')) return yield* run.notSimulated(run.options[0].typed);
    if (!run.isRoot) return yield* run.failPlainly(`${VERSION}: Operation failed: Operation not permitted`);
    const { dialled, accepted } = run.process.network;
    const flows = [...new Set([...dialled, ...accepted])].filter((one) => one.remote.port !== 0 && one.open);
    if (run.has('count')) {
      yield* run.print(`${flows.length}\n`);
      return 0;
    }
    if (!run.has('dump'))
      return yield* run.failPlainly(
        `${VERSION}: You need to supply an action\nTry \`conntrack -h' or 'conntrack --help' for more information.`,
        2,
      );
    const fits = (option: string, value: string | number) => {
      const wanted = run.value(option);
      return wanted === undefined || wanted === String(value);
    };
    const shown = flows.filter(
      ({ local, remote }) =>
        fits('dst', remote.address) &&
        fits('src', local.address) &&
        fits('dport', remote.port) &&
        fits('sport', local.port) &&
        fits('proto', 'tcp'),
    );
    yield* run.print(shown.map(line).join(''));
    yield* run.say(`${VERSION}: ${shown.length} flow entries have been shown.`);
    return 0;
  },
);

/** Established connections are kept for five days. */
const line = ({ local, remote }: Connection): string =>
  `tcp      6 431999 ESTABLISHED src=${local.address} dst=${remote.address} sport=${local.port} dport=${remote.port} src=${remote.address} dst=${local.address} sport=${remote.port} dport=${local.port} [ASSURED] mark=0 use=1\n`;
