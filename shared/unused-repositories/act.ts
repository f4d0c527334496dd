import { type ECRClient, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import type { Action, EnforcedRule } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import { boundOf, type Held } from '../actions/held.ts';
import type { UnusedRepositoriesConfig } from '../config/schema/schema.ts';
import { restoreSettings } from '../registry/settings/restore.ts';
import { writeSettings } from '../registry/settings/write.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { Uses } from '../use/uses.ts';
import { deleteIfEmpty } from './delete.ts';
import { enforcedRuleOf } from './enforced-rules.ts';
import { isDue, marksIn, missingMarks, type Tags } from './marks.ts';
import type { JudgedRepository } from './plan.ts';

/** What acting needs. */
export interface Acting {
  ecr: ECRClient;
  gate: Gate;
  rules: UnusedRepositoriesConfig;
  /** Who runs what right now: asked before a deletion. */
  usesNow(): Promise<Uses>;
}

/** What was done with a repository. */
export interface Done extends JudgedRepository {
  outcome: /** Nothing was to be done. */
    | 'none'
    | 'tagged'
    | 'untagged'
    | 'deleted'
    /** Right before the deletion it was not empty or unused any more, or a person keeps it; `why` says which. */
    | 'spared'
    /** The rule is not allowed yet; `why` says so. */
    | 'observed'
    | 'held'
    | 'gone'
    | 'failed';
  /** The tags that it has got. */
  added?: Tags;
  why?: string;
  held?: Held;
  /** Its entry in the audit log. */
  actionId?: string;
  error?: unknown;
}

/** Marks an unused repository, deletes one that has waited, and removes the marks of one that is used or kept. */
export async function act(with_: Acting, judged: JudgedRepository, now: Date): Promise<Done> {
  const rule = enforcedRuleOf(with_.rules, with_.rules.indexOf(judged.rule));
  const step = rule && stepOf(judged, now);
  if (rule === undefined || step === undefined) return { ...judged, outcome: 'none' };
  try {
    if (step === 'delete') return await remove(with_, rule, judged, now);
    if (step === 'unmark') return await unmark(with_, rule, judged);
    return await mark(with_, rule, judged, step);
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return { ...judged, outcome: 'gone' };
    return { ...judged, outcome: 'failed', error };
  }
}

/** The tags to add, or what else has to be done. */
function stepOf(judged: JudgedRepository, now: Date): 'unmark' | 'delete' | Tags | undefined {
  const { standing, rule, tags, images } = judged;
  if (standing.state === 'uncertain') return undefined;
  if (standing.state !== 'unused') {
    return Object.keys(marksIn(tags)).length > 0 ? 'unmark' : undefined;
  }
  const missing = missingMarks(rule, { images, tags }, now);
  if (Object.keys(missing).length > 0) return missing;
  return rule.action === 'delete' && images === 0 && isDue(tags, now) ? 'delete' : undefined;
}

async function mark(
  with_: Acting,
  rule: EnforcedRule,
  judged: JudgedRepository,
  added: Tags,
): Promise<Done> {
  const what = `set ${Object.entries(added)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}`;
  const states = { before: { settings: {} }, after: { settings: { resourceTags: added } } };
  const action = actionOf(rule, judged, { kind: 'setting', what, ...states });
  const work = async () => {
    await writeSettings(with_.ecr, judged.repository, { resourceTags: added });
    return { outcome: 'tagged' as const };
  };
  const done = await perform(with_, judged, action, work);
  return done.outcome === 'tagged' ? { ...done, added } : done;
}

function unmark(with_: Acting, rule: EnforcedRule, judged: JudgedRepository): Promise<Done> {
  const marks = marksIn(judged.tags);
  const goneTags = Object.keys(marks);
  const states = {
    before: { settings: { resourceTags: marks } },
    after: { settings: {}, goneTags },
  };
  const what = `remove ${goneTags.join(', ')}`;
  const action = actionOf(rule, judged, { kind: 'setting', what, ...states });
  return perform(with_, judged, action, async () => {
    const removed = { settings: {}, gone: [], goneTags };
    await unlessGone(restoreSettings(with_.ecr, judged.repository, removed));
    return { outcome: 'untagged' };
  });
}

async function remove(
  with_: Acting,
  rule: EnforcedRule,
  judged: JudgedRepository,
  now: Date,
): Promise<Done> {
  const why = await with_.gate.observes(rule, 'repositories');
  if (why !== undefined) return { ...judged, outcome: 'observed', why };
  const deletion = await deleteIfEmpty(with_, judged, now);
  if (deletion.state === 'spared') return { ...judged, outcome: 'spared', why: deletion.why };
  const what = 'delete the empty repository';
  const action = actionOf(rule, judged, { kind: 'repositories', what, before: deletion.before });
  return perform(with_, judged, action, deletion.work);
}

function actionOf(
  rule: EnforcedRule,
  { repository: { repositoryName: repository } }: JudgedRepository,
  more: Pick<Action, 'kind' | 'what' | 'before' | 'after'>,
): Action {
  return { rule, repository, target: repository, ...more };
}

type Outcome = Done['outcome'];

async function perform(
  { gate }: Acting,
  judged: JudgedRepository,
  action: Action,
  work: () => Promise<{ outcome: Outcome; why?: string; unneeded?: boolean }>,
): Promise<Done> {
  const done = await gate.perform(action, work);
  if (done.state === 'observed') return { ...judged, outcome: 'observed', why: done.why };
  if (done.state === 'held') return { ...judged, outcome: 'held', why: boundOf(done), held: done };
  const { outcome, why } = done.result;
  return { ...judged, outcome, actionId: done.id, ...(why !== undefined && { why }) };
}
