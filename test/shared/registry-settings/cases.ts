import type { ECRClient } from '@aws-sdk/client-ecr';
import type { RegistryChange } from '../../../shared/registry-settings/change.ts';
import {
  exclude,
  profile,
  pullers,
  putAccount,
  putPolicy,
  putReplication,
  putScanning,
  putSigning,
  role,
  statement,
} from './worlds.ts';

/** Brings a registry from that of `clear` into a state. */
export type Start = (ecr: ECRClient) => Promise<unknown>;

/** The states of a setting, and what may be declared of it. */
export interface Setting {
  starts: Record<string, Start>;
  /** Keys of `registry:`. */
  changes: Record<string, string>;
}

const json = JSON.stringify;
const nothing: Start = async () => {};

/**
 * By the kind of change: one that is missing does not compile. A backfill is no setting: its tests are in replication.
 */
export const settings: Record<Exclude<RegistryChange['kind'], 'unread' | 'backfill'>, Setting> = {
  scanning: {
    starts: {
      'as of a new registry': nothing,
      'with fewer filters': (ecr) => putScanning(ecr, 'BASIC', { SCAN_ON_PUSH: ['team-a/*'] }),
      'with other and more filters': (ecr) =>
        putScanning(ecr, 'BASIC', { SCAN_ON_PUSH: ['team-b/*', 'team-a/*', 'platform*'] }),
      enhanced: (ecr) =>
        putScanning(ecr, 'ENHANCED', { CONTINUOUS_SCAN: ['platform*'], SCAN_ON_PUSH: ['*'] }),
    },
    changes: {
      basic:
        'scanning: {rules: [{scanFrequency: SCAN_ON_PUSH, repositories: ["team-b/*", "team-a/*"]}]}',
      enhanced:
        'scanning: {scanType: ENHANCED, rules: [{scanFrequency: CONTINUOUS_SCAN, repositories: ["platform*"]}]}',
      nothing: 'scanning: {}',
    },
  },
  replication: {
    starts: {
      none: nothing,
      'of all repositories': (ecr) => putReplication(ecr, ['eu-central-1']),
      'of some': (ecr) =>
        putReplication(ecr, ['us-east-1', 'team-b/', 'team-a/'], ['111122223333/eu-west-1', 'x/']),
    },
    changes: {
      'of all repositories':
        'replication: {rules: [{destinations: [{region: eu-central-1, registryId: "123456789012"}]}]}',
      'of some':
        'replication: {rules: [{destinations: [{region: us-east-1}, {region: eu-central-1}], repositories: [team-a/, team-b/]}, {destinations: [{region: eu-west-1, registryId: "111122223333"}]}]}',
      none: 'replication: {rules: []}',
    },
  },
  signing: {
    starts: {
      none: nothing,
      'of all images': (ecr) => putSigning(ecr, ['one']),
      'of some': (ecr) => putSigning(ecr, ['two', 'team-b/*'], ['one', 'team-b/*', 'team-a/*']),
    },
    changes: {
      'of some': `signing: {rules: [{signingProfileArn: "${profile('one')}", repositories: ["team-a/*", "team-b/*"]}]}`,
      'of all and of some': `signing: {rules: [{signingProfileArn: "${profile('one')}"}, {signingProfileArn: "${profile('two')}", repositories: ["team-b/*"]}]}`,
      none: 'signing: {rules: []}',
    },
  },
  exclusion: {
    starts: {
      none: nothing,
      'of one': (ecr) => exclude(ecr, 'scanner'),
      'of others': (ecr) => exclude(ecr, 'old', 'path/older'),
    },
    changes: {
      'of two': `pullTimeUpdateExclusions: ["${role('scanner')}", "${role('path/other')}"]`,
      'of two, and no others': `prune: true, pullTimeUpdateExclusions: ["${role('scanner')}", "${role('other')}"]`,
      none: 'prune: true, pullTimeUpdateExclusions: []',
    },
  },
  account: {
    starts: {
      'as of a new account': nothing,
      'with everything else': (ecr) =>
        putAccount(ecr, { REGISTRY_POLICY_SCOPE: 'V1', BLOB_MOUNTING: 'ENABLED' }),
    },
    changes: {
      'one setting': 'accountSettings: {blobMounting: ENABLED}',
      'all settings':
        'accountSettings: {basicScanTypeVersion: AWS_NATIVE, registryPolicyScope: V2, blobMounting: DISABLED}',
    },
  },
  statement: {
    starts: {
      'no policy': nothing,
      'statements of others': (ecr) =>
        putPolicy(ecr, statement('Others'), pullers, { ...statement(''), Sid: undefined }),
      'ours among others, changed manually': (ecr) =>
        putPolicy(
          ecr,
          pullers,
          statement('Copies', { Effect: 'Deny' }),
          statement('Others', { Action: 'ecr:*' }),
        ),
    },
    changes: {
      one: `policy: {statements: [${json(statement('Copies'))}]}`,
      'two, and no others': `prune: true, policy: {statements: [${json(statement('Copies'))}, ${json(statement('Closed', { Effect: 'Deny', Action: 'ecr:Delete*' }))}]}`,
      none: 'prune: true, policy: {}',
    },
  },
};
