import type { ECRClient } from '@aws-sdk/client-ecr';
import {
  affectedImages,
  expiringImages,
  type PolicyPreview,
  staysBecause,
} from '../registry/lifecycle/policy-preview.ts';
import { type PreviewBounds, previewAll, type Wanted } from '../registry/lifecycle/preview-all.ts';
import type { RepositoryPlan, RuleStep, Step } from './step.ts';

type RuleOf = Extract<Step, RuleStep>;

/**
 * Has ECR preview each policy without and with the rule: it may have no image more expire or be archived. Where that is
 * not so, or not known, the policy is not put, and no image of the repository gets a tag.
 */
export async function previewShield(
  ecr: ECRClient,
  plans: readonly RepositoryPlan[],
  bounds?: PreviewBounds,
): Promise<RepositoryPlan[]> {
  const rules = plans.flatMap(({ steps }) => steps.filter(isToBePut));
  if (rules.length === 0) return [...plans];
  const previews = async (policyOf: (rule: RuleOf) => string) =>
    previewAll(
      ecr,
      rules.map((rule): Wanted => wanted(rule, policyOf(rule))),
      { bounds },
    );
  const without = await previews(({ before }) => before);
  const with_ = await previews(({ after }) => after);
  return plans.map((plan) => {
    const name = plan.repository;
    const why = plan.steps.some(isToBePut) ? whyNot(without.get(name), with_.get(name)) : undefined;
    return why === undefined ? plan : { ...plan, steps: plan.steps.map((it) => held(it, why)) };
  });
}

function wanted({ repository }: RuleOf, policyText: string): Wanted {
  return { repository, policyText };
}

function isToBePut(step: Step): step is RuleOf {
  return step.step === 'rule' && step.action === 'set';
}

/** Why the rule is not put. */
function whyNot(without?: PolicyPreview, with_?: PolicyPreview): string | undefined {
  if (without === undefined || with_ === undefined) return 'it was not previewed';
  if (without.state !== 'known') return staysBecause(without);
  if (with_.state !== 'known') return staysBecause(with_);
  const [was, is] = [affectedImages(without), affectedImages(with_)];
  if (is <= was && expiringImages(with_) <= expiringImages(without)) return undefined;
  return `by its preview, ${is} images would expire or be archived with it, and ${was} without`;
}

function held(step: Step, stays: string): Step {
  if (step.step === 'remove') return step;
  if (step.step === 'rule') return { ...step, action: 'report', stays };
  return {
    ...step,
    action: 'report',
    stays: step.stays ?? 'the lifecycle policy lacks its first rule',
  };
}
