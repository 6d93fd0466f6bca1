// apt-mark: what is held, and what was installed by hand.

import type { Program } from '../../../linux/host/process.ts';
import { availablePackages } from '../../../linux/packages/available.ts';
import { automaticPackages, installedPackages, setAutomatic, setHold } from '../../../linux/packages/database.ts';
import type { Archive } from '../../../linux/packages/package.ts';
import { tool } from '../tool.ts';

export const aptMark = (archive: Archive): Program =>
  tool(
    'apt-mark',
    { options: ['q,quiet', 's,simulate', 'f,file=', 'o,option=', 'v,version', 'help'], usageStatus: 100 },
    function* (run) {
      const { files } = run.process.host;
      const [operation, ...names] = run.operands;
      const installed = installedPackages(files);
      const chosen = (filter: (name: string) => boolean) =>
        [...installed.keys()]
          .filter((name) => (names.length === 0 || names.includes(name)) && filter(name))
          .map((name) => `${name}\n`)
          .join('');
      const automatic = automaticPackages(files);
      switch (operation) {
        case 'showhold':
        case 'showholds':
          yield* run.print(chosen((name) => installed.get(name)!.held));
          return 0;
        case 'showmanual':
          yield* run.print(chosen((name) => !automatic.has(name)));
          return 0;
        case 'showauto':
          yield* run.print(chosen((name) => automatic.has(name)));
          return 0;
        case 'hold':
        case 'unhold':
        case 'auto':
        case 'manual':
          break;
        case undefined:
          return yield* run.notSimulated('without an operation');
        default:
          if (operation === 'minimize-manual' || operation === 'showinstall') return yield* run.notSimulated(operation);
          return yield* run.failPlainly(`E: Invalid operation ${operation}`, 100);
      }
      const available = availablePackages(files, archive);
      const known = names.filter((name) => installed.has(name) || available.has(name));
      for (const name of names) if (!known.includes(name)) yield* run.say(`E: Unable to locate package ${name}`);
      if (known.length < names.length || known.length === 0) return yield* run.failPlainly('E: No packages found', 100);
      if (!run.isRoot) {
        if (operation === 'hold' || operation === 'unhold') {
          yield* run.say('dpkg: error: requested operation requires superuser privilege');
          return yield* run.failPlainly('E: Executing dpkg failed. Are you root?', 100);
        }
        yield* run.say(
          'E: Could not create temporary file for /var/lib/apt/extended_states - mkstemp (13: Permission denied)',
        );
        return yield* run.failPlainly('E: Failed to write temporary StateFile /var/lib/apt/extended_states', 100);
      }
      // Holds are answered in the order they were asked for; what needs no change comes first when releasing.
      const isHeld = (name: string) => installed.get(name)?.held ?? false;
      const wantsChange = (name: string) => (operation === 'hold' ? !isHeld(name) : isHeld(name));
      const ordered =
        operation === 'hold' || operation === 'unhold'
          ? [...known.filter((name) => !wantsChange(name)), ...known.filter(wantsChange)]
          : known;
      for (const name of ordered) {
        switch (operation) {
          case 'hold':
            yield* run.print(isHeld(name) ? `${name} was already set on hold.\n` : `${name} set on hold.\n`);
            setHold(files, name, true);
            break;
          case 'unhold':
            yield* run.print(isHeld(name) ? `Canceled hold on ${name}.\n` : `${name} was already not on hold.\n`);
            setHold(files, name, false);
            break;
          case 'auto':
            yield* run.print(
              automatic.has(name)
                ? `${name} was already set to automatically installed.\n`
                : `${name} set to automatically installed.\n`,
            );
            setAutomatic(files, name, true);
            break;
          case 'manual':
            yield* run.print(
              automatic.has(name)
                ? `${name} set to manually installed.\n`
                : `${name} was already set to manually installed.\n`,
            );
            setAutomatic(files, name, false);
            break;
        }
      }
      yield* run.process.compute(120);
      return 0;
    },
  );
