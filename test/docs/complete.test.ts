import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { program } from '../../cli/main.ts';
import { alertKinds } from '../../shared/alerts/alert.ts';
import { explainsKey, explainsName, explainsVerb, mentionsIn } from './mentions.ts';
import { allPages } from './page.ts';

/** A feature and its page are one change. The reference is generated, so it explains nothing to a reader. */
const written = mentionsIn(allPages().filter(({ file }) => /^docs\/(?!reference\/)/.test(file)));

const schema = JSON.parse(readFileSync('registry.schema.json', 'utf8'));
const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' });
/** What a shell asks for, and nobody types. */
const hidden = ['version', 'help'];

test('every key of registry.yml has its page', () => {
  const missing = Object.keys(schema.properties).filter((key) => !explainsKey(written, key));
  expect(missing, 'in a sample and under Fields of a page of docs/capabilities').toEqual([]);
});

test('every verb of the command has its page', () => {
  const verbs = program.commands.map((command) => command.name());
  const missing = verbs.filter((verb) => !hidden.includes(verb) && !explainsVerb(written, verb));
  expect(missing, 'under "Working with it" of a page of docs/capabilities, or in a guide').toEqual(
    [],
  );
});

test('every kind of alert has its page', () => {
  const missing = Object.keys(alertKinds).filter((kind) => !explainsName(written, kind));
  expect(missing, 'as code under "When something is wrong" of a page of docs/capabilities').toEqual(
    [],
  );
});

test('every function has its page', () => {
  const missing = Object.keys(service.functions).filter((name) => !explainsName(written, name));
  expect(missing, 'as code in a page of docs/capabilities, or in a guide').toEqual([]);
});
