// What Ctrl-G shows, in words of our own, and what nano says of itself on the command line.

export const HELP_TITLE = 'Main nano help text';

const INTRODUCTION = ` nano is a small editor that shows what it can do. The top line names the
 program and the file; a star behind the name means that the text differs
 from what is saved. The line above the two bottom ones shows messages and
 asks questions, and the two bottom lines name the keys used most often.

 A '^' stands for the Control key, and 'M-' for Alt or for Escape typed in
 front of a key.

`;

const KEYS: readonly (readonly [string, string, string])[] = [
  ['^G', '(F1)', 'Display this help text'],
  ['^X', '(F2)', 'Close the current buffer / Exit from nano'],
  ['^O', '(F3)', 'Write the current buffer (or the marked region) to disk'],
  ['^R', '(Ins)', 'Insert another file into current buffer'],
  ['', '', ''],
  ['^W', '(F6)', 'Search forward for a string or a regular expression'],
  ['^\\', '(M-R)', 'Replace a string or a regular expression'],
  ['^K', '(F9)', 'Cut current line (or marked region) and store it in cutbuffer'],
  ['^U', '(F10)', 'Paste the contents of cutbuffer at current cursor position'],
  ['', '', ''],
  ['^J', '(F4)', 'Justify the current paragraph'],
  ['^C', '(F11)', 'Report the position of the cursor'],
  ['^/', '(M-G)', 'Go to line and column number'],
  ['', '', ''],
  ['M-U', '', 'Undo the last operation'],
  ['M-E', '', 'Redo the last undone operation'],
  ['', '', ''],
  ['M-A', '(^6)', 'Mark text starting from the cursor position'],
  ['M-6', '(M-^)', 'Copy current line (or marked region) and store it in cutbuffer'],
  ['', '', ''],
  ['M-]', '', 'Go to the matching bracket'],
  ['^Q', '', 'Search backward for a string or a regular expression'],
  ['M-Q', '', 'Search for the next occurrence backward'],
  ['M-W', '', 'Search for the next occurrence forward'],
  ['', '', ''],
  ['^B', '(Left)', 'Go back one character'],
  ['^F', '(Right)', 'Go forward one character'],
  ['^Left', '', 'Go back one word'],
  ['^Right', '(M-Space)', 'Go forward one word'],
  ['^A', '(Home)', 'Go to beginning of current line'],
  ['^E', '(End)', 'Go to end of current line'],
  ['^P', '(Up)', 'Go to previous line'],
  ['^N', '(Down)', 'Go to next line'],
  ['^Y', '(PgUp)', 'Go one screenful up'],
  ['^V', '(PgDn)', 'Go one screenful down'],
  ['M-\\', '(^Home)', 'Go to the first line of the file'],
  ['M-/', '(^End)', 'Go to the last line of the file'],
  ['', '', ''],
  ['M-<', '', 'Switch to the previous file buffer'],
  ['M->', '', 'Switch to the next file buffer'],
  ['', '', ''],
  ['^I', '(Tab)', 'Insert a tab at the cursor position (or indent marked lines)'],
  ['M-}', '', 'Indent the current line (or marked lines)'],
  ['M-{', '(Sh-Tab)', 'Unindent the current line (or marked lines)'],
  ['M-3', '', 'Comment/uncomment the current line (or marked lines)'],
  ['^H', '(Bsp)', 'Delete the character to the left of the cursor'],
  ['^D', '(Del)', 'Delete the character under the cursor'],
  ['M-Bsp', '', 'Delete backward from cursor to word start'],
  ['^Del', '', 'Delete forward from cursor to next word start'],
  ['M-T', '', 'Cut from the cursor position to the end of the file'],
  ['M-D', '', 'Count the number of lines, words, and characters'],
  ['^S', '', 'Save file without prompting'],
  ['^L', '', 'Refresh (redraw) the current screen'],
  ['', '', ''],
  ['M-C', '', 'Constant cursor position display enable/disable'],
  ['M-I', '', 'Auto indent enable/disable'],
  ['M-N', '', 'Line numbering enable/disable'],
  ['M-O', '', 'Conversion of typed tabs to spaces enable/disable'],
  ['M-S', '', 'Soft wrapping of overlong lines enable/disable'],
  ['M-X', '', 'Help mode enable/disable'],
];

export const helpLines = (): string[] => [
  ...INTRODUCTION.split('\n'),
  ...KEYS.map(([key, other, what]) => (key === '' ? '' : `${key.padEnd(7)}${other.padEnd(10)}${what}`)),
];

export const VERSION = ` GNU nano, version 7.2
 (C) 2023 the Free Software Foundation and various contributors
 Compiled options: --disable-libmagic --enable-utf8
`;

export const USAGE = `Usage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]...

To place the cursor on a specific line of a file, put the line number with
a '+' before the filename.  The column number can be added after a comma.

 Option		Long option		Meaning
 -B		--backup		Save backups of existing files
 -E		--tabstospaces		Convert typed tabs to spaces
 -I		--ignorercfiles		Don't look at nanorc files
 -L		--nonewlines		Don't add an automatic newline
 -S		--softwrap		Display overlong lines on multiple rows
 -T <number>	--tabsize=<number>	Make a tab this number of columns wide
 -V		--version		Print version information and exit
 -c		--constantshow		Constantly show cursor position
 -h		--help			Show this help text and exit
 -i		--autoindent		Automatically indent new lines
 -l		--linenumbers		Show line numbers in front of the text
 -t		--saveonexit		Save changes on exit, don't prompt
 -v		--view			View mode (read-only)
 -w		--nowrap		Don't hard-wrap long lines [default]
 -x		--nohelp		Don't show the two help lines
`;
