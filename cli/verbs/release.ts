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
import { takeBack, type UndoOptions } from './undo.ts';

/** `ecr-steward release REPOSITORY:TAG`: gives a quarantined image its name again. */
export function release(name: string, options: UndoOptions): Promise<ExitCode> {
  const { repository, tag } = parsed(name);
  return withSession(options, async (session) => {
    const steward = await stewardOf(session, options);
    const found = await inLedgerOf(steward.ledger, 'the journal', (it) =>
      lastQuarantine(it, repository, tag),
    );
    if (found === undefined) throw new UnknownQuarantineError(repository, tag);
    const code = await takeBack(session, steward, found, options);
    if (code === exitCodes.done) await warn(session, repository, tag, options);
    return code;
  });
}

function parsed(name: string): { repository: string; tag: string } {
  const [, repository, tag] = /^([^:@]+):([^:@/]+)$/.exec(name) ?? [];
  if (repository === undefined || tag === undefined) {
    throw new StewardError(`${name} is no tag of a repository: give one such as team-a/web:1.4.2`);
  }
  if (isGlob(name)) {
    throw new StewardError(
      `${name} is a glob, and one tag at a time is released: history names them`,
    );
  }
  return { repository, tag };
}

/** The rules stand as they did. */
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
      `The rule "${visible(rule)}" of ${capability} takes the tag again ${when}${if_}: change the rule, or push it right.`,
    );
  }
}

/** The journal knows nothing of it: it may be older than the ledger. */
class UnknownQuarantineError extends StewardError {
  override name = 'UnknownQuarantineError' as const;

  constructor(repository: string, tag: string) {
    super(
      `the journal knows no quarantine of ${repository}:${tag}. By hand: find the image among the ` +
        `quarantine-* tags of ${repository} (aws ecr describe-images), read its manifest with ` +
        `aws ecr batch-get-image, and give it the tag with aws ecr put-image --image-tag ${tag}`,
    );
  }
}
