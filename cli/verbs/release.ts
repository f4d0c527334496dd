import { lastQuarantine } from '../../shared/actions/find-quarantine.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { image } from '../../shared/registry/read.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { requarantines } from '../../shared/steward/requarantine.ts';
import type { Session } from '../aws/clients.ts';
import { withSession } from '../aws/session.ts';
import { inLedgerOf, stewardOf } from '../aws/steward.ts';
import { timeOf } from '../print/history.ts';
import { printAside, visible } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { isGlob } from '../program/repositories.ts';
import { type UndoOptions, undoEntry } from './undo.ts';

/** `ecr-steward release REPOSITORY:TAG`: gives a quarantined image its tag again. */
export function release(name: string, options: UndoOptions): Promise<ExitCode> {
  const { repository, tag } = parsed(name);
  return withSession(options, async (session) => {
    const steward = await stewardOf(session, options);
    const found = await inLedgerOf(steward.ledger, 'the audit log', (it) =>
      lastQuarantine(it, repository, tag),
    );
    if (found === undefined) throw new UnknownQuarantineError(repository, tag);
    const code = await undoEntry(session, steward, found, options);
    if (code === exitCodes.done) await warn(session, repository, tag, options);
    return code;
  });
}

function parsed(name: string): { repository: string; tag: string } {
  const [, repository, tag] = /^([^:@]+):([^:@/]+)$/.exec(name) ?? [];
  if (repository === undefined || tag === undefined) {
    throw new StewardError(`${name} is not REPOSITORY:TAG: give one such as team-a/web:1.4.2`);
  }
  if (isGlob(name)) {
    throw new StewardError(
      `${name} is a glob, and release takes one tag: npx ecr-steward history lists them`,
    );
  }
  return { repository, tag };
}

/** The rule that quarantined the tag still applies. */
async function warn(
  { ecr }: Session,
  repository: string,
  tag: string,
  options: UndoOptions,
): Promise<void> {
  const found = await image(ecr, repository, { imageTag: tag });
  if (found === undefined) return;
  const config = loadRegistryConfig(options.config);
  for (const { capability, rule, until } of requarantines(config, repository, tag, found)) {
    const when = `until ${timeOf(until.toISOString())} (quarantineWithin)`;
    const if_ = capability === 'scanning' ? ', if it still fails' : '';
    printAside(
      `The rule "${visible(rule)}" of ${capability} quarantines the tag again ${when}${if_}: change the rule, or push a valid tag.`,
    );
  }
}

/** The audit log has no such quarantine: it may be older than the ledger. */
class UnknownQuarantineError extends StewardError {
  override name = 'UnknownQuarantineError' as const;

  constructor(repository: string, tag: string) {
    super(
      `the audit log has no quarantine of ${repository}:${tag}. To release it manually, find the image among the ` +
        `quarantine-* tags of ${repository} (aws ecr describe-images), read its manifest with ` +
        `aws ecr batch-get-image, and give it the tag with aws ecr put-image --image-tag ${tag}`,
    );
  }
}
