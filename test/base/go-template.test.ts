import { expect, it } from 'vitest';
import { GoTemplateError, parseGoTemplate } from '../../src/base/go-template.ts';

const LIST = {
  items: [
    { metadata: { name: 'web', labels: { app: 'web', tier: 'front' } }, spec: { replicas: 3 }, ready: true },
    { metadata: { name: 'db' }, spec: { replicas: 1 }, ready: false },
  ],
};

// What kubectl 1.33 prints for `-o go-template=…`.
it.each([
  ['{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', 'web\ndb\n'],
  ['{{range $i, $e := .items}}{{$i}}={{$e.metadata.name}} {{end}}', '0=web 1=db '],
  ['{{(index .items 0).metadata.name}}', 'web'],
  ['{{len .items}}', '2'],
  ['{{range .items}}{{if .ready}}{{.metadata.name}}{{else}}-{{end}}{{end}}', 'web-'],
  [
    '{{range .items}}{{if and .ready (gt .spec.replicas 2.0)}}big{{else if eq .metadata.name "db"}}db{{end}} {{end}}',
    'big db ',
  ],
  ['{{range $k, $v := (index .items 0).metadata.labels}}{{$k}}:{{$v}};{{end}}', 'app:web;tier:front;'],
  ['{{with (index .items 1).metadata.labels}}yes{{else}}no{{end}}', 'no'],
  ['{{ (index .items 1).metadata.labels }}', '<no value>'],
  ['a {{- /* nothing */ -}} b', 'ab'],
  ['a {{- "x" -}} b', 'axb'],
  ['{{printf "%-5s|%q" "ab" "c"}}', 'ab   |"c"'],
  ['{{"aGk=" | base64decode}}', 'hi'],
  ['{{$x := "one"}}{{range .items}}{{$x = .metadata.name}}{{end}}{{$x}}', 'db'],
  ['{{range .none}}x{{else}}empty{{end}}', 'empty'],
  ['{{not true}} {{or "" "b"}} {{ne 1 2}}', 'false b true'],
])('%s', (template, text) => {
  expect(parseGoTemplate(template).text(LIST)).toBe(text);
});

it('says what is wrong with a template', () => {
  expect(() => parseGoTemplate('{{range .items}}')).toThrow(GoTemplateError);
  expect(() => parseGoTemplate('{{nope .}}').text({})).toThrow('function "nope" not defined');
  expect(() => parseGoTemplate('{{.a.b}}').text({ a: 'text' })).toThrow("can't evaluate field b in type string");
});
