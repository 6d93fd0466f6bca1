// Who is logged in. Models what systemd-logind and utmp know.

import type { Millis } from '../../sim/simulation.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface Session {
  readonly id: string;
  readonly user: string;
  readonly uid: number;
  readonly terminal: Terminal | undefined;
  /** The address logged in from; '' at the machine itself. */
  readonly from: string;
  readonly since: Millis;
  /** Control group. */
  readonly scope: string;
}
