// The command lines that are compared with the real GNU tools, and the files they find. record.mjs runs
// them on a real machine, gnu.test.ts replays them.

import { readFileSync } from 'node:fs';

/** The directory as recordings name it; the recorder works in a fresh one and translates. */
export const DIRECTORY = '/root/lab';

export const FILES = {
  'words.txt': 'banana\napple\ncherry\napple\nbanana\nApple\nzebra\n\nkiwi\n',
  'nolf.txt': 'first\nsecond\nlast',
  'numbers.txt': '10\n9\n2\n33\n-4\n1.5\n1e3\nabc\n10\n',
  passwd:
    'root:x:0:0:root:/root:/bin/bash\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\nubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\nsshd:x:106:65534::/run/sshd:/usr/sbin/nologin\n',
  'pods.txt':
    'NAME                     READY   STATUS             RESTARTS   AGE\nnginx-5d59d67564-2xk4p   1/1     Running            0          5m\nnginx-5d59d67564-9gq7z   1/1     Running            2          5m\nredis-master-0           0/1     CrashLoopBackOff   17         63m\nweb-7c5ddbdf54-abcde     1/1     Running            0          2d3h\njob-xyz                  0/1     Completed          0          40s\n',
  'pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\n  labels:\n    app: nginx\n    tier: "web"\nspec:\n  containers:\n  - name: nginx\n    image: nginx:1.25\n    ports:\n    - containerPort: 80\n    env:\n    - name: MODE\n      value: debug\n  # a comment\n  nodeName: node01\n',
  'log.txt':
    '2026-11-20T09:00:01Z INFO  starting server on :8080\n2026-11-20T09:00:02Z WARN  cache miss key=user:1\n2026-11-20T09:00:03Z ERROR failed to connect to db: timeout\n2026-11-20T09:00:04Z INFO  retry in 5s\n2026-11-20T09:00:09Z error Failed again (attempt 2)\n2026-11-20T09:00:10Z INFO  connected\n',
  'tabs.tsv': 'id\tname\tsize\n1\talpha\t10K\n2\tbeta\t2M\n3\tgamma\t512\n10\tdelta\t1G\n',
  'old.conf': 'listen 80;\nserver_name a;\nroot /var/www;\n\nlocation / {\n  try_files $uri;\n}\n',
  'new.conf':
    'listen 8080;\nserver_name a;\nroot /srv/www;\nindex index.html;\n\nlocation / {\n  try_files $uri;\n}\n# end\n',
  'left.txt': '1 one\n2 two\n3 three\n5 five\n',
  'right.txt': '1 eins\n3 drei\n4 vier\n5 funf\n',
  'dir/a.txt': 'alpha\n',
  'dir/b.yaml': 'kind: Service\n',
  'dir/sub/c.txt': 'gamma alpha\n',
  'dir/sub/deep/d.log': 'delta ERROR\n',
  'dir/.hidden': 'secret\n',
  empty: '',
  'with space.txt': 'spaced\n',
  "quote's": 'q\n',
  'umlaut.txt': 'Grüße\nnaïve café\n日本語\n',
  'binary.bin': 'abc\u0000def\u0001\nmatch me\n\u0000\n',
  'big.txt': Array.from({ length: 300 }, (_, index) => `line ${index + 1}\n`).join(''),
};

export const LINKS = { 'link.txt': 'words.txt', dirlink: 'dir', broken: 'nowhere' };

/** All files and directories get this time, so that listings agree. */
export const TIME = '2026-11-01 10:20:30 UTC';

/** Command lines by group. */
export const CASES = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8'));

/** What must never be recorded, because a slip of ours would harm the machine. Such behaviour has unit tests. */
export const isHarmful = (line) =>
  /\b(kill|pkill|killall)\b(?! -l)/.test(line) ||
  /\b(reboot|shutdown|mkfs|dd)\b.*\/dev\/(?!null|zero|stdin)/.test(line) ||
  /\b(rm|chmod|chown|mv)\b.*\s(\/|\.{1,2}\/?)(\s|$)/.test(line);

/** Lines whose output names the owner of files, or changes it: recorded as root only. */
export const needsRoot = (line) => /\b(chown|chgrp)\b|\bls\b.*-\w*[lngo]|%U|-user /.test(line);
