import fc from 'fast-check';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { PartsOfIndexes } from '../../../shared/registry/manifests/relations.ts';
import type { StoredImage } from '../../../shared/retention/image.ts';
import { type Memory, noMemory } from '../../../shared/retention/memory.ts';
import { planRepository } from '../../../shared/retention/plan/plan.ts';
import { compileRetention, DAY_MS, type RetentionRule } from '../../../shared/retention/rules.ts';
import type { AtSource } from '../../../shared/retention/source/source.ts';
import { useOfRepository } from '../../../shared/use/needed.ts';
import type { ImageUse } from '../../../shared/use/uses.ts';
import { digestOf } from '../../local/images.ts';

/** Repositories as plans see them, built and random. */

export const began = Date.parse('2026-11-28T02:00:00Z');
export const repository = 'team-a/web';

const indexType = 'application/vnd.oci.image.index.v1+json';

/** An image that was pushed so many days ago. */
export function stored(name: string, days: number, more: Partial<StoredImage> = {}): StoredImage {
  return {
    ...{ imageDigest: digestOf(name), pushed: began - days * DAY_MS, pulled: undefined },
    ...{ bytes: 1000, status: 'ACTIVE', archived: undefined },
    ...more,
  };
}

export function indexOf(name: string, days: number, more: Partial<StoredImage> = {}): StoredImage {
  return stored(name, days, { imageManifestMediaType: indexType, ...more });
}

/** The only rule of a `retention:`, in YAML. */
export function ruleOf(yaml: string): RetentionRule {
  const rule = compileRetention(parseRegistryConfig(`retention: [${yaml}]`).retention)(repository);
  if (rule === undefined) throw new TypeError(`no rule in ${yaml}`);
  return rule;
}

export interface Given {
  images: readonly StoredImage[];
  parts?: PartsOfIndexes;
  uses?: readonly ImageUse[];
  memory?: Memory;
}

/** A plan by names of what is built: nothing is unknown. */
export function planOf(
  rule: RetentionRule,
  { images, parts = new Map(), uses = [], memory = noMemory }: Given,
  source?: AtSource,
) {
  const use = useOfRepository(images, uses, parts, []);
  return planRepository({ images, parts, use, rule, began, memory, source });
}

/** What is selected, each unit by the digests of its images. */
export function selectedIn(plan: ReturnType<typeof planOf>): string[] {
  return plan.selected.flatMap(({ images }) => images.map(({ imageDigest }) => imageDigest));
}

export function usedBy(name: string): ImageUse {
  return { repository, imageId: { imageDigest: digestOf(name) }, by: ['ECS service prod/web'] };
}

const names = fc.constantFrom(...'abcdefghijklmnop');
const days = fc.integer({ min: -1, max: 100 });
const tags = fc.constantFrom('1.0', '2.0', 'keep-me', 'pr-1', 'pr-2', 'quarantine-x', 'in-use-x');

const image = fc.record({
  name: names,
  days,
  pulled: fc.option(days, { nil: undefined }),
  tags: fc.uniqueArray(tags, { maxLength: 2 }),
  parts: fc.option(fc.array(names, { maxLength: 4 }), { nil: undefined }),
  subject: fc.option(names, { nil: undefined, freq: 4 }),
  status: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'ARCHIVED' as const),
  isRead: fc.constantFrom(true, true, true, false),
});

/** A random repository with indexes, referrers, tags and uses. An index lists only what was made before it. */
export const anyRepository = fc
  .record({
    images: fc.uniqueArray(image, { selector: ({ name }) => name, maxLength: 12 }),
    used: fc.array(names, { maxLength: 2 }),
  })
  .map(({ images: made, used }): Required<Omit<Given, 'memory'>> => {
    const taken = new Set<string>();
    const parts = new Map<string, string[] | undefined>();
    const images = made.map((it): StoredImage => {
      const listed = (it.parts ?? []).filter((part) => part < it.name);
      const imageDigest = digestOf(it.name);
      if (it.parts) parts.set(imageDigest, it.isRead ? listed.map(digestOf) : undefined);
      const imageTags = it.tags.filter((tag) => !taken.has(tag));
      for (const tag of imageTags) taken.add(tag);
      return stored(it.name, it.days, {
        imageTags,
        ...(it.parts && { imageManifestMediaType: indexType }),
        ...(it.subject && !it.parts && { subjectManifestDigest: digestOf(it.subject) }),
        ...(it.pulled !== undefined && { pulled: began - it.pulled * DAY_MS }),
        ...{
          status: it.status,
          archived: it.status === 'ARCHIVED' ? began - 200 * DAY_MS : undefined,
        },
      });
    });
    return { images, parts, uses: used.map(usedBy) };
  });

const word = {
  newest: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  pushedWithin: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
  pulledWithin: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
};

export interface Words {
  newest?: number | undefined;
  pushedWithin?: number | undefined;
  pulledWithin?: number | undefined;
  untaggedAfter?: number | undefined;
  action: 'archive' | 'delete' | 'report';
}

export const anyWords: fc.Arbitrary<Words> = fc.record({
  ...word,
  untaggedAfter: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  action: fc.constantFrom('archive' as const, 'delete' as const, 'report' as const),
});

export function ruleWith(words: Words): RetentionRule {
  const { newest, pushedWithin, pulledWithin, untaggedAfter, action } = words;
  const keep = {
    tags: ['keep-*'],
    ...(newest && { newest: [{ tags: ['*.*'], count: newest }] }),
    ...(pushedWithin && { pushedWithin: `${pushedWithin}d` }),
    ...(pulledWithin && { pulledWithin: `${pulledWithin}d` }),
  };
  const rule = { action, keep, ...(untaggedAfter && { untaggedAfter: `${untaggedAfter}d` }) };
  return ruleOf(JSON.stringify(rule));
}
