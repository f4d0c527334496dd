import { type Due, noteAllDue } from '../actions/due.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { tagsOfPushers } from '../registry/manifests/referrers.ts';
import { subjectsOf } from '../registry/manifests/relations.ts';
import type { RegistryImage } from '../registry/read.ts';
import { logger } from '../runtime/logger.ts';
import type { Done, RepositoryVisit, Slice, Visitor, Walked } from '../walk/visitor.ts';
import type { Signing } from './rules.ts';
import { GRACE_MS } from './status.ts';

/** An image that may lack a signature, as JSON. */
interface Candidate {
  repository: string;
  digest: string;
  /** In milliseconds since 1970. */
  pushedAt: number;
}

export interface SigningPart {
  newest: Candidate[];
  count: number;
}

export interface SigningVisiting {
  signing: Signing;
  ledger: Ledger;
  notifier: Pick<Notifier, 'resolve'>;
}

/** Half a day more than between two walks, as one may come late. */
const LOOKED_BACK_MS = 36 * 3_600_000;

/** The most images that a walk notes. */
const MOST_IMAGES = 1000;

/**
 * Notes images that were pushed since the walk before and have fewer signatures in the listing than they need, in case
 * their event was lost: the hourly run looks at them. Costs no call of ECR. Resolves alerts on repositories that no rule
 * is for any more.
 */
export function signingVisitor(with_: SigningVisiting): Visitor<SigningPart> {
  const { signing } = with_;
  return {
    name: 'signing',
    slice: ({ began }: Pick<Slice, 'began'>) => {
      const all: Candidate[] = [];
      const since = began.getTime() - LOOKED_BACK_MS;
      return {
        repository: ({ repositoryName }) =>
          signing.mayApply(repositoryName)
            ? visitOf(repositoryName, { signing, since, all })
            : undefined,
        end: () => newestOf([{ newest: all, count: all.length }]),
      };
    },
    done: (walked) => done(with_, walked),
  };
}

function visitOf(
  repository: string,
  { signing, since, all }: { signing: Signing; since: number; all: Candidate[] },
): RepositoryVisit {
  const candidates: Candidate[] = [];
  const signatures = new Map<string, number>();
  return {
    images: (page) => {
      for (const image of page) {
        for (const subject of isSignature(image) ? subjectsOf(image) : []) {
          signatures.set(subject, (signatures.get(subject) ?? 0) + 1);
        }
        if (isPushedSince(image, since)) candidates.push(candidateOf(repository, image));
      }
    },
    end: () => {
      const needed = Math.max(1, signing.profilesFor(repository).length);
      all.push(...candidates.filter(({ digest }) => (signatures.get(digest) ?? 0) < needed));
    },
  };
}

/** An image with a tag: one without is a part of another, or nobody pulls it by name. */
function isPushedSince(image: RegistryImage, since: number): boolean {
  const { imagePushedAt, imageStatus = 'ACTIVE' } = image;
  const isNew = imagePushedAt !== undefined && imagePushedAt.getTime() >= since;
  return isNew && imageStatus === 'ACTIVE' && tagsOfPushers(image).length > 0;
}

function candidateOf(
  repository: string,
  { imageDigest: digest, imagePushedAt }: RegistryImage,
): Candidate {
  return { repository, digest, pushedAt: imagePushedAt?.getTime() ?? 0 };
}

/** The type of signatures that AWS Signer makes. */
function isSignature({ artifactMediaType = '' }: RegistryImage): boolean {
  return /^application\/vnd\.cncf\.notary\.(v2\.)?signature\b/.test(artifactMediaType);
}

function newestOf(parts: readonly SigningPart[]): SigningPart {
  const all = parts.flatMap(({ newest }) => newest);
  return {
    newest: all.toSorted((a, b) => b.pushedAt - a.pushedAt).slice(0, MOST_IMAGES),
    count: parts.reduce((sum, part) => sum + part.count, 0),
  };
}

async function done(
  { signing, ledger, notifier }: SigningVisiting,
  walked: Walked<SigningPart>,
): Promise<Done> {
  let all: SigningPart = { newest: [], count: 0 };
  for await (const part of walked.parts()) all = newestOf([all, part]);
  const dues = all.newest.map(({ repository, digest, pushedAt }): Due => {
    const dueAt = new Date(Math.max(walked.began.getTime(), pushedAt + GRACE_MS));
    return { capability: 'signing', repository, digest, dueAt };
  });
  const noted = await noteAllDue(ledger, dues);
  const covers = ({ repository = '' }) => !signing.mayApply(repository);
  await notifier.resolve({ kinds: ['image.unsigned'], began: walked.began, covers }, []);
  const result = { noted, left: all.count - all.newest.length };
  if (result.left > 0) logger.warn('Too many images to look for signatures', result);
  return { result };
}
