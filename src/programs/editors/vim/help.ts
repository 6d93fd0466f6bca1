// vim --help and --version.

export const VERSION = `VIM - Vi IMproved 9.1 (2024 Jan 02, compiled Apr 01 2026 00:00:00)
Included patches: 1-16
Modified by team+vim@tracker.debian.org
Compiled by team+vim@tracker.debian.org
`;

export const HELP = `VIM - Vi IMproved 9.1 (2024 Jan 02, compiled Apr 01 2026 00:00:00)

Usage: vim [arguments] [file ..]       edit specified file(s)
   or: vim [arguments] -               read text from stdin

Arguments:
   --			Only file names after this
   -e			Ex mode (like "ex")
   -s			Silent (batch) mode (only for "ex")
   -R			Readonly mode (like "view")
   -m			Modifications (writing files) not allowed
   -M			Modifications in text not allowed
   -n			No swap file, use memory only
   -u <vimrc>		Use <vimrc> instead of any .vimrc
   +			Start at end of file
   +<lnum>		Start at line <lnum>
   --cmd <command>	Execute <command> before loading any vimrc file
   -c <command>		Execute <command> after loading the first file
   -S <session>		Source file <session> after loading the first file
   -s <scriptin>	Read Normal mode commands from file <scriptin>
   -h  or  --help	Print Help (this message) and exit
   --version		Print version information and exit
`;

const INTRODUCTION = [
  'VIM - Vi IMproved',
  '',
  'version 9.1.16',
  'by Bram Moolenaar et al.',
  'Modified by team+vim@tracker.debian.org',
  'Vim is open source and freely distributable',
  '',
  'Help poor children in Uganda!',
  'type  :help iccf<Enter>       for information ',
  '',
  'type  :q<Enter>               to exit         ',
  'type  :help<Enter>  or  <F1>  for on-line help',
  'type  :help version9<Enter>   for version info',
];

/** What stands on the screen when vim is started without a file, by row. */
export function introduction(columns: number, rows: number): string[] {
  const first = Math.floor((rows - INTRODUCTION.length) / 2);
  if (first < 2) return [];
  return [
    ...Array.from({ length: first }, () => ''),
    ...INTRODUCTION.map((line) =>
      line === '' ? '' : ' '.repeat(Math.max(0, Math.floor((columns - line.length) / 2) - 1)) + line,
    ),
  ];
}
