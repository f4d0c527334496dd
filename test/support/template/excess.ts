import type { Need } from '../../../local/iam/need.ts';
import { everything, needsOfRoles } from './needs.ts';
import { type Roles, rolesOf, type Template } from './roles.ts';

/**
 * What roles have in excess: actions that no request of theirs needs, in a stack that is for everything; and requests that
 * they allow though they are for what is not the stack's.
 */
export function excessOf(template: Template, functions: readonly string[]): string[] {
  const roles = rolesOf(template, everything);
  return [
    ...functions.flatMap((key) => unneeded(roles, key, functions)),
    ...reachable(roles, functions),
  ];
}

/** As KMS documents it for topics. */
const WILD = 'kms:GenerateDataKey*';

function unneeded(roles: Roles, key: string, functions: readonly string[]): string[] {
  const needed = new Set(
    needsOfRoles(functions).flatMap((it) => (it.function === key ? it.need.action : [])),
  );
  const granted = (roles.documents.get(key) ?? []).flatMap(actionsIn);
  return [...new Set(granted)]
    .filter((action) => !needed.has(action) && action !== WILD)
    .map((action) => `${key} needs no ${action}`);
}

function actionsIn(document: unknown): string[] {
  const statements = [Object(document).Statement ?? []].flat() as { Action?: string | string[] }[];
  return statements.flatMap(({ Action }) => Action ?? []);
}

/** Each request of a function with another resource, or another condition, than any that it needs. */
function reachable(roles: Roles, functions: readonly string[]): string[] {
  const found = needsOfRoles(functions).flatMap(({ function: key, need }) =>
    foreign(need)
      .filter((other) => roles.allows(key, other))
      .map(({ action, resource, context }) => {
        const when = context ? ` with ${JSON.stringify(context)}` : '';
        return `${key} may ${action} on ${resource}${when}`;
      }),
  );
  return [...new Set(found)];
}

function foreign(need: Need): Need[] {
  const { action, resource, context } = need;
  // Without a resource level, the action itself is all that there is.
  const others = /^\*$|^arn:aws:inspector2:/.test(resource) ? [] : foreignResources(resource);
  const contexts = Object.keys(context ?? {}).map((key) => ({
    ...context,
    [key]: 'foreign.example',
  }));
  return [
    ...others.map((it) => ({ action, resource: it, ...(context && { context }) })),
    ...contexts.map((it) => ({ action, resource, context: it })),
    ...(context ? [{ action, resource }] : []),
  ];
}

const OTHER = '999999999999';

/** Services in which functions reach only what has a name of the stack's, or of a parameter. */
const byName = ['dynamodb', 'sns', 'sqs', 'events', 'logs', 'secretsmanager', 'iam', 'sts'];

function foreignResources(arn: string): string[] {
  const [start, partition, service = '', region, account, ...rest] = arn.split(':');
  const name = rest.join(':');
  // The key of a topic may be any, of any account: what counts is the topic.
  if (service === 'kms') return [`arn:aws:kms:${region}:${OTHER}:alias/foreign-x`];
  if (service === 's3') return ['arn:aws:s3:::foreign-x', 'arn:aws:s3:::foreign-x/key'];
  const at = (where: string | undefined, who: string | undefined, what: string) =>
    [start, partition, service, where, who, what].join(':');
  const named = name.replace(/^(secret:|log-group:|[\w-]+\/)?.*$/, '$1foreign-x');
  return [
    // Of warm repositories a parameter has the names, of any account.
    at(region, OTHER, named),
    ...(byName.includes(service) ? [at(region, account, named)] : []),
    ...(name.includes('/index/')
      ? []
      : tablesOf(service, name).map((it) => at(region, account, it))),
  ];
}

/** Who may use a table may not thereby use its indexes. */
function tablesOf(service: string, name: string): string[] {
  return service === 'dynamodb' ? [`${name}/index/foreign-x`] : [];
}
