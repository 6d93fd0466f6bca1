// The suite that @replit/codemirror-vim-core ships, run through the program's buffer.

import { expect, test } from 'vitest';
import { suiteCases } from './core-page.ts';

/** What our buffer does not have, and why. The number that passes only goes up. */
const MISSING: Readonly<Record<string, readonly string[]>> = {
  'nothing folds': ['j_with_folding', 'k_with_folding'],
  'a character is one wide, a line one high: no pixels': ['j_k_and_gj_gk', 'gj_gk', 'g0_g$', 'HML', 'scrollMotion'],
  'brackets in strings and comments of a language': ['%_seek_skip', '%_skip_string', '%_skip_comment'],
  'comments, indentation and wrapping of a language': ['gcc', '=', '><visualblock', '._insert_o_indent', 'gq_and_gw'],
  'tags of HTML; the program has its own': [
    'dat_open_tag',
    'dat_inside_tag',
    'dat_close_tag',
    'dit_open_tag',
    'dit_inside_tag',
    'dit_close_tag',
  ],
  'prompts, notifications and timers of a web page': [
    'ex_advanced_range_syntax',
    'ex_substitute_highlight',
    'ex_noh_clearSearchHighlight',
    'ex_set_boolean',
    'ex_set_string',
    'ex_set_callback',
    'map_prompt',
    'macro_insert',
    'updateStatus',
    '<C-c>copy',
    'option_key_on_mac',
  ],
  'file types and saving of a web page': [
    'ex_write',
    'ex_set_filetype',
    'ex_set_filetype_null',
    'ex_map_ex2ex',
    'ex_map_key2ex',
    'ex_map_key2key_visual_api',
  ],
  'langmap happens before keys have names': [
    'set_langmap',
    'langmap_dd',
    'langmap_hh',
    'langmap_qqddq@q',
    'langmap_fd',
    'langmap_mark',
    'langmap_visual_block',
    'langmap_visual_block_no_ctrl_remap',
  ],
  'the program does these itself (see test/parity/vim)': [
    's_visual_block',
    'ci" for two strings',
    'i_overwrite_backspace',
    '?_greedy_0_or_more',
    'ex_substitute_javascript',
  ],
};

test('the core passes its own suite on our buffer', async () => {
  const failed: string[] = [];
  const cases = suiteCases();
  for (const { name, run } of cases) {
    try {
      await run();
    } catch {
      failed.push(name.replace(/^vim_/, ''));
    }
  }
  console.log(`vim core suite: ${cases.length - failed.length}/${cases.length}`);
  expect(failed.filter((name) => !Object.values(MISSING).flat().includes(name))).toEqual([]);
  expect(cases.length - failed.length).toBeGreaterThanOrEqual(664);
});
