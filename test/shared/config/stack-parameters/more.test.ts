import { expect, test } from 'vitest';
import { neededMore } from '../../../../shared/config/stack-parameters/more.ts';

const rule = (keys = '') => `naming: { tags: [{ rule: v, kinds: [semver]${keys} }] }`;
const topic = (name: string) =>
  `alerts: { copies: [{ topicArn: 'arn:aws:sns:eu-west-1:111122223333:${name}', format: json }] }`;

test.each([
  ['the same', rule(), rule(), []],
  ['a rule that enforces', rule(', action: quarantine'), rule(), ['Naming', 'UseEcs', 'UseLambda']],
  ['less', rule(), rule(', action: quarantine'), []],
  ['another topic', topic('b'), topic('a'), ['CopyTopics']],
  ['more than what is not valid any more', rule(', action: quarantine'), 'naming: 1', []],
])('%s', (_, source, before, names) => {
  expect(neededMore(source, before)).toEqual(names);
});
