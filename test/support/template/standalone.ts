import { roomy } from '../acting.ts';

const fail = 'fail: {critical: 0}';
const hub = 'prefix: docker-hub, upstream: docker-hub, credential: ecr-pullthroughcache/hub';
const quay = 'prefix: quay, upstream: quay';

/**
 * A registry.yml for each thing that a stack can be for by itself, so that its functions have the rights for that and for
 * nothing else: what one of them asks for in passing would be denied.
 */
const blocks = [
  'naming: {}',
  'naming: {reserved: [wrong], tags: [{rule: all, kinds: [semver]}]}',
  'naming: {grace: 0s, tags: [{rule: all, kinds: [semver], action: quarantine}]}',
  'naming: {grace: 0s, tags: [{rule: all, kinds: [semver], action: delete}]}',
  'naming: {tags: [{rule: all, kinds: [semver], action: quarantine}]}\nuse: {sources: [ecs]}',
  'naming: {tags: [{rule: all, kinds: [semver], action: quarantine}]}\nuse: {sources: []}',
  'naming: {repositories: [{rule: names, allow: [nothing]}]}',
  'baseline: [{mutability: IMMUTABLE, scanOnPush: true, lifecycle: {keepLast: 5}, tags: {required: [owner]}}]',
  'baseline: [{action: enforce, mutability: IMMUTABLE, scanOnPush: true, lifecycle: {keepLast: 5}, tags: {defaults: {owner: nobody}}}]',
  'movedTags: [{mutable: [latest]}]',
  `scanning: {rules: [{rule: all, ${fail}}]}`,
  `scanning: {rules: [{rule: all, ${fail}, action: quarantine}]}`,
  `pullThroughCache: {rules: [{${quay}}]}`,
  `pullThroughCache: {rules: [{${hub}}]}`,
  `pullThroughCache: {rules: [{prefix: docker-hub, upstream: quay, allowReplace: true}]}`,
  `pullThroughCache: {rules: [{${hub}, repositories: {lifecycle: {keepLast: 5}, scanOnPush: true, mutability: MUTABLE}}]}`,
  `pullThroughCache: {rules: [{${quay}, pullers: ['111122223333']}]}`,
  'pullThroughCache: {prune: true}',
  `pullThroughCache: {rules: [{${quay}, warm: [{image: team-a/web, tags: ['1.0.0']}]}]}`,
  'pullThroughCache: {validate: deep}',
  'registry: {scanning: {rules: [{scanFrequency: SCAN_ON_PUSH, repositories: [team-a]}]}}',
  'registry: {scanning: {scanType: ENHANCED}}',
  'registry: {replication: {rules: [{destinations: [{region: eu-central-1}]}]}}',
  'registry: {replication: {rules: [{destinations: [{region: eu-central-1}], backfill: true}]}}',
  'registry: {signing: {}}',
  "registry: {pullTimeUpdateExclusions: ['arn:aws:iam::123456789012:role/scanner']}",
  'registry: {accountSettings: {blobMounting: ENABLED}}',
  'registry: {policy: {statements: [{Sid: A, Effect: Allow, Principal: "*", Action: "ecr:*", Resource: "*"}]}}',
  'inventory: {manifests: true}',
  "alerts: {routes: [{owner: a, topicArn: 'arn:aws:sns:eu-west-1:123456789012:a'}]}",
];

export const standalone: readonly string[] = blocks.map((block) => `limits: ${roomy}\n${block}`);
