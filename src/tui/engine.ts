// What a running cluster needs and the home screen does not: the world, its sessions, and what is read off them.
// The application loads it after its first frame, so that nobody waits for it to see where they are.

import { useNativeRsa } from '../native-rsa.ts';

export { agrees, resume } from '../lab/resume.ts';
export { before, replaying, Session } from '../lab/session.ts';
export { judgeTyped } from '../quiz/judge.ts';
export { nodesOf, viewOf } from './view.ts';

useNativeRsa();
