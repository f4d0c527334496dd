import { expect, test } from 'vitest';
import { asTyped } from '../../../cli/program/as-typed.ts';

const text =
  'npx ecr-steward credential set hub, then npx ecr-steward apply; npx ecr-steward plan shows more; ' +
  'npx ecr-steward demo; aws secretsmanager restore-secret --secret-id x; ' +
  'aws ecr get-login-password --region eu-west-1 | docker login';

test('commands are as they are without options', () => {
  expect(asTyped(text, { config: 'registry.yml' })).toBe(text);
});

test('commands get the options of this one', () => {
  const given = { config: "team's files/registry.yml", region: 'eu-west-1', profile: 'prod' };
  const file = "-c 'team'\\''s files/registry.yml'";
  const place = '--region eu-west-1 --profile prod';
  expect(asTyped(text, given)).toBe(
    `npx ecr-steward credential set hub ${file} ${place}, then npx ecr-steward apply ${file} ${place}; ` +
      `npx ecr-steward plan ${file} ${place} shows more; npx ecr-steward demo; ` +
      `aws secretsmanager restore-secret ${place} --secret-id x; ` +
      'aws ecr get-login-password --region eu-west-1 --profile prod | docker login',
  );
});
