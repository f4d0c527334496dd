import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { code, codes, generatedNote, page, plain, table } from '../markdown.ts';

interface Parameter {
  Type: string;
  Default: string;
  AllowedValues?: string[];
  Description: string;
}

/** The keys of registry.yml that need a parameter, as `shared/config/stack-parameters` reads them. */
const neededBy: Readonly<Record<string, string>> = {
  Naming: '`naming.tags` with `action: quarantine` or `delete`',
  Repositories:
    '`naming.repositories`, `baseline`; `enforce`: `baseline` with `action: enforce`; `create`: `repositories`',
  RepositoryKeys: '`repositories[].encryption.kmsKey`',
  UnusedRepositories: '`unusedRepositories[].action`',
  MovedTags: '`movedTags`',
  Retention:
    '`retention`; `archive`: with `action: archive`; `delete`: with `action: delete` or `deleteArchivedAfterDays`',
  Scanning: '`scanning.rules`; `enforce`: with `action: quarantine`',
  Shield: '`shield`; `enforce`: with `action: enforce`',
  UseEcs:
    '`use.sources` with `ecs`, where a rule removes tags, `scanning.rules` has any, or one of `baseline` with `action: enforce` or of `repositories` has `lifecycle`',
  UseLambda: '`use.sources` with `lambda`, likewise',
  UseAppRunner: '`use.sources` with `appRunner`',
  UseBatch: '`use.sources` with `batch`',
  UseSageMaker: '`use.sources` with `sageMaker`',
  UseInspector: '`use.sources` with `inspector`',
  UseFiles: '`use.files`',
  UseFileBuckets: '`use.files` whose `uri` ends in a slash',
  UseFileKeys: '`use.files[].keyArn`',
  UseRestore: '`use.restore`',
  Cache: '`pullThroughCache.rules`, `creationTemplates`; `delete`: `prune`, `allowReplace`',
  CacheTemplates: '`repositories` of a cache rule, `creationTemplates`, `prune`',
  CachePullers: '`pullers` of a cache rule, `prune`',
  RegistryScanning: '`registry.scanning`; `enhanced`: with `scanType: ENHANCED`',
  RegistryReplication: '`registry.replication`; `backfill`: with `backfill: true`',
  RegistrySigning: '`registry.signing`',
  RegistryExclusions: '`registry.pullTimeUpdateExclusions`',
  RegistryAccount: '`registry.accountSettings`',
  RegistryPolicy: '`registry.policy`',
  PassedRoles: '`customRoleArn`',
  WarmRepositories: '`warm` of a cache rule',
  SecretReading: '`pullThroughCache.validate: deep`',
  InventoryRoles: '`targets`, `retention[].lostBy.role`',
  InventoryAccounts: '`targets`',
  InventoryRegions: '`targets`',
  InventoryManifests: '`inventory.manifests`',
  OwnerTopics: '`alerts.routes`',
  CopyTopics: '`alerts.copies`',
};

/** docs/reference/parameters.md: the parameters of the stack's template. */
export function parametersPage(): string {
  const text = readFileSync(new URL('../../../resources/parameters.yml', import.meta.url), 'utf8');
  // The short forms of CloudFormation's functions are unknown tags here, which does not matter.
  const { Parameters } = parse(text, { logLevel: 'silent' }) as {
    Parameters: Record<string, Parameter>;
  };
  return page([
    generatedNote,
    '# Parameters of the stack',
    readFileSync(new URL('parameters-intro.md', import.meta.url), 'utf8').trim(),
    table(
      ['Parameter', 'Values', 'What it is for', 'Needed by'],
      Object.entries(Parameters).map(row),
    ),
  ]);
}

function row([name, parameter]: [string, Parameter]): string[] {
  const { Default: least, AllowedValues: values, Type, Description } = parameter;
  const needed = neededBy[name];
  if (needed === undefined) throw new Error(`parameters.ts does not say what needs ${name}`);
  const free = Type === 'CommaDelimitedList' ? 'a list; default empty' : `default ${code(least)}`;
  const choice = values && `**${code(least)}**, ${codes(values.filter((it) => it !== least))}`;
  return [code(name), choice ?? free, plain(Description), needed];
}
