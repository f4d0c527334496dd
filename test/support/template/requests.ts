import { appendFileSync } from 'node:fs';
import type { LocalAws } from '../../../local/aws.ts';
import type { Need } from '../../../local/iam/need.ts';
import { lineOf, type RightsRequest, STACK } from './record.ts';

/**
 * Keeps, from now on, what functions of a test's stack ask of IAM and get.
 *
 * @param parameters - The values of the stack's parameters.
 */
export function recordRequests(
  { permissions }: Pick<LocalAws, 'permissions'>,
  parameters: Readonly<Record<string, string>>,
): RightsRequest[] {
  const requests: RightsRequest[] = [];
  const { refusal } = permissions;
  permissions.refusal = (caller, needs, textOf) => {
    const refused = refusal(caller, needs, textOf);
    const isOurs = caller.accountId === HOME && caller.sessionName.startsWith(`${STACK}-`);
    if (refused || !isOurs) return refused;
    const key = caller.sessionName.slice(STACK.length + 1);
    requests.push(...needs.map((need) => ({ parameters, function: key, need: steady(need) })));
    return refused;
  };
  return requests;
}

/** Adds to the file that RECORD_REQUESTS names: see `npm run mutants -- template --record`. */
export function appendTo(file: string, requests: readonly RightsRequest[]): void {
  const lines = new Set(requests.map(lineOf));
  appendFileSync(file, [...lines].map((line) => `${line}\n`).join(''));
}

/** Roles of other accounts are no part of the template. */
const HOME = '123456789012';

/** Without what differs from run to run: ids, days, the random end of a secret's ARN. */
function steady({ action, resource, context = {} }: Need): Need {
  const text = resource
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, '2026-01-01')
    .replace(/(:secret:.*)-\w{6}$/, '$1-AbCdEf');
  const own = Object.entries(context).filter(([key]) => /^(iam|kms):/.test(key));
  return { action, resource: text, ...(own.length > 0 && { context: Object.fromEntries(own) }) };
}
