import { STSClient } from '@aws-sdk/client-sts';
import { identify } from '../../shared/registry/identity.ts';
import type { IndexReader } from '../../shared/registry/manifests/index-parts.ts';
import { clientOfTarget, type RegistryTarget } from '../../shared/registry/target-client.ts';
import { planForRegistry } from '../../shared/retention/plan-registry.ts';
import { compileRetention } from '../../shared/retention/rules.ts';
import { createSourceReader } from '../../shared/retention/source/source.ts';
import { usesReading } from '../../shared/use/reading.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { useFor } from '../aws/use.ts';
import { printRetention, retentionJson } from '../print/answers/retention.ts';
import { printUndeclared } from '../print/answers/undeclared.ts';
import { printAside, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { namesFor } from '../program/repositories.ts';

/** `ecr-steward retention [repository...]`: shows which images stay, and what would happen to all others. */
export async function retention(names: string[], options: GlobalOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  if (printUndeclared(options, 'retention', config.retention)) return exitCodes.done;
  const { prices } = config.inventory;
  const { ownerTag } = config.alerts;
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const { ecr, dryRun, settings } = session;
    const named = await namesFor(ecr, names);
    if (dryRun) printAside(ofSnapshots);
    const reading = { ...useFor(session, config), registry: () => identify(ecr) };
    const sts = new STSClient(settings);
    const clientOfSource = (source: RegistryTarget) =>
      clientOfTarget(sts, source, config.limits, settings);
    const uses = await usesReading(reading, settings)();
    const progress = startProgress('repositories planned:');
    const scope = {
      names: named,
      onRepository: progress.step,
      uses,
      ownerTag,
      ...(dryRun
        ? { indexes: unreadable }
        : { sources: createSourceReader(clientOfSource, await identify(ecr)) }),
    };
    const rules = compileRetention(config.retention);
    const planned = await planForRegistry(ecr, rules, scope).finally(progress.end);
    if (options.json) printJson(retentionJson(planned, prices));
    else printRetention(planned, prices);
    await printObserving(session, options, { capability: 'retention', config });
    return exitCodes.done;
  });
}

const ofSnapshots =
  'note: a snapshot does not say what runs or what an image index lists: nothing counts as in use';

/** What an image index of a snapshot lists is not known. */
const unreadable: IndexReader = {
  partsOf: async (_repository, indexes) => new Map(indexes.map((digest) => [digest, undefined])),
};
