import { describe, expect, test } from 'vitest';
import { lookKey, scanEvent, scopesOf } from '../../../shared/scanning/events.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const arn = 'arn:aws:ecr:eu-west-1:123456789012:repository/team-a/web';
const here = { account: '123456789012', region: 'eu-west-1' };
const image = { repositoryName: 'team-a/web', imageId: { imageDigest: digest } };

const scopes = (event: object) => scopesOf(scanEvent.parse({ ...here, ...event }));

describe('basic scanning', () => {
  const basic = (detail: object) => ({
    'detail-type': 'ECR Image Scan',
    detail: { 'repository-name': 'team-a/web', ...detail },
  });

  test('names the image by its digest, or else by its first tag', () => {
    const tags = { 'image-tags': ['1.0.0', 'latest'] };
    expect(scopes(basic({ 'image-digest': digest, ...tags }))).toEqual([
      { ...image, burst: false },
    ]);
    expect(scopes(basic(tags))).toEqual([
      { repositoryName: 'team-a/web', imageId: { imageTag: '1.0.0' }, burst: false },
    ]);
  });

  test.each([{}, { 'image-tags': [] }])('is not understood without either: %j', (detail) => {
    expect(scanEvent.safeParse(basic(detail)).success).toBe(false);
  });
});

describe('the first scan by Inspector', () => {
  const first = (detail: object = {}) => ({
    'detail-type': 'Inspector2 Scan',
    detail: { 'repository-name': arn, 'image-digest': digest, ...detail },
  });
  const complete = { 'scan-status': 'INITIAL_SCAN_COMPLETE' };

  test.each<[object, boolean]>([
    [complete, true],
    [{ ...complete, 'finding-severity-counts': { HIGH: 0, TOTAL: 0 } }, true],
    [{ ...complete, 'finding-severity-counts': null }, true],
    [{ ...complete, 'finding-severity-counts': { HIGH: 1, TOTAL: 1 } }, false],
    [{ ...complete, 'finding-severity-counts': { HIGH: 0, LOW: 2 } }, false],
    [{ ...complete, 'finding-severity-counts': 'none' }, false],
    [{ 'finding-severity-counts': {} }, false],
    [{ 'scan-status': 'FAILED' }, false],
  ])('%j has found nothing: %s', (detail, inspected) => {
    expect(scopes(first(detail))).toEqual([{ ...image, burst: true, inspected }]);
  });

  test.each([
    ['another account', { account: '999999999999' }, 0],
    ['another region', { region: 'us-east-1' }, 0],
    ['no account', { account: undefined }, 1],
    ['no region', { region: undefined }, 1],
  ])('of an envelope with %s', (_, more, count) => {
    expect(scopes({ ...first(), ...more })).toHaveLength(count);
  });
});

test('a finding of Inspector is about its images, and many come at once', () => {
  const resources = [
    { type: 'AWS_ECR_CONTAINER_IMAGE', id: `${arn}/${digest}` },
    { type: 'AWS_ECR_CONTAINER_IMAGE', id: arn },
    { type: 'AWS_LAMBDA_FUNCTION', id: `${arn}/${digest}` },
  ];
  expect(scopes({ 'detail-type': 'Inspector2 Finding', detail: { resources } })).toEqual([
    { ...image, burst: true },
  ]);
});

test('coverage is about the images of its envelope, one at a time', () => {
  const resources = [`${arn}/${digest}`, 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1'];
  expect(scopes({ 'detail-type': 'Inspector2 Coverage', resources })).toEqual([
    { ...image, burst: false },
  ]);
});

test('events of an image have a key in common', () => {
  expect(lookKey(image)).toBe(`scanning/look/team-a/web@${digest}`);
  expect(lookKey({ ...image, imageId: { imageTag: '1' } })).toBe('scanning/look/team-a/web@1');
});
