// Answering, key by key: what each kind of question counts as right.

import { describe, expect, it } from 'vitest';
import { type QuizState, questionOf, startQuiz, updateQuiz } from '../../src/quiz/ask.ts';
import { type Quiz, quizSchema } from '../../src/quiz/schema.ts';

const both = (text: string) => ({ en: text, ko: `${text} (한국어)` });
const wrong = (text: string) => ({ text: both(text), because: both(`not ${text}`) });
const common = (id: string) => ({ id, question: both(`${id}?`), explain: both('because'), source: 'Nodes' });

const ONE = { ...common('one'), kind: 'one', right: { text: both('cordon') }, wrong: ['drain', 'taint'].map(wrong) };
const SEVERAL = {
  ...common('several'),
  kind: 'several',
  right: [{ text: both('field') }, { text: both('taint') }],
  wrong: [wrong('label'), wrong('condition')],
};
const ORDER = { ...common('order'), kind: 'order', steps: ['drain', 'reboot', 'uncordon', 'next'].map(both) };
const COMMAND = {
  ...common('command'),
  kind: 'command',
  holds: 'true',
  solution: 'kubectl cordon node01',
  mistakes: [{ run: 'true', because: both('nothing done') }],
};
const VALUE = { ...common('value'), kind: 'value', answer: { cel: '1 + 1' } };

const quizOf = (...questions: object[]): Quiz =>
  quizSchema.parse({ id: 'quiz', title: both('Quiz'), summary: both('s'), track: 'maintenance', questions });

/** Keys by name; a word in quotes is typed letter by letter. */
function press(state: QuizState, keys: string): QuizState {
  const names = keys.match(/"[^"]*"|\S+/g) ?? [];
  return names
    .flatMap((name) => (name.startsWith('"') ? [...name.slice(1, -1)] : [name]))
    .reduce((now, name) => updateQuiz(now, { type: 'key', name, text: name.length === 1 ? name : '' }), state);
}

/** Moves onto the line with this text, and presses a key there. */
function on(state: QuizState, text: string, key: string): QuizState {
  const at = state.options.findIndex((option) => option.text.en === text);
  return press(state, `${at + 1} ${key}`);
}

const outcome = ({ stage, wasRight, right }: QuizState) => ({ stage, wasRight, right });
const RIGHT = { stage: 'answered', wasRight: true, right: 1 };
const WRONG = { stage: 'answered', wasRight: false, right: 0 };

describe('one right answer', () => {
  it.each([
    ['cordon', RIGHT],
    ['drain', WRONG],
    ['taint', WRONG],
  ])('%s', (answer, expected) => {
    expect(outcome(on(startQuiz(quizOf(ONE)), answer, 'enter'))).toEqual(expected);
  });

  it('keeps the misconception of a wrong answer, to be shown when it was chosen', () => {
    const state = on(startQuiz(quizOf(ONE)), 'drain', 'enter');
    expect([...state.marked].map((at) => state.options[at].because?.en)).toEqual(['not drain']);
  });

  it.each([
    ['up', 0],
    ['down', 1],
    ['down down', 2],
    ['down down down', 2],
    ['j j k', 1],
    ['3', 2],
    ['9', 0],
    ['space', 0],
  ])('the cursor after %s', (keys, expected) => {
    expect(press(startQuiz(quizOf(ONE)), keys).cursor).toBe(expected);
  });

  it('is shuffled the same way for everybody', () => {
    const order = () => startQuiz(quizOf(SEVERAL)).options.map((option) => option.text.en);
    expect(order()).toEqual(order());
  });
});

describe('several right answers', () => {
  it.each<[string, string[], object]>([
    ['all right ones and no other', ['field', 'taint'], RIGHT],
    ['in any order', ['taint', 'field'], RIGHT],
    ['one is missing', ['field'], WRONG],
    ['one too many', ['field', 'taint', 'label'], WRONG],
    ['only wrong ones', ['label', 'condition'], WRONG],
    ['a mark taken back', ['label', 'field', 'taint', 'label'], RIGHT],
  ])('%s', (_, marks, expected) => {
    const state = marks.reduce((now, text) => on(now, text, 'space'), startQuiz(quizOf(SEVERAL)));
    expect(outcome(press(state, 'enter'))).toEqual(expected);
  });

  it('does not take an answer without any mark', () => {
    expect(press(startQuiz(quizOf(SEVERAL)), 'enter').stage).toBe('asking');
  });
});

describe('putting steps in order', () => {
  const place = (...steps: string[]) => steps.reduce((now, text) => on(now, text, 'space'), startQuiz(quizOf(ORDER)));
  const lines = (state: QuizState) => state.options.map((option) => option.text.en);

  it('is never shown in the right order', () => {
    for (const steps of [
      ['a', 'b', 'c'],
      ['b', 'a', 'c'],
      ['c', 'b', 'a'],
      ['c', 'a', 'b'],
    ]) {
      const state = startQuiz(quizOf({ ...ORDER, steps: steps.map(both) }));
      expect(lines(state)).not.toEqual(steps);
    }
  });

  it.each<[string, string[], object]>([
    ['every step in its place', ['drain', 'reboot', 'uncordon', 'next'], RIGHT],
    ['the last one follows by itself', ['drain', 'reboot', 'uncordon'], RIGHT],
    ['two swapped', ['drain', 'uncordon', 'reboot', 'next'], WRONG],
    ['nothing placed', [], WRONG],
  ])('%s', (_, steps, expected) => {
    expect(outcome(press(place(...steps), 'enter'))).toEqual(expected);
  });

  it('gives the next place to the step under the cursor', () => {
    const state = place('reboot', 'drain');
    expect([lines(state).slice(0, 2), state.marked.size]).toEqual([['reboot', 'drain'], 2]);
  });

  it('takes a placed step back together with those after it', () => {
    const state = on(place('reboot', 'drain', 'uncordon'), 'drain', 'space');
    expect([lines(state)[0], state.marked.size]).toEqual(['reboot', 1]);
    const again = ['drain', 'reboot', 'uncordon'].reduce(
      (now, text) => on(now, text, 'space'),
      on(state, 'reboot', 'space'),
    );
    expect(outcome(press(again, 'enter'))).toEqual(RIGHT);
  });
});

describe.each([
  ['a command', COMMAND],
  ['a value', VALUE],
])('typing %s', (_, question) => {
  it.each([
    ['"drain"', 'drain'],
    ['"jk1"', 'jk1'],
    ['"drainn" backspace', 'drain'],
    ['"노드" backspace', '노'],
    ['"wrong" ctrl-u "right"', 'right'],
    ['up down', ''],
  ])('%s', (keys, typed) => {
    expect(press(startQuiz(quizOf(question)), keys).typed).toBe(typed);
  });

  it('takes a paste as one line', () => {
    const text = '\x1b[200~kubectl drain node01 \\\n  --force\x1b[201~';
    const state = updateQuiz(startQuiz(quizOf(question)), { type: 'key', name: 'paste', text });
    expect(state.typed).toBe('kubectl drain node01 \\ --force');
  });

  it('does not judge an empty line', () => {
    expect(press(startQuiz(quizOf(question)), 'space enter').stage).toBe('asking');
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('waits for the cluster, which says %s', (isRight, right) => {
    const judging = press(startQuiz(quizOf(question)), '"2" enter');
    expect(judging.stage).toBe('judging');
    expect(press(judging, '"3" enter')).toBe(judging);
    const state = updateQuiz(judging, { type: 'judged', right: isRight, answer: 'node/node01 cordoned' });
    expect({ ...outcome(state), verdict: state.verdict }).toEqual({
      stage: 'answered',
      wasRight: isRight,
      right,
      verdict: 'node/node01 cordoned',
    });
  });
});

it('counts right answers over the whole quiz and ends after the last question', () => {
  let state = startQuiz(quizOf(ONE, SEVERAL, VALUE));
  state = press(on(state, 'cordon', 'enter'), 'enter');
  expect(questionOf(state).id).toBe('several');
  state = press(on(state, 'label', 'space'), 'enter');
  expect(press(state, 'x').stage).toBe('answered');
  state = press(state, 'space "2" enter');
  state = press(updateQuiz(state, { type: 'judged', right: true, answer: '2' }), 'enter');
  expect({ stage: state.stage, right: state.right }).toEqual({ stage: 'over', right: 2 });
  expect(press(state, 'enter')).toBe(state);
});

describe('a quiz file is refused', () => {
  it.each<[string, object]>([
    ['when an answer has no Korean', { ...ONE, right: { text: { en: 'cordon' } } }],
    ['when a wrong answer names no misconception', { ...ONE, wrong: [{ text: both('a') }, { text: both('b') }] }],
    ['when a choice has a single wrong answer', { ...ONE, wrong: [wrong('drain')] }],
    ['when one answer of several is right', { ...SEVERAL, right: [{ text: both('field') }] }],
    ['when there are two steps to order', { ...ORDER, steps: [both('a'), both('b')] }],
    ['when a command has no mistake', { ...COMMAND, mistakes: [] }],
    ['when it has a field nobody knows', { ...VALUE, hint: both('x') }],
  ])('%s', (_, question) => {
    expect(() => quizOf(question)).toThrow();
  });

  it('when an id is used twice', () => {
    expect(() => quizOf(ONE, ONE)).toThrow('is used twice');
  });
});
