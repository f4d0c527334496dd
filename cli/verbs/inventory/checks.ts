import type { RegistryConfig } from '../../../shared/config/schema/schema.ts';
import type {
  Checks,
  FindingsCheck,
  PoliciesCheck,
} from '../../../shared/inventory/report/checks.ts';
import { checkPolicies } from '../../../shared/lifecycle/check.ts';
import { foundIn } from '../../../shared/lifecycle/words.ts';
import { identify } from '../../../shared/registry/identity.ts';
import { withParents } from '../../../shared/scanning/parents.ts';
import { planForRegistry } from '../../../shared/scanning/plan-registry.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { type UsedBy, usedByInWords } from '../../../shared/scanning/used-by.ts';
import { withUses } from '../../../shared/scanning/with-uses.ts';
import { excess, nameOf } from '../../../shared/scanning/words.ts';
import { readUseRecord, usesOfRecord } from '../../../shared/use/record.ts';
import { type Uses, usesNotRead } from '../../../shared/use/uses.ts';
import type { Session } from '../../aws/clients.ts';
import { storeOfStack } from '../../aws/inventory-store.ts';
import { useFor, useOf } from '../../aws/use.ts';
import { startProgress } from '../../print/progress.ts';
import { reasonOf } from '../../program/failure.ts';

/** Users that are named of each image. */
const MOST_NAMED = 3;

/** The checks of a report: of lifecycle policies, and of scan findings where registry.yml has rules for them. */
export async function checksOf(session: Session, config: RegistryConfig): Promise<Checks> {
  const policies = await policiesOf(session, config);
  if (config.scanning.rules.length === 0) return { policies };
  return { policies, findings: await findingsOf(session, config) };
}

async function policiesOf(session: Session, config: RegistryConfig): Promise<PoliciesCheck> {
  const progress = startProgress('lifecycle policies checked:');
  const scope = { onRepository: progress.step, use: useOf(session, config) };
  const report = await checkPolicies(session.ecr, scope).finally(progress.end);
  const { sources, files } = useFor(session, config);
  return {
    repositories: report.repositories.map((it) => ({
      repository: it.repository,
      rules: it.rules.map(({ rulePriority, text, affected }) => ({
        text: `rule ${rulePriority} ${text}`,
        ...affected,
      })),
      found: foundIn(it),
    })),
    doubts: [
      ...report.unread.map(({ repository, error }) => `${repository} was not read: ${error}`),
      ...report.unknownUses.map(({ source, why }) => `It is not known what ${source} runs: ${why}`),
      ...(sources.length + files.length > 0
        ? []
        : ['What runs was not read: no image counts as in use.']),
    ],
  };
}

/** Where images run is what the last walk has recorded: no service is asked once more. */
async function findingsOf(session: Session, config: RegistryConfig): Promise<FindingsCheck> {
  const { uses, notKnown } = await recordedUses(session);
  const scanning = compileScanning(config.scanning);
  const progress = startProgress('images checked:');
  const scope = { onRepository: progress.step, uses };
  const planned = await planForRegistry(session.ecr, scanning, scope).finally(progress.end);
  const failures = withUses(await withParents(session.ecr, planned.failures), uses);
  return {
    images: failures.map((failure) => ({
      ...{ name: nameOf(failure), digest: failure.digest, why: excess(failure.judgement) },
      ...(failure.usedBy && { usedBy: whereIn(failure.usedBy) }),
    })),
    ...(notKnown !== undefined && { notKnown }),
  };
}

function whereIn(usedBy: UsedBy): string {
  return usedByInWords({ ...usedBy, by: usedBy.by.slice(0, MOST_NAMED) });
}

async function recordedUses(session: Session): Promise<{ uses: Uses; notKnown?: string }> {
  const not = (why: string) => ({
    ...{ uses: usesNotRead, notKnown: `It is not known which images run: ${why}.` },
  });
  if (session.dryRun) return not('a snapshot does not say it');
  try {
    const store = await storeOfStack(session, {});
    const record = store && (await readUseRecord(store, await identify(session.ecr)));
    if (record === undefined) return not('no nightly walk has kept a record of it yet');
    const uses = usesOfRecord(record);
    const [first] = uses.unknown;
    const partly = `Of ${first?.source}, it is not known what runs: ${first?.why}.`;
    return { uses, ...(first && { notKnown: partly }) };
  } catch (error) {
    return not(reasonOf(error));
  }
}
