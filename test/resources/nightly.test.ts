import { expect, test } from 'vitest';
import { spreadSchedules } from '../../resources/nightly.ts';

/** CloudFormation's functions that the schedules use, as its documentation describes them. */
function evaluate(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => evaluate(item, variables));
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Fn::Sub') {
    const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
    const all = { ...variables, ...(evaluateEach(own, variables) as Record<string, string>) };
    return String(text).replace(/\$\{([^}]+)\}/g, (_, key: string) => known(all[key], key));
  }
  const [first, second] = evaluate(argument, variables) as [unknown, unknown];
  if (name === 'Fn::Join') return (second as string[]).join(String(first));
  if (name === 'Fn::Split') return String(second).split(String(first));
  if (name === 'Fn::Select') return known((second as string[])[Number(first)], `${first}`);
  throw new Error(`unexpected ${name}`);
}

function evaluateEach(own: object, variables: Readonly<Record<string, string>>) {
  const entries = Object.entries(own).map(([key, it]) => [key, evaluate(it, variables)] as const);
  return Object.fromEntries(entries);
}

function known(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`nothing at ${what}`);
  return value;
}

function scheduleIn(account: string, region: string, expression: string): string {
  const extensions = spreadSchedules([['Rule', expression]], region);
  const { ScheduleExpression } = extensions.Rule?.Properties ?? {};
  return String(evaluate(ScheduleExpression, { 'AWS::AccountId': account }));
}

function minuteIn(account: string, region: string, expression = 'cron(0 1 * * ? *)'): number {
  const schedule = scheduleIn(account, region, expression);
  // No leading zero, and the hour as it was.
  const [, minute] = /^cron\((0|[1-9]\d?) 1 \* \* \? \*\)$/.exec(schedule) ?? [];
  expect(minute, schedule).toBeDefined();
  return Number(minute);
}

/** Accounts with every first and last digit; what is between must not matter, whatever digits it repeats. */
const accounts = Array.from({ length: 100 }, (_, at) => {
  const [first, last] = [Math.floor(at / 10), at % 10];
  return `${first}${String((at * 7_919_191_919) % 10_000_000_000).padStart(10, '0')}${last}`;
});

test.each(['eu-west-1', 'us-east-1', 'us-gov-west-1'])(
  'in %s, accounts are spread evenly over fifty minutes of the hour',
  (region) => {
    const minutes = accounts.map((account) => minuteIn(account, region));
    expect(minutes.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, at) => Math.floor(at / 2)),
    );
  },
);

test('one account has the same minute again, and another one in most other regions', () => {
  const regions = ['eu-west-1', 'eu-west-2', 'eu-central-1', 'us-east-1', 'us-west-2'];
  const minutes = regions.map((region) => minuteIn('123456789012', region));
  expect(minutes).toEqual(regions.map((region) => minuteIn('123456789012', region)));
  expect(new Set(minutes).size).toBe(regions.length);
});

test('functions of one hour stay apart, in every account', () => {
  const bases = ['cron(0 1 * * ? *)', 'cron(10 1 * * ? *)', 'cron(20 1 * * ? *)'];
  for (const account of accounts) {
    const minutes = bases.map((base) => minuteIn(account, 'eu-west-1', base));
    expect(new Set(minutes).size).toBe(3);
    expect((Number(minutes[1]) - Number(minutes[0]) + 50) % 50).toBe(10);
  }
});

test('schedules that are not nightly stay as they are', () => {
  expect(spreadSchedules([['Rule', 'rate(6 hours)']], 'eu-west-1')).toEqual({});
});

test.each(['cron(15 1 * * ? *)', 'cron(50 1 * * ? *)'])('%s is refused', (expression) => {
  expect(() => spreadSchedules([['Rule', expression]], 'eu-west-1')).toThrow(expression);
});
