import { type RightsRequest, recordedRequests, STACK } from './record.ts';
import { place, rolesOf, type Template } from './roles.ts';
import { unseen } from './unseen.ts';

/** All parameters at their most: what any stack can be for. */
export const everything: Readonly<Record<string, string>> = {
  Naming: 'enforce',
  Repositories: 'create',
  RepositoryKeys: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  UnusedRepositories: 'delete',
  MovedTags: 'observe',
  Scanning: 'enforce',
  Retention: 'delete',
  Shield: 'enforce',
  UseEcs: 'on',
  UseLambda: 'on',
  UseAppRunner: 'on',
  UseBatch: 'on',
  UseSageMaker: 'on',
  UseInspector: 'on',
  UseFiles: 'uses/clusters/*,uses/one.json',
  UseFileBuckets: 'uses',
  UseFileKeys: 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  UseRestore: 'enforce',
  Cache: 'delete',
  CacheTemplates: 'enforce',
  CachePullers: 'enforce',
  RegistryScanning: 'enhanced',
  RegistryReplication: 'backfill',
  RegistrySigning: 'enforce',
  RegistryExclusions: 'enforce',
  RegistryAccount: 'enforce',
  RegistryPolicy: 'enforce',
  PassedRoles: 'arn:aws:iam::123456789012:role/passed',
  WarmRepositories: 'quay/*',
  SecretReading: 'on',
  InventoryRoles: 'arn:aws:iam::111122223333:role/reader',
  InventoryAccounts: '111122223333',
  InventoryRegions: 'eu-west-2',
  InventoryManifests: 'on',
  OwnerTopics: 'arn:aws:sns:eu-west-1:123456789012:a',
  CopyTopics: 'arn:aws:sns:eu-west-1:123456789012:copies',
};

/** Requests that roles have to allow, by the parameters of the stack in which they have to. */
export function neededRequests(functions: readonly string[]): Map<string, RightsRequest[]> {
  const logs = functions.flatMap((key) =>
    ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) =>
      always(key, action, `logs:REGION:log-group:/aws/lambda/${STACK}-${key}:log-stream:2026`),
    ),
  );
  const failures = functions.map((key) =>
    always(key, 'sqs:SendMessage', `sqs:REGION:${STACK}-deadletters`),
  );
  const all = [...recordedRequests(), ...logs, ...failures, ...unseen];
  return Map.groupBy(all, ({ parameters }) => JSON.stringify(parameters));
}

function always(key: string, action: string, rest: string): RightsRequest {
  const { region, accountId } = place;
  const resource = `arn:aws:${rest.replace('REGION', `${region}:${accountId}`)}`;
  return { parameters: {}, function: key, need: { action, resource } };
}

/** Requests that the roles of a template deny, and functions need. Stops at the first stack in which there are any. */
export function deniedNeeds(template: Template, functions: readonly string[]): string[] {
  // A stack that is for everything allows each of them: most that is missing, is missing there.
  const all = needsOfRoles(functions);
  const everywhere = deniedWith(template, everything, all);
  if (everywhere.length > 0) return everywhere;
  for (const [parameters, requests] of neededRequests(functions)) {
    const given = JSON.parse(parameters) as Record<string, string>;
    const denied = deniedWith(template, given, requests);
    if (denied.length > 0) return denied;
  }
  return [];
}

function deniedWith(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  requests: readonly RightsRequest[],
): string[] {
  const roles = rolesOf(template, parameters);
  return requests
    .filter((it) => !roles.allows(it.function, it.need))
    .map(({ function: key, need: { action, resource } }) => {
      return `${key} lacks ${action} on ${resource} with ${JSON.stringify(parameters)}`;
    });
}

/** Of each function, all that it needs in any stack. */
export function needsOfRoles(functions: readonly string[]): RightsRequest[] {
  return [...neededRequests(functions).values()].flat();
}
