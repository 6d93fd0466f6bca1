// How vim was started: bare, as Ubuntu installs it, or with the start files people bring to an exam.

export const STARTS = {
  plain: { options: ['-u', 'NONE', '-N'] },
  ubuntu: { options: [] },
  exam: { options: [], vimrc: 'set expandtab\nset tabstop=2\nset shiftwidth=2\n' },
  auto: { options: [], vimrc: 'set ai et ts=2 sw=2 sts=2 nu hls is ic scs\n' },
};
