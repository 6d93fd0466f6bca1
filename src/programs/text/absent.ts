// Tools that people expect and that are not modelled. They say so.

import type { Program } from '../../linux/host/process.ts';
import { NotSimulated } from '../getopt.ts';
import { utility } from '../utility.ts';

export const yq: Program = utility({ usage: '', rewrite: (words) => ['--', ...words] }, () => {
  throw new NotSimulated('(use jq, or kubectl -o jsonpath)');
});
