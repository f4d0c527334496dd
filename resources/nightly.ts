import { createHash } from 'node:crypto';

/**
 * The nightly schedules, each at a minute of its own in every account and region, so that the stacks of an
 * organisation do not all start at once. serverless.yml has the hour, and a minute in tens that keeps functions of one
 * hour apart: that of a stack whose minute is 0. All of a stack move by the same minutes, 0 to 49, within the hour.
 *
 * CloudFormation knows the account only at deployment and has no hash, so its functions look at the first and the last
 * digit of the account. What each digit means is rotated by a hash of the region.
 *
 * @param schedules - The rule's logical id, and its cron expression.
 * @returns extensions of the template.
 */
export function spreadSchedules(schedules: readonly (readonly [string, string])[], region: string) {
  const extensions = schedules.flatMap(([logicalId, expression]) => {
    const [, minute, rest] = nightly.exec(expression) ?? [];
    if (minute === undefined) return [];
    if (Number(minute) % 10 !== 0 || Number(minute) > 40) {
      throw new Error(`${expression}: the minute of a nightly schedule is 0, 10, 20, 30 or 40`);
    }
    const spread = [`cron(\${Minute} ${rest})`, { Minute: minuteOf(Number(minute), region) }];
    const Properties = { ScheduleExpression: { 'Fn::Sub': spread } };
    return [[logicalId, { Properties }] as const];
  });
  return Object.fromEntries(extensions);
}

const nightly = /^cron\((\d+) (\d+ \* \* \? \*)\)$/;

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The tens by the first digit of the account, the ones by the last; 7 is `7`, not `07`. */
function minuteOf(base: number, region: string) {
  const [tens = 0, ones = 0] = createHash('sha256').update(region).digest();
  const first = DIGITS.map((digit) => ifFirst(digit, (digit + tens + base / 10) % 5 || ''));
  const last = DIGITS.map((digit) => ifLast(digit, (digit + ones) % 10));
  return { 'Fn::Join': ['', [...first, ...last]] };
}

/** The text, if the account begins with the digit; else nothing. */
function ifFirst(digit: number, text: number | '') {
  return part(2, `|${digit}`, `|\${AWS::AccountId}|${digit}${text}|${digit}`);
}

/** The text, if the account ends with the digit; else nothing. */
function ifLast(digit: number, text: number) {
  return part(1, `${digit}|`, `\${AWS::AccountId}|${text}${digit}|`);
}

function part(index: number, delimiter: string, text: string) {
  return { 'Fn::Select': [String(index), { 'Fn::Split': [delimiter, { 'Fn::Sub': text }] }] };
}
