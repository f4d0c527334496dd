import type { ECRClient } from '@aws-sdk/client-ecr';
import { evaluate } from '../registry/lifecycle/evaluate.ts';
import { lintPolicy } from '../registry/lifecycle/lint/lint.ts';
import { type LifecycleRule, lifecycleRulesIn, unknownIn } from '../registry/lifecycle/policy.ts';
import type { PreviewedImage } from '../registry/lifecycle/policy-preview.ts';
import { previewPolicy } from '../registry/lifecycle/preview.ts';
import type { UseJudge } from '../registry/lifecycle/preview-results.ts';
import { ruleInWords } from '../registry/lifecycle/rule-words.ts';
import { isIndex } from '../registry/manifests/media-types.ts';
import type { PartsOfIndexes } from '../registry/manifests/relations.ts';
import { judgePreview, type UseReading } from '../use/lifecycle.ts';
import { indexesToRead, type RepositoryUse, useOfRepository } from '../use/needed.ts';
import type { ImageUse } from '../use/uses.ts';
import type { CheckedImage } from './images.ts';
import type { RepositoryReport, RuleReport } from './report.ts';

/** A repository with a policy, read. */
export interface WithPolicy {
  name: string;
  policyText: string;
  images: readonly CheckedImage[];
  bytes: number;
}

/** What the policy of a repository would do to its images, and what is the matter with its rules. */
export async function reportOn(
  ecr: ECRClient,
  found: WithPolicy,
  reading: UseReading,
  now: Date,
): Promise<RepositoryReport> {
  const { name, policyText, images, bytes } = found;
  const rules = lifecycleRulesIn(policyText) ?? [];
  const { images: all, unknown } = await reading.uses();
  const own = all.filter(({ repository }) => repository === name);
  const parts = await reading.indexes.partsOf(name, indexesFor(images, own, rules));
  const use = useOfRepository(images, own, parts, unknown);
  const { doubts } = useOfRepository([], [], new Map(), unknown);
  const affected = new Map<number, NonNullable<RuleReport['affected']>>();
  const judge: UseJudge = async (_name, previewed) => {
    addUp(affected, previewed, images, use);
    return judgePreview(previewed, { use, parts, doubts });
  };
  const preview = await previewPolicy(ecr, name, policyText, { judge });
  return {
    ...{ repository: name, images: images.length, bytes, preview },
    rules: rules.map((rule) => ruleReport(rule, preview.state === 'known' ? affected : undefined)),
    ...lintOf(rules, found, { use, parts, now }),
  };
}

/**
 * The indexes whose parts are asked for: for what runs, and to say what a count counts. ECR counts that as a pull, which
 * would change what a rule by pulls does.
 */
function indexesFor(
  images: readonly CheckedImage[],
  own: readonly ImageUse[],
  rules: readonly LifecycleRule[],
): string[] {
  const needed = indexesToRead(images, own);
  const kinds = rules.map(({ selection }) => selection);
  const counts = kinds.some(
    (it) => it.countType === 'imageCountMoreThan' && it.tagStatus !== 'tagged',
  );
  const byPulls = kinds.some(({ countType }) => countType === 'sinceImagePulled');
  if (needed.length > 0 || !counts || byPulls) return needed;
  return images.filter(isIndex).map(({ imageDigest }) => imageDigest);
}

function addUp(
  affected: Map<number, NonNullable<RuleReport['affected']>>,
  { images, complete }: { images: readonly PreviewedImage[]; complete: boolean },
  all: readonly CheckedImage[],
  { inUse }: RepositoryUse,
): void {
  const bytesOf = new Map(all.map(({ imageDigest, bytes }) => [imageDigest, bytes]));
  affected.clear();
  for (const { digest, rule } of images) {
    const before = affected.get(rule) ?? { images: 0, bytes: 0, inUse: 0 };
    affected.set(rule, {
      images: before.images + 1,
      bytes: before.bytes + (bytesOf.get(digest) ?? 0),
      inUse: before.inUse + (inUse.has(digest) ? 1 : 0),
      ...(!complete && { partial: true as const }),
    });
  }
}

function ruleReport(
  rule: LifecycleRule,
  affected: ReadonlyMap<number, NonNullable<RuleReport['affected']>> | undefined,
): RuleReport {
  const { rulePriority, description } = rule;
  return {
    rulePriority,
    ...(description !== undefined && { description }),
    text: ruleInWords(rule),
    ...(affected && { affected: affected.get(rulePriority) ?? { images: 0, bytes: 0, inUse: 0 } }),
  };
}

function lintOf(
  rules: readonly LifecycleRule[],
  { images }: WithPolicy,
  { use, parts, now }: { use: RepositoryUse; parts: PartsOfIndexes; now: Date },
): Pick<RepositoryReport, 'findings' | 'notLinted'> {
  const notLinted = rules.length === 0 ? 'it is no policy that is known' : unknownIn(rules);
  if (notLinted !== undefined) return { findings: [], notLinted };
  const runs = new Map(
    [...use.inUse].flatMap(([digest, { as, uses }]) =>
      as === 'itself' ? [[digest, uses.flatMap(({ by }) => by)] as const] : [],
    ),
  );
  const evaluated = evaluate(rules, images, parts, now);
  return { findings: lintPolicy({ images, parts, runs, rules: evaluated }) };
}
