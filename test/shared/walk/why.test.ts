import { StepError } from '@aws/durable-execution-sdk-js';
import { expect, test } from 'vitest';
import { StewardError } from '../../../shared/runtime/errors.ts';
import { whyOf } from '../../../shared/walk/why.ts';

class BucketError extends StewardError {
  override name = 'BucketError' as const;
}

const denied = Object.assign(new Error('not authorized to perform: ecr:DescribeImages'), {
  name: 'AccessDeniedException',
});

test.each<[string, unknown, RegExp]>([
  ['the work itself', new BucketError('the bucket is full'), /^the bucket is full$/],
  ['AWS', denied, /^access denied: .*DescribeImages\. Give the principal that permission$/],
  ['AWS, in a step', new StepError(denied.message, denied), /^access denied: .*DescribeImages/],
  ['a step alone', new StepError('the bucket is full'), /^the bucket is full$/],
  ['the work, in a step', new StepError('it broke', new Error('it broke')), /^it broke$/],
  ['nothing that is known', 'a word', /^a word$/],
])('tells what %s says, without the names of classes', (_, error, why) => {
  expect(whyOf(error)).toMatch(why);
});
