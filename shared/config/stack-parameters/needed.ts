import { StewardError } from '../../runtime/errors.ts';
import { withoutTrailingSlash } from '../schema/prefix.ts';
import type { CacheRule, RegistryConfig } from '../schema/schema.ts';
import type { UseSource } from '../schema/use.ts';

/** Parameters of the stack's template by name, as CloudFormation takes them: lists are separated by commas. */
export type StackParameters = Record<string, string>;

/** A registry.yml that no parameters of a stack can be for. */
export class StackParameterError extends StewardError {
  override name = 'StackParameterError' as const;
}

/**
 * What a registry.yml needs of a stack, and no more: the parameters of its template, which decide what each function
 * may do. Every parameter is in it.
 *
 * @throws StackParameterError for a value that CloudFormation does not take, or that is not for a stack.
 */
export function stackParametersOf(config: RegistryConfig): StackParameters {
  const { naming, baseline, repositories, movedTags, scanning, retention, shield } = config;
  const { inventory, targets, alerts, unusedRepositories: unused } = config;
  const checksRepositories = baseline.length > 0 || naming.repositories.length > 0;
  return checked({
    Naming: naming.tags.some(removes) ? 'enforce' : 'observe',
    Repositories:
      repositories.length > 0
        ? 'create'
        : level(
            checksRepositories,
            baseline.some(({ action }) => action === 'enforce'),
          ),
    RepositoryKeys: list(repositories.flatMap(({ encryption }) => encryption?.kmsKey ?? [])),
    UnusedRepositories: unusedLevel(unused.map(({ action }) => action)),
    MovedTags: movedTags.length > 0 ? 'observe' : 'off',
    Scanning: level(scanning.rules.length > 0, scanning.rules.some(removes)),
    Retention: retentionOf(retention),
    Shield: level(shield.length > 0, shield.some(removes)),
    ...useParameters(config),
    UseRestore: config.use.restore ? 'enforce' : 'off',
    ...cacheParameters(config),
    ...registryParameters(config.registry),
    InventoryRoles: list(
      [...targets, ...retention.flatMap(({ lostBy }) => lostBy ?? [])].flatMap(
        ({ role }) => role ?? [],
      ),
    ),
    InventoryAccounts: list(targets.map(({ account }) => account)),
    InventoryRegions: list(targets.flatMap(({ regions }) => regions)),
    InventoryManifests: inventory.manifests ? 'on' : 'off',
    OwnerTopics: list(alerts.routes.map(({ topicArn }) => topicArn)),
    CopyTopics: list(alerts.copies.map(({ topicArn }) => topicArn)),
  });
}

/** Whether a rule does more than to report. */
function removes({ action }: { action: string }): boolean {
  return action !== 'report';
}

function level(isOn: boolean, enforces: boolean): string {
  if (!isOn) return 'off';
  return enforces ? 'enforce' : 'observe';
}

function retentionOf(rules: RegistryConfig['retention']): string {
  const archives = rules.filter(({ action }) => action === 'archive');
  const deletes = archives.some((rule) => rule.deleteArchivedAfterDays !== undefined);
  if (deletes || rules.some(({ action }) => action === 'delete')) return 'delete';
  return archives.length > 0 ? 'archive' : 'off';
}

/**
 * The nightly walk reads ECS and Lambda in every stack; other functions need images in use only to remove tags, to
 * say where an image that fails its scan runs, or to put lifecycle policies.
 *
 * @throws StackParameterError for a file that no function can read.
 */
function useParameters(config: RegistryConfig) {
  const { naming, scanning, baseline, repositories, use } = config;
  const { sources, files } = use;
  const puts =
    baseline.some(({ action, lifecycle }) => action === 'enforce' && lifecycle) ||
    repositories.some(({ lifecycle, lifecyclePolicy }) => lifecycle ?? lifecyclePolicy);
  const matters = puts || naming.tags.some(removes) || scanning.rules.length > 0;
  const asks = (source: UseSource, isAsked = true) =>
    isAsked && sources.includes(source) ? 'on' : 'off';
  const objects = files.map(({ uri }) => objectOf(uri));
  const folders = objects.filter((it) => it.endsWith('/'));
  return {
    UseEcs: asks('ecs', matters),
    UseLambda: asks('lambda', matters),
    UseAppRunner: asks('appRunner'),
    UseBatch: asks('batch'),
    UseSageMaker: asks('sageMaker'),
    UseInspector: asks('inspector'),
    UseFiles: list(objects.map((it) => (it.endsWith('/') ? `${it}*` : it))),
    UseFileBuckets: list(folders.map((it) => it.slice(0, it.indexOf('/')))),
    UseFileKeys: list(files.flatMap(({ keyArn }) => keyArn ?? [])),
  };
}

function unusedLevel(actions: readonly string[]): string {
  if (actions.includes('delete')) return 'delete';
  return actions.includes('tag') ? 'tag' : 'off';
}

/** `bucket/key` of s3://bucket/key. */
function objectOf(uri: string): string {
  const [, object] = /^s3:\/\/(.+)$/.exec(uri) ?? [];
  if (object !== undefined) return object;
  throw new StackParameterError(
    `use.files has ${uri}, which only a command can read, no function: upload it to S3, and name it s3://bucket/key`,
  );
}

function cacheParameters({ pullThroughCache, creationTemplates }: RegistryConfig) {
  const { rules, prune, validate } = pullThroughCache;
  const hasTemplates = creationTemplates.length > 0;
  const deletes = prune || rules.some(({ allowReplace }) => allowReplace);
  // An empty block, too: then what an earlier one has made is deleted. So does `prune`.
  const has = (key: 'repositories' | 'pullers') => prune || rules.some((rule) => rule[key]);
  const roles = [
    ...rules.flatMap((rule) => [rule, rule.repositories ?? {}]),
    ...creationTemplates,
  ].map(({ customRoleArn }: { customRoleArn?: string | undefined }) => customRoleArn ?? []);
  return {
    Cache: deletes ? 'delete' : rules.length > 0 || hasTemplates ? 'enforce' : 'observe',
    CacheTemplates: has('repositories') ? 'enforce' : hasTemplates ? 'templates' : 'off',
    CachePullers: has('pullers') ? 'enforce' : 'off',
    PassedRoles: list(roles.flat()),
    WarmRepositories: list(rules.filter(({ warm = [] }) => warm.length > 0).map(repositoriesOf)),
    SecretReading: validate === 'deep' ? 'on' : 'off',
  };
}

function registryParameters(registry: RegistryConfig['registry']) {
  const { scanning, replication, signing, pullTimeUpdateExclusions, accountSettings, policy } =
    registry;
  const given = (declared: unknown) => (declared === undefined ? 'off' : 'enforce');
  const enhanced = scanning?.scanType === 'ENHANCED' ? 'enhanced' : 'basic';
  return {
    RegistryScanning: scanning === undefined ? 'off' : enhanced,
    RegistryReplication: replication?.rules.some(({ backfill }) => backfill)
      ? 'backfill'
      : given(replication),
    RegistrySigning: given(signing),
    RegistryExclusions: given(pullTimeUpdateExclusions),
    RegistryAccount: given(accountSettings),
    RegistryPolicy: given(policy),
  };
}

/** The repositories that a rule fills, as IAM has them. */
function repositoriesOf({ prefix }: CacheRule): string {
  return prefix === 'ROOT' ? '*' : `${withoutTrailingSlash(prefix)}/*`;
}

/** Each once, and in one order: the same content gives the same value. */
function list(items: readonly string[]): string {
  const withComma = items.find((item) => item.includes(','));
  if (withComma === undefined) return [...new Set(items)].sort().join(',');
  throw new StackParameterError(
    `${withComma} has a comma, which separates the values of a CloudFormation parameter: give it another name`,
  );
}

/** CloudFormation's limit for the value of a parameter. */
const MOST_BYTES = 4096;

function checked(parameters: StackParameters): StackParameters {
  for (const [name, value] of Object.entries(parameters)) {
    const bytes = Buffer.byteLength(value);
    if (bytes <= MOST_BYTES) continue;
    throw new StackParameterError(
      `the parameter ${name} of the stack would have ${bytes} bytes, and CloudFormation takes ${MOST_BYTES}: ` +
        `${value.split(',').length} values are too many for one stack`,
    );
  }
  return parameters;
}
