// Everything the application itself says, in both languages. Labs and quizzes bring their own texts.

import type { Language } from '../lab/schema.ts';

const TEXTS = {
  tagline: ['A Kubernetes cluster to practise on, right here', '바로 여기서 연습하는 쿠버네티스 클러스터'],
  labs: ['Labs', '실습'],
  quizzes: ['Quizzes', '퀴즈'],
  more: ['More', '그 밖에'],
  sandbox: ['Sandbox cluster', '연습용 클러스터'],
  sandboxSummary: ['Three nodes, no tasks: try anything.', '노드 세 개, 과제 없음: 무엇이든 해 보세요.'],
  settings: ['Settings', '설정'],
  resume: ['Resume', '이어서 하기'],
  level: ['level {n}', '난이도 {n}'],
  minutes: ['{n} min', '{n}분'],
  questions: ['{n} questions', '{n}문제'],
  notTried: ['not tried yet', '아직 안 함'],
  best: ['best {points}/{of}', '최고 {points}/{of}'],
  done: ['done', '완료'],
  keysHome: ['↑↓ choose   Enter open   l 한국어   q quit', '↑↓ 선택   Enter 열기   l English   q 종료'],
  keysSettings: ['↑↓ choose   ←→ change   Esc back', '↑↓ 선택   ←→ 변경   Esc 뒤로'],
  keysQuiz: [
    '↑↓ choose   Space mark   Enter answer   l 한국어   Esc back',
    '↑↓ 선택   Space 표시   Enter 답하기   l English   Esc 뒤로',
  ],
  keysQuizNext: ['Enter next   ↑↓ scroll   Esc back', 'Enter 다음   ↑↓ 스크롤   Esc 뒤로'],
  keysOrder: [
    '↑↓ choose   Space move to next place   Enter answer   Esc back',
    '↑↓ 선택   Space 다음 자리로   Enter 답하기   Esc 뒤로',
  ],
  keysTyped: ['type your answer   Enter answer   Esc back', '답을 입력   Enter 답하기   Esc 뒤로'],
  language: ['Language', '언어'],
  theme: ['Theme', '테마'],
  speed: ['Speed of time', '시간의 속도'],
  speedOf: ['{n}×', '{n}배'],
  themeAuto: ['automatic', '자동'],
  themeDark: ['dark background', '어두운 배경'],
  themeLight: ['light background', '밝은 배경'],
  themePlain: ['no colours', '색 없음'],
  resuming: [
    'Resuming “{title}”: replaying what you typed … {percent}%',
    '“{title}”을(를) 이어서 시작합니다. 입력을 재생하는 중 … {percent}%',
  ],
  starting: ['Starting the cluster of “{title}” …', '“{title}” 클러스터를 시작하는 중 …'],
  replaying: [
    'Going back to before “{title}”: replaying what you typed … {percent}%',
    '“{title}” 이전으로 되돌리는 중: 입력을 다시 재생합니다 … {percent}%',
  ],
  tooSmall: ['This window is {columns}×{rows}.', '현재 창 크기는 {columns}×{rows}입니다.'],
  needs: [
    'cka-lab needs at least 60×18. Make it larger, please.',
    'cka-lab에는 60×18 이상이 필요합니다. 창을 키워 주세요.',
  ],
  barLab: [
    'F1 Help  F2 Hint  F3 Check  F4 Map  F5 Solution  F6 Skip  F7 Undo  F8 Reset  F9 한국어  F10 Home',
    'F1 도움말  F2 힌트  F3 채점  F4 지도  F5 해답  F6 건너뛰기  F7 되돌리기  F8 초기화  F9 English  F10 홈',
  ],
  barLabShort: [
    'F1Help F2Hint F3Check F4Map F5Sol F6Skip F7Undo F8Reset F9한 F10Home',
    'F1도움말 F2힌트 F3채점 F4지도 F5해답 F6건너 F7되돌 F8초기 F9EN F10홈',
  ],
  barLabShortest: [
    '1Help 2Hint 3Check 4Map 5Sol 6Skip 7Undo 8Reset 9한 F10Home',
    '1도움 2힌트 3채점 4지도 5해답 6건너 7되돌 8초기 9EN F10홈',
  ],
  barSandbox: [
    'F1 Help  F4 Map  F6 Skip  F7 Undo  F8 Reset  F9 한국어  F10 Home',
    'F1 도움말  F4 지도  F6 건너뛰기  F7 되돌리기  F8 초기화  F9 English  F10 홈',
  ],
  barSandboxShort: [
    'F1Help F4Map F6Skip F7Undo F8Reset F9한국어 F10Home',
    'F1도움말 F4지도 F6건너뛰기 F7되돌 F8초기화 F9EN F10홈',
  ],
  barPrefix: [
    'Ctrl+] then a digit: 1 Help 2 Hint 3 Check 4 Map 5 Sol 6 Skip 7 Undo 8 Reset 9 한 0 Home',
    'Ctrl+] 다음 숫자: 1 도움말 2 힌트 3 채점 4 지도 5 해답 6 건너 7 되돌 8 초기 9 EN 0 홈',
  ],
  barPrefixShort: [
    '1Help 2Hint 3Check 4Map 5Sol 6Skip 7Undo 8Reset 9한 0Home',
    '1도움 2힌트 3채점 4지도 5해답 6건너 7되돌 8초기 9EN 0홈',
  ],
  task: ['Task {n} of {of}', '과제 {n}/{of}'],
  allDone: [
    'All tasks are done.\n\n- **F3** shows what the final grade will be; what is missing can still be mended\n- **F10** ends the lab with the final grade',
    '모든 과제를 마쳤습니다.\n\n- **F3** 최종 성적을 미리 봅니다. 부족한 것은 아직 고칠 수 있습니다\n- **F10** 실습을 끝내고 최종 성적을 받습니다',
  ],
  finalGrade: ['Final grade', '최종 성적'],
  passedLab: ['Passed: everything was right.', '합격: 모두 맞았습니다.'],
  notPassed: [
    'Not everything was right; the lab can be repeated at any time.',
    '부족한 부분이 있습니다. 실습은 언제든지 다시 할 수 있습니다.',
  ],
  timeTaken: ['Time on the clock: {elapsed}', '걸린 시간: {elapsed}'],
  costs: ['−{n} for hints or solution', '힌트·해답으로 −{n}'],
  laterTasks: ['Tasks to come: {n}', '남은 과제: {n}개'],
  keysResult: ['↑↓ scroll   l 한국어   Enter home', '↑↓ 스크롤   l English   Enter 홈'],
  moreBelow: ['▼ {n} more: Alt+↓', '▼ {n}줄 더: Alt+↓'],
  moreBoth: ['▲▼ {n} more: Alt+↑↓', '▲▼ {n}줄 더: Alt+↑↓'],
  moreAbove: ['▲ end: Alt+↑ goes back', '▲ 끝: Alt+↑로 위로'],
  passed: ['{span} later', '{span} 뒤'],
  nothingHappened: ['Nothing changed on nodes and pods.', '노드와 파드에는 변화가 없습니다.'],
  seconds: ['{n} seconds', '{n}초'],
  minutesLong: ['{n} minutes', '{n}분'],
  minute: ['1 minute', '1분'],
  gone: ['gone', '사라짐'],
  stateReady: ['ready', '준비됨'],
  stateStarting: ['starting', '시작 중'],
  stateEnding: ['ending', '종료 중'],
  stateFailed: ['failed', '실패'],
  stateFinished: ['finished', '완료'],
  finished: ['Lab finished', '실습 완료'],
  score: ['{points}/{of} points', '{points}/{of}점'],
  hint: ['Hint {n} of {of}', '힌트 {n}/{of}'],
  noHints: ['This task has no hints.', '이 과제에는 힌트가 없습니다.'],
  noMoreHints: ['That was the last hint. F5 shows the solution.', '마지막 힌트였습니다. F5로 해답을 볼 수 있습니다.'],
  askHint: [
    'Show hint {n} of {of}? It costs 1 point of this task.',
    '힌트 {n}/{of}을(를) 볼까요? 이 과제에서 1점이 깎입니다.',
  ],
  askSolution: [
    'Show the solution? It costs all points of this task.',
    '해답을 볼까요? 이 과제의 점수를 모두 잃습니다.',
  ],
  askReset: ['Start this lab again from the beginning?', '이 실습을 처음부터 다시 시작할까요?'],
  askUndo: ['Take back “{text}” and everything after it?', '“{text}” 명령과 그 뒤의 일을 모두 되돌릴까요?'],
  askUndoWhich: ['Go back to before which command?', '어느 명령 이전으로 돌아갈까요?'],
  nothingToUndo: ['There is no command to take back yet.', '아직 되돌릴 명령이 없습니다.'],
  yesNo: ['Enter yes   Esc no', 'Enter 예   Esc 아니요'],
  keysPick: ['↑↓ choose   Enter go back   Esc stay', '↑↓ 선택   Enter 되돌리기   Esc 취소'],
  askSkip: ['How much time shall pass?', '시간을 얼마나 건너뛸까요?'],
  keysSkip: ['1: 10 s   2: 1 min   3: 5 min   4: 10 min   Esc stay', '1: 10초   2: 1분   3: 5분   4: 10분   Esc 취소'],
  solution: ['Solution', '해답'],
  alternative: ['Also right', '이것도 정답'],
  checks: ['Check', '채점'],
  close: ['Esc back to the task', 'Esc 과제로 돌아가기'],
  map: ['Cluster', '클러스터'],
  mapLegend: ['● ready  ◐ starting  ◌ ending  ✕ failed', '● 준비됨  ◐ 시작 중  ◌ 종료 중  ✕ 실패'],
  off: ['switched off', '전원 꺼짐'],
  scrolled: ['scrolled back — any key returns', '위로 스크롤됨 — 아무 키나 누르면 돌아갑니다'],
  speedUp: ['time ×{n}', '시간 ×{n}'],
  right: ['Right.', '정답입니다.'],
  wrong: ['Not quite.', '아쉽습니다.'],
  yourAnswer: ['Your answer', '내 답'],
  quizResult: ['{right} of {of} right', '{of}문제 중 {right}문제 정답'],
  questionOf: ['Question {n} of {of}', '문제 {n}/{of}'],
  source: ['Source: {source}', '출처: {source}'],
  severalRight: ['Several answers are right.', '정답이 여러 개입니다.'],
  putInOrder: ['Put the steps in order.', '단계를 순서대로 놓으세요.'],
  typeCommand: [
    'Type the command; it is run in a scratch cluster.',
    '명령을 입력하세요. 임시 클러스터에서 실행됩니다.',
  ],
  problems: ['Some content could not be used:', '사용할 수 없는 콘텐츠가 있습니다:'],
  restarted: [
    'The saved lab was made by another version and went another way here; it starts again. Your earned progress is kept.',
    '저장된 실습은 다른 버전에서 만들어져 결과가 달라졌으므로 처음부터 시작합니다. 지금까지의 성과는 유지됩니다.',
  ],
  setAside: [
    '{path} could not be used; it was kept as {path}.unreadable, and you start without it.',
    '{path} 파일을 쓸 수 없어 {path}.unreadable로 보관하고 없이 시작합니다.',
  ],
  unreadable: [
    '{path} cannot be read ({why}); you start without it.',
    '{path} 파일을 읽을 수 없어({why}) 없이 시작합니다.',
  ],
  unwritable: [
    'Nothing can be saved: {why}. You can go on, but it will be lost at the end; CKA_LAB_HOME names another folder.',
    '저장할 수 없습니다: {why}. 계속할 수 있지만 끝내면 사라집니다. CKA_LAB_HOME으로 다른 폴더를 지정하세요.',
  ],
  unknownLab: [
    'The saved lab “{lab}” is not among the labs here (was it from --labs?). The save was kept as running.json.unreadable.',
    '저장된 실습 “{lab}”이(가) 여기에 없습니다(--labs로 연 것인가요?). 저장 파일은 running.json.unreadable로 보관했습니다.',
  ],
  broken: ['This lab could not be started:', '이 실습을 시작할 수 없습니다:'],
  helpTitle: ['Help', '도움말'],
  help: [
    `The terminal is a shell on **controlplane**: every key you type goes there. The keys below always work.

- **F1** this help · **Esc** back to the task
- **F2** a hint, in steps; its cost is shown before you take it
- **F3** check: what is right, what is missing and why it matters
- **F4** the cluster as a map: watch pods move while you drain
- **F5** the solution, and what else would have been right
- **F6** let time pass: seconds to minutes at once
- **F7** undo: go back to before any command you typed
- **F8** start the lab again
- **F9** English / 한국어
- **F10** home; your lab is saved and waits there. After the last task: the final grade
- **Shift+PgUp / PgDn** scroll the terminal · **Alt+↑ / ↓** scroll the task

While a command keeps you waiting, time runs ten times as fast; the status line says so.

No function keys? Press **Ctrl+]** and then the digit: Ctrl+] 3 is F3 (0 is F10).

Tasks are done as soon as the cluster is as it should be; you need not say how you got there. Nothing you type can reach your real computer.`,
    `터미널은 **controlplane**의 셸입니다. 입력하는 키는 모두 그곳으로 갑니다. 아래 키는 언제나 쓸 수 있습니다.

- **F1** 이 도움말 · **Esc** 과제로 돌아가기
- **F2** 단계별 힌트. 보기 전에 얼마가 깎이는지 알려 줍니다
- **F3** 채점: 무엇이 맞고, 무엇이 왜 부족한지
- **F4** 클러스터 지도: drain하는 동안 파드가 옮겨 가는 모습을 보세요
- **F5** 해답과 다른 정답들
- **F6** 시간 건너뛰기: 몇 초에서 몇 분까지
- **F7** 되돌리기: 입력한 어느 명령 이전으로든
- **F8** 실습을 처음부터 다시
- **F9** English / 한국어
- **F10** 홈. 실습은 저장되어 그대로 기다립니다. 마지막 과제 뒤에는 최종 성적
- **Shift+PgUp / PgDn** 터미널 스크롤 · **Alt+↑ / ↓** 과제 스크롤

명령이 오래 걸리면 시간이 열 배로 흐르고 상태 줄에 표시됩니다.

펑션 키가 없다면 **Ctrl+]** 다음에 숫자를 누르세요. Ctrl+] 3은 F3입니다(0은 F10).

클러스터가 원하는 상태가 되는 순간 과제는 완료됩니다. 방법은 상관없습니다. 여기서 입력하는 어떤 것도 실제 컴퓨터에 닿지 않습니다.`,
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type TextName = keyof typeof TEXTS;

/** The text in a language, with `{name}` filled in. */
export function say(
  language: Language,
  name: TextName,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text: string = TEXTS[name][language === 'en' ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}
