import { expect, test } from 'vitest';
import { program } from '../../cli/main.ts';
import { pathOf } from '../../cli/program/help.ts';
import { commandFacts } from '../../docs/generate/facts/command-facts.ts';
import { verbsOf } from '../../docs/generate/pages/commands.ts';

test('every verb has its facts, and no verb that is none', () => {
  expect(Object.keys(commandFacts).sort()).toEqual(verbsOf(program).map(pathOf).sort());
});

test('every permission is an action of IAM', () => {
  const permissions = Object.values(commandFacts).flatMap((facts) => facts.permissions);
  const actions = permissions.flatMap((it) => it.actions);
  expect(actions.filter((it) => !/^[a-z0-9]+:[A-Z][A-Za-z0-9]+$/.test(it))).toEqual([]);
  expect(permissions.filter((it) => it.actions.length === 0)).toEqual([]);
});
