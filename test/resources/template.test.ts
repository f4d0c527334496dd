import { beforeAll, expect, test } from 'vitest';
import { checks } from '../support/template/checks.ts';
import type { Template } from '../support/template/roles.ts';
import { packagedService } from './given.ts';

let template: Template;

beforeAll(async () => {
  ({ template } = await packagedService());
});

test.each(Object.entries(checks))('%s', (_, problems) => {
  expect(problems(template)).toEqual([]);
});
