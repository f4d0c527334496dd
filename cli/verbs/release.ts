import { lastQuarantine } from '../../shared/actions/find-quarantine.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { withSession } from '../aws/session.ts';
import { inLedgerOf, stewardOf } from '../aws/steward.ts';
import type { ExitCode } from '../program/exit-codes.ts';
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
    return takeBack(session, steward, found, options);
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
