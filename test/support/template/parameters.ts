import { isDeepStrictEqual } from 'node:util';
import { StackDefinitionError } from '../../../local/stack/errors.ts';
import { parameterValues } from '../../../local/stack/template/parameters.ts';
import { everything } from './needs.ts';
import { declared } from './parts.ts';
import type { Template } from './roles.ts';

/** The least: nothing is enforced, no other account or topic is reached. */
const least: Readonly<Record<string, string>> = {
  Naming: 'observe',
  Repositories: 'off',
  RepositoryKeys: '',
  UnusedRepositories: 'off',
  MovedTags: 'off',
  Scanning: 'off',
  Retention: 'off',
  Shield: 'off',
  UseEcs: 'off',
  UseLambda: 'off',
  UseAppRunner: 'off',
  UseBatch: 'off',
  UseSageMaker: 'off',
  UseInspector: 'off',
  UseFiles: '',
  UseFileBuckets: '',
  UseFileKeys: '',
  UseRestore: 'off',
  Cache: 'observe',
  CacheTemplates: 'off',
  CachePullers: 'off',
  RegistryScanning: 'off',
  RegistryReplication: 'off',
  RegistrySigning: 'off',
  RegistryExclusions: 'off',
  RegistryAccount: 'off',
  RegistryPolicy: 'off',
  PassedRoles: '',
  WarmRepositories: '',
  SecretReading: 'off',
  InventoryRoles: '',
  InventoryAccounts: '',
  InventoryRegions: '',
  InventoryManifests: 'off',
  OwnerTopics: '',
  CopyTopics: '',
};

const role = 'arn:aws:iam::111122223333:role';

/** Values besides those of `least` and `everything`. */
const more: Readonly<Record<string, readonly string[]>> = {
  Repositories: ['observe', 'enforce'],
  Scanning: ['observe'],
  Retention: ['archive'],
  UseFiles: ['uses/*', 'uses/a/b.json,other/c/*'],
  Cache: ['enforce'],
  CacheTemplates: ['templates'],
  RegistryScanning: ['basic'],
  RegistryReplication: ['enforce'],
  PassedRoles: [`${role}/a,${role}/path/b`],
  WarmRepositories: ['*', 'docker.io/*,quay/team-a/*'],
  InventoryAccounts: ['111122223333,444455556666'],
  InventoryRegions: ['eu-west-2,us-gov-west-1'],
};

/** Wider than a deployment may ask for. */
const refused: Readonly<Record<string, readonly string[]>> = {
  PassedRoles: ['*', `${role}/*`, 'arn:aws:iam::*:role/a', `${role}/a?`],
  RepositoryKeys: [
    '*',
    'arn:aws:kms:eu-west-1:123456789012:key/*',
    'arn:aws:kms:eu-west-1:123456789012:alias/a',
  ],
  WarmRepositories: ['quay', 'quay*', '../*', '*/*'],
  UseFiles: ['*', 'uses', '*/a.json', 'uses/*/a', 'arn:aws:s3:::uses/a', 'uses/a?'],
  UseFileKeys: [
    '*',
    'arn:aws:kms:eu-west-1:123456789012:key/*',
    'arn:aws:kms:*:123456789012:key/a',
    'arn:aws:kms:eu-west-1:123456789012:alias/a',
  ],
  UseFileBuckets: ['*', 'uses*', 'arn:aws:s3:::uses', 'uses/a'],
  InventoryRoles: ['*', `${role}/*`, 'arn:aws:iam::*:role/a'],
  InventoryAccounts: ['*', '1111', 'all'],
  InventoryRegions: ['*', 'europe'],
  OwnerTopics: [
    '*',
    'arn:aws:sns:eu-west-1:111122223333:*',
    'arn:aws:sqs:eu-west-1:111122223333:a',
  ],
  CopyTopics: ['*', 'arn:aws:sns:eu-west-1:111122223333:*', 'arn:aws:sqs:eu-west-1:111122223333:a'],
};

/** Parameters that take too much or too little, or do too much by default; and outputs that are missing. */
export function parameterProblems(template: Template): string[] {
  const parameters = Object(template.Parameters) as Record<string, Record<string, unknown>>;
  const takes = (name: string, value: string): boolean => {
    try {
      parameterValues(parameters, { [name]: value });
      return true;
    } catch (error) {
      if (error instanceof StackDefinitionError) return false;
      throw error;
    }
  };
  const names = Object.keys(parameters);
  const wanted = Object.keys(least);
  return [
    ...(isDeepStrictEqual(names, wanted) ? [] : [`parameters are ${names}, not ${wanted}`]),
    ...wanted.flatMap((name) => {
      const taken = [least[name] ?? '', everything[name] ?? '', ...(more[name] ?? [])];
      const not = refused[name] ?? ['other', '*', ''];
      return [
        ...(parameters[name]?.Default === least[name]
          ? []
          : [`${name} is not the least by default`]),
        ...taken.filter((it) => !takes(name, it)).map((it) => `${name} does not take ${it}`),
        ...not.filter((it) => takes(name, it)).map((it) => `${name} takes ${it}`),
      ];
    }),
    ...outputProblems(template),
  ];
}

const outputs = [
  'AlertTopicArn',
  'DeadLettersUrl',
  'InventoryBucketName',
  'InventoryDatabaseName',
  'InventoryWorkGroupName',
];

/** What docs and the command ask the stack for. */
function outputProblems(template: Template): string[] {
  const made = declared(template).outputs;
  return outputs.filter((name) => !made[name]).map((name) => `there is no output ${name}`);
}
