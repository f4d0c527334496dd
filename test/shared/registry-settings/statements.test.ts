import { expect, test } from 'vitest';
import { observedPolicy, planStatements } from '../../../shared/registry-settings/statements.ts';

test('of two statements with the same Sid, the first one is brought in line: the one that is written', () => {
  const [first, second, declared] = ['first', 'second', 'declared'].map((Action) => ({
    ...{ Sid: 'Copies', Effect: 'Allow' as const, Action },
  }));
  const policy = observedPolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: [first, second] }),
  );
  const changes = planStatements({ statements: declared ? [declared] : [] }, policy, {
    prune: false,
  });
  expect(changes).toMatchObject([{ action: 'update', before: first, after: declared }]);
});
