import type { CachedRepositories } from '../../shared/config/schema/schema.ts';

export const lifecycle: NonNullable<CachedRepositories['lifecycle']> = { expireUntaggedDays: 14 };

/** Every capability is on, and allowed: naming, baseline and the cache change the registry. */
export function registryYmlOf({ inventorySettings }: { inventorySettings: boolean }): string {
  return `
limits:
  quarantine: { perRun: { count: 10000, percent: 100 }, perDay: { count: 10000, percent: 100 } }
  delete: { perRun: { count: 10000, percent: 100 }, perDay: { count: 10000, percent: 100 } }
naming:
  grace: 0s
  repositories: [{ rule: names, patterns: ['(platform|team|quay\\.io|scratch)/.*'] }]
  tags:
    - { rule: scratch, repositories: ["scratch/**"], kinds: [semver], action: delete }
    - { rule: versions, kinds: [semver], action: quarantine }
movedTags: [{ mutable: [latest] }]
baseline:
  - repositories: ["platform/**"]
    action: enforce
    scanOnPush: true
    lifecycle: ${JSON.stringify(lifecycle)}
    tags: { required: [owner] }
scanning:
  rules:
    - { rule: critical, repositories: ["platform/**"], fail: { critical: 0 }, action: report }
pullThroughCache:
  rules:
    - { prefix: quay.io, upstream: quay, repositories: { lifecycle: ${JSON.stringify(lifecycle)} } }
inventory: { settings: ${inventorySettings} }
alerts:
  routes: [{ owner: team-a, topicArn: "arn:aws:sns:eu-west-1:123456789012:team-a" }]
`;
}
