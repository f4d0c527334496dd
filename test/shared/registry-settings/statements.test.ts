import { expect, test } from 'vitest';
import { observedPolicy, planStatements } from '../../../shared/registry-settings/statements.ts';

test('a statement that ECR returns in another form is no drift', () => {
  const declared = {
    ...{ Sid: 'Tls', Effect: 'Deny' as const, Principal: '*', Action: 'ecr:*', Resource: '*' },
    Condition: { Bool: { 'aws:SecureTransport': false } },
  };
  const returned = {
    ...{ Sid: 'Tls', Effect: 'Deny', Principal: { AWS: ['*'] }, Action: ['ecr:*', 'ecr:*'] },
    ...{ Resource: ['*'], Condition: { Bool: { 'aws:SecureTransport': ['false'] } } },
  };
  const policy = observedPolicy(JSON.stringify({ Statement: returned }));
  expect(planStatements({ statements: [declared] }, policy, { prune: true })).toMatchObject([
    { action: 'none' },
  ]);
});

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
