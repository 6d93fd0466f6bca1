// Differences from the recordings that are meant, by command line, with the reason.

export const ACCEPTED: Readonly<Record<string, string>> = {
  "grep -E '+a' words.txt": 'grep warns of a repetition of nothing; the match is the same',
  'ls -l --color=always': 'a directory behind a link is coloured, as newer versions do',
  sed: 'only the first line of the help text is ours',
  'sed --bogus p': 'only the first line of the help text is ours',
  awk: 'only the first line of the help text is ours',
  "awk 'BEGIN{print 1e6, 1e20, 0.1, 1/3, 100000000000}'":
    'this mawk prints integers above 2^31 with %.6g; gawk and newer mawks do not',
  "awk 'BEGIN{print -3%2, 2^10, 2**3}'": 'gawk knows **; this mawk does not',
  'awk \'BEGIN{print substr("hello",0,2) "|" substr("hello",-1) "|" substr("hello",4,10)}\'':
    'a fault of this mawk; POSIX and gawk cut characters before the first',
  'awk \'BEGIN{print 010+0, "0x10"+0}\'': 'this mawk reads hexadecimal input; POSIX and gawk do not',
  'base64 -d words.txt': 'bytes before the fault differ; the message and the status agree',
  'more nolf.txt': 'no banner with the name of the file when nothing is a terminal',
  'ps -p 999999': 'process numbers have seven columns on Ubuntu, five on the machine of the recording',
  'free -x': 'only the first line of the help text is ours',
  'uptime --bogus': 'only the first line of the help text is ours',
};
