import { lastQuarantines } from '../../shared/actions/find-quarantine.ts';
import type { RegistryIdentity } from '../../shared/registry/identity.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { withSession } from '../aws/session.ts';
import { inLedgerOf, stewardOf } from '../aws/steward.ts';
import type { ExitCode } from '../program/exit-codes.ts';
import { parseReleasedName, type ReleasedName } from '../program/released-name.ts';
import { type UndoOptions, undoEntry } from './undo.ts';

/** `ecr-steward release REPOSITORY:TAG`: gives a quarantined image its tag again. */
export function release(text: string, options: UndoOptions): Promise<ExitCode> {
  const name = parseReleasedName(text);
  return withSession(options, async (session) => {
    const steward = await stewardOf(session, options);
    requireSame(name, steward.registry);
    const found = await inLedgerOf(steward.ledger, 'the audit log', (it) =>
      lastQuarantines(it, name),
    );
    const [only, another] = found;
    if (only === undefined) throw new UnknownQuarantineError(name);
    if (another !== undefined) {
      const targets = found.map(({ target }) => target).join(', ');
      throw new StewardError(`${text} has lost more than one tag. Give one of them: ${targets}`);
    }
    return undoEntry(session, steward, only, options);
  });
}

function requireSame({ host }: ReleasedName, { registryId, region }: RegistryIdentity): void {
  if (host === undefined || (host.registryId === registryId && host.region === region)) return;
  throw new StewardError(
    `${host.host} is another registry than that of account ${registryId} in ${region}: ` +
      'give --region or --profile',
  );
}

/** The audit log has no such quarantine: it may be older than the ledger. */
class UnknownQuarantineError extends StewardError {
  override name = 'UnknownQuarantineError' as const;

  constructor({ repository, tag, digest }: ReleasedName) {
    super(
      `the audit log has no quarantine of ${repository}${tag ? `:${tag}` : `@${digest}`}. To release it manually, find the image among the ` +
        `quarantine-* tags of ${repository} (aws ecr describe-images), read its manifest with ` +
        `aws ecr batch-get-image, and give it the tag with aws ecr put-image --image-tag ${tag ?? 'TAG'}`,
    );
  }
}
