import { readFileSync } from 'node:fs';
import type { Need } from '../../../local/iam/need.ts';

/** What a function of a stack asks of IAM, and gets. */
export interface RightsRequest {
  /** The values of its stack's parameters; those that are left out have their defaults. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Its key. */
  readonly function: string;
  readonly need: Need;
}

/** The stack of tests. */
export const STACK = 'ecr-steward-local';

/** What functions have asked for in tests: a line for each kind of request, in each stack that makes a difference. */
export const RECORD = 'test/support/template/requests.tsv';

export function recordedRequests(file = RECORD): RightsRequest[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(requestOf);
}

/** Parameters, function, action, resource, context. */
export function lineOf({ parameters, function: key, need }: RightsRequest): string {
  const { action, resource, context } = need;
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const columns = [given.join(' ') || '-', key, action, resource];
  return [...columns, ...(context ? [JSON.stringify(context)] : [])].join('\t');
}

function requestOf(line: string): RightsRequest {
  const [given = '', key = '', action = '', resource = '', context] = line.split('\t');
  const pairs = given === '-' ? [] : given.split(' ').map((pair) => pair.split('='));
  return {
    parameters: Object.fromEntries(pairs) as Record<string, string>,
    function: key,
    need: { action, resource, ...(context && { context: JSON.parse(context) }) },
  };
}

/**
 * One request of each kind: the same action of a function on the same type of resource. Those that a stack with the
 * defaults makes, too, are left out of all others: parameters add rights and take none.
 *
 * @param defaults - Of the template's parameters.
 */
export function condensed(
  requests: readonly RightsRequest[],
  defaults: Readonly<Record<string, string>>,
): RightsRequest[] {
  const own = requests.map((request) => {
    const given = Object.entries(request.parameters);
    const others = given.filter(([name, value]) => defaults[name] !== value);
    return { ...request, parameters: Object.fromEntries(others) };
  });
  const sorted = own.toSorted((one, other) => (lineOf(one) < lineOf(other) ? -1 : 1));
  const kinds = new Map(sorted.toReversed().map((request) => [kindOf(request), request]));
  const least = { parameters: {} };
  return [...kinds.values()]
    .filter(
      (it) => Object.keys(it.parameters).length === 0 || !kinds.has(kindOf({ ...it, ...least })),
    )
    .toReversed();
}

/** Of an ARN the service and the type of its resource; of a table its name, and which index. */
export function kindOf(request: RightsRequest): string {
  const { action, resource, context } = request.need;
  const [, , service = '', , , rest = ''] = resource.split(/:/, 6);
  const type = /^secret:|^[\w-]+(?=[/:])/.exec(rest)?.[0] ?? rest;
  const named = /^table\/[\w-]+(\/index\/[\w-]+)?/.exec(rest)?.[0] ?? '';
  const need = { action, resource: `${service}:${type}:${named}`, ...(context && { context }) };
  return lineOf({ ...request, need });
}
