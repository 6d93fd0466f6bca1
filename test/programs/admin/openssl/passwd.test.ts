// openssl passwd: the hashes OpenSSL 3.0 made of the same words.

import { expect, it } from 'vitest';
import { machineWithShell, script } from '../../../support/sitting.ts';

it.each([
  ['-1 -salt abcdefgh secret', '$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1\n'],
  ['-apr1 -salt abcdefgh secret', '$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n'],
  ['-5 -salt abcdefgh secret', '$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.\n'],
  [
    '-6 -salt abcdefgh secret',
    '$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.\n',
  ],
  ['-1 -salt abcdefghijkl xx', '$1$abcdefgh$k4lPFfLbRgxrULcQ0GvHO0\n'],
  ['-5 -salt rounds=1000$abc xx', '$5$rounds=1000$abc$.OVJNJyI96VvyKdPXXa96N8LFSRG271VS6mKbqh36m9\n'],
  [
    '-5 -salt abcdefghijklmnopqrstuvw a-very-long-password-of-more-than-thirty-two-letters',
    '$5$abcdefghijklmnop$md2Ia75jteZJBm/Lo968SjDQxlbTkNjcWwdhZEePSK4\n',
  ],
  ['-aixmd5 -salt abc x', 'abc$jYh2MI92PMsna62B9CzCB.\n'],
  ['-1 -table -salt abc a b', 'a\t$1$abc$uAXS.Zj1ZDNcW9iX1TVH2/\nb\t$1$abc$OKZwo9vs3mn0DxmQJiThC/\n'],
  [
    '-apr1 -table -reverse -salt abc a-password-of-more-than-sixteen-letters b',
    '$apr1$abc$rqZT29rB7OvXOx50Qy25F.\ta-password-of-more-than-sixteen-letters\n$apr1$abc$b6nqHHLPPqa94mIwbhz4Q0\tb\n',
  ],
  ['-salt ab x', '$1$ab$e2KlfqG5YBMTjSz7XF.Eu1\n'],
])('openssl passwd %s', (words, output) => {
  expect(script(machineWithShell(), `openssl passwd ${words.replaceAll('$', '\\$')}`)).toBe(output);
});

it('hashes each line of its input, the empty ones too', () => {
  expect(script(machineWithShell(), "printf '\\nx' | openssl passwd -1 -salt a -stdin")).toBe(
    '$1$a$8CfZSfErbeskipdhZHtvu.\n$1$a$TYcRT0JumNkKBBlirG1X4/\n',
  );
  expect(script(machineWithShell(), 'openssl passwd -1 -stdin </dev/null')).toBe('');
});

it('takes one method', () => {
  expect(script(machineWithShell(), 'openssl passwd -1 -6 a 2>&1; true')).toBe('passwd: Use -help for summary.\n');
});
