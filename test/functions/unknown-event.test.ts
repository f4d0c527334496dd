import { describe, expect, test } from 'vitest';
import { sampleEvent, startTestStack } from '../support/stack.ts';

const pushed = 'aws.ecr/image-action-push-tagged.json';

describe('reaches the function', () => {
  test.each([
    ['an action that is new', { ...sampleEvent(pushed, { 'action-type': 'SIGN' }) }],
    ['no action', { ...sampleEvent(pushed, { 'action-type': undefined, 'image-tag': undefined }) }],
    ['an artifact', { ...sampleEvent(pushed), 'detail-type': 'ECR Artifact Action' }],
    ['a kind that is new', { ...sampleEvent(pushed), 'detail-type': 'ECR Signing Action' }],
  ])('%s', async (_, event) => {
    const { stack } = await startTestStack('');
    expect(stack.deliver(event)).toContain('unknown-event');
  });

  test('nothing that is known', async () => {
    const { stack } = await startTestStack('');
    for (const file of ['image-action-push-index', 'image-action-delete-tagged', 'ptc-success']) {
      expect(stack.deliver(sampleEvent(`aws.ecr/${file}.json`))).not.toContain('unknown-event');
    }
    for (const file of [
      'referrer-action-push',
      'scan-resource-change',
      'cloudtrail-delete-repository',
    ]) {
      expect(stack.deliver(sampleEvent(`aws.ecr/${file}.json`))).not.toContain('unknown-event');
    }
  });
});

test('its shape is logged once, without what it says', async () => {
  const { stack, invocations } = await startTestStack('');
  const secret = 'not-to-be-repeated';
  const detail = { 'action-type': 'SIGN', 'image-tag': secret, signer: { profile: secret } };
  const event = sampleEvent(pushed, { ...detail, scores: [1] });
  for (let time = 0; time < 3; time += 1) stack.deliver(event);
  await stack.idle();
  const lines = invocations
    .filter(({ functionName }) => functionName === 'unknown-event')
    .flatMap(({ logs }) => logs)
    .filter((line) => line.includes('Unknown event of ECR'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    shape: {
      type: 'ECR Image Action',
      action: 'SIGN',
      detail: { signer: { profile: 'string' }, scores: ['number'], 'image-tag': 'string' },
    },
  });
  expect(lines.join()).not.toContain(secret);
});
