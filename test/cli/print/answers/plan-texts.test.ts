import { expect, test } from 'vitest';
import { detailOf } from '../../../../cli/print/answers/plan-texts.ts';

test.each([
  [{ Action: 'ecr:*', Principal: '*' }, 'Deny ecr:*: *'],
  [{ Action: 'ecr:*', NotPrincipal: { AWS: '111122223333' } }, 'Deny ecr:*: all but 111122223333'],
  [{ NotAction: ['ecr:ReplicateImage'], Principal: '*' }, 'Deny all but ecr:ReplicateImage: *'],
])('a statement %o is shown by whom and what it concerns', (parts, shown) => {
  const before = { Sid: 'a', Effect: 'Deny', ...parts };
  expect(detailOf({ kind: 'statement', sid: 'a', action: 'none', before })).toBe(shown);
});
