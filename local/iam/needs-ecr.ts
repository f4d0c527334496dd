import { arnStart } from '../service/partition.ts';
import type { Call, Need } from './need.ts';

/**
 * Operations on the registry itself, which is no type of resource: their policies have to say `*`. Of those on
 * backfills AWS does not say it yet: taken to be like PutReplicationConfiguration.
 */
const withoutResource = new Set([
  'CreatePullThroughCacheRule',
  'CreateRepositoryCreationTemplate',
  'DeletePullThroughCacheRule',
  'DeleteRegistryPolicy',
  'DeleteRepositoryCreationTemplate',
  'DeleteSigningConfiguration',
  'DeregisterPullTimeUpdateExclusion',
  'DescribePullThroughCacheRules',
  'DescribeRegistry',
  'DescribeReplicationBackfillResults',
  'DescribeRepositoryCreationTemplates',
  'GetAccountSetting',
  'GetAuthorizationToken',
  'GetRegistryPolicy',
  'GetRegistryScanningConfiguration',
  'GetSigningConfiguration',
  'ListPullTimeUpdateExclusions',
  'ListReplicationBackfills',
  'PutAccountSetting',
  'PutRegistryPolicy',
  'PutRegistryScanningConfiguration',
  'PutReplicationConfiguration',
  'PutSigningConfiguration',
  'RegisterPullTimeUpdateExclusion',
  'StartReplicationBackfill',
  'StopReplicationBackfill',
  'UpdatePullThroughCacheRule',
  'UpdateRepositoryCreationTemplate',
  'ValidatePullThroughCacheRule',
]);

/** All others are on repositories: those that the request names, else all. */
export function ecrNeeds(call: Call): readonly Need[] {
  const { operation, input, resource, accountId, region } = call;
  const action = `ecr:${operation}`;
  if (withoutResource.has(operation)) return [{ action, resource: '*' }];
  if (resource !== '*') return [{ action, resource }];
  const listed: unknown = Reflect.get(Object(input), 'repositoryNames');
  const names = Array.isArray(listed) && listed.length > 0 ? listed : ['*'];
  const start = `${arnStart(region)}:ecr:${region}:${accountId}:repository/`;
  return names.map((name) => ({ action, resource: `${start}${name}` }));
}
