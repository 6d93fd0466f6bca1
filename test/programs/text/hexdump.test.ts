// hexdump: what that of util-linux printed.

import { expect, it } from 'vitest';
import { machineWithShell, script } from '../../support/sitting.ts';

const FILES =
  "cd /tmp; printf 'hello world, this is\\x00\\x01\\xff\\x80 text\\n' >h; head -c 64 /dev/zero >z; echo a >>z; ";

it.each([
  [
    'hexdump h',
    '0000000 6568 6c6c 206f 6f77 6c72 2c64 7420 6968\n0000010 2073 7369 0100 80ff 7420 7865 0a74     \n000001e\n0\n',
  ],
  [
    'hexdump -C h',
    '00000000  68 65 6c 6c 6f 20 77 6f  72 6c 64 2c 20 74 68 69  |hello world, thi|\n00000010  73 20 69 73 00 01 ff 80  20 74 65 78 74 0a        |s is.... text.|\n0000001e\n0\n',
  ],
  ['hexdump -C /dev/null', '0\n'],
  [
    'hexdump -C z',
    '00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000040  61 0a                                             |a.|\n00000042\n0\n',
  ],
  [
    'hexdump z',
    '0000000 0000 0000 0000 0000 0000 0000 0000 0000\n*\n0000040 0a61                                   \n0000042\n0\n',
  ],
  [
    'hexdump -v z',
    '0000000 0000 0000 0000 0000 0000 0000 0000 0000\n0000010 0000 0000 0000 0000 0000 0000 0000 0000\n0000020 0000 0000 0000 0000 0000 0000 0000 0000\n0000030 0000 0000 0000 0000 0000 0000 0000 0000\n0000040 0a61                                   \n0000042\n0\n',
  ],
  [
    'hexdump -C -n 20 -s 3 h',
    '00000003  6c 6f 20 77 6f 72 6c 64  2c 20 74 68 69 73 20 69  |lo world, this i|\n00000013  73 00 01 ff                                       |s...|\n00000017\n0\n',
  ],
  [
    'hexdump -n 20 -s 3 h',
    '0000003 6f6c 7720 726f 646c 202c 6874 7369 6920\n0000013 0073 ff01                              \n0000017\n0\n',
  ],
  ['hexdump nope', 'hexdump: nope: No such file or directory\nhexdump: all input file arguments failed\n1\n'],
  [
    'hexdump -C nope h',
    'hexdump: nope: No such file or directory\n00000000  68 65 6c 6c 6f 20 77 6f  72 6c 64 2c 20 74 68 69  |hello world, thi|\n00000010  73 20 69 73 00 01 ff 80  20 74 65 78 74 0a        |s is.... text.|\n0000001e\n1\n',
  ],
  [
    'hexdump -b h',
    '0000000 150 145 154 154 157 040 167 157 162 154 144 054 040 164 150 151\n0000010 163 040 151 163 000 001 377 200 040 164 145 170 164 012        \n000001e\n0\n',
  ],
  [
    'hexdump -c h',
    '0000000   h   e   l   l   o       w   o   r   l   d   ,       t   h   i\n0000010   s       i   s  \\0 001 377 200       t   e   x   t  \\n        \n000001e\n0\n',
  ],
  [
    'hexdump -d h',
    '0000000   25960   27756   08303   28535   27762   11364   29728   26984\n0000010   08307   29545   00256   33023   29728   30821   02676        \n000001e\n0\n',
  ],
  [
    'hexdump -o h',
    '0000000  062550  066154  020157  067567  066162  026144  072040  064550\n0000010  020163  071551  000400  100377  072040  074145  005164        \n000001e\n0\n',
  ],
  [
    'hexdump -x h',
    '0000000    6568    6c6c    206f    6f77    6c72    2c64    7420    6968\n0000010    2073    7369    0100    80ff    7420    7865    0a74        \n000001e\n0\n',
  ],
  ['hexdump -q h', "hexdump: invalid option -- 'q'\nTry 'hexdump --help' for more information.\n1\n"],
  ['hexdump -s 100 -C h', '0000001e\n0\n'],
  ['hexdump -n 0 -C h', '0\n'],
  [
    'hexdump -C -s 0x10 h',
    '00000010  73 20 69 73 00 01 ff 80  20 74 65 78 74 0a        |s is.... text.|\n0000001e\n0\n',
  ],
  ['hexdump -n x h', "hexdump: failed to parse length: 'x': Invalid argument\n1\n"],
  [
    'hexdump -C h h',
    '00000000  68 65 6c 6c 6f 20 77 6f  72 6c 64 2c 20 74 68 69  |hello world, thi|\n00000010  73 20 69 73 00 01 ff 80  20 74 65 78 74 0a 68 65  |s is.... text.he|\n00000020  6c 6c 6f 20 77 6f 72 6c  64 2c 20 74 68 69 73 20  |llo world, this |\n00000030  69 73 00 01 ff 80 20 74  65 78 74 0a              |is.... text.|\n0000003c\n0\n',
  ],
  ['echo hi | hexdump -C', '00000000  68 69 0a                                          |hi.|\n00000003\n0\n'],
  [
    'hd h',
    '00000000  68 65 6c 6c 6f 20 77 6f  72 6c 64 2c 20 74 68 69  |hello world, thi|\n00000010  73 20 69 73 00 01 ff 80  20 74 65 78 74 0a        |s is.... text.|\n0000001e\n0\n',
  ],
])('%s', (command, output) => {
  expect(script(machineWithShell(), `${FILES}${command} 2>&1; echo $?`)).toBe(output);
});
