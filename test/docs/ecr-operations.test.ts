import { expect, test } from 'vitest';
import { callersOfEcr, ecrOperations } from '../../docs/generate/facts/called-operations.ts';
import { notCalled } from '../../docs/generate/facts/ecr-operations.ts';

test('of each operation of ECR it is known which module calls it, or why none does', () => {
  const callers = callersOfEcr();
  expect([...callers.keys(), ...Object.keys(notCalled)].sort()).toEqual(ecrOperations);
  expect(callers.get('BatchDeleteImage')).toContain('shared/retention');
});
