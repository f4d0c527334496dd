import type { Alert } from '../alerts/alert.ts';
import type { Missing } from './status.ts';

/** An image that lacks a signature. */
export interface Unsigned {
  repository: string;
  digest: string;
  /** One of its tags. */
  tag?: string | undefined;
  missing: readonly Missing[];
}

/** An image is reported once: so long it is looked at again. */
const WINDOW_SECONDS = 30 * 86_400;

export function unsignedAlert({ repository, digest, tag, missing }: Unsigned): Alert {
  const name = tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`;
  return {
    kind: 'image.unsigned',
    cause: { id: `signing/${repository}@${digest}`, windowSeconds: WINDOW_SECONDS },
    title: `${name} is not signed`,
    where: { text: name, repository, digest, ...(tag !== undefined && { tag }) },
    severity: 'error',
    stands: true,
    what: [...(tag === undefined ? [] : [`Its digest is ${digest}`]), ...missing.map(inWords)],
    todo: [
      'Whoever pushed it needs signer:SignPayload for the profile, and the rights to push to the repository: check both',
      'Then build and push the image anew',
    ],
  };
}

function inWords({ profile, status, code, reason }: Missing): string {
  const name = profile.split('/').at(-1) ?? profile;
  if (status === 'NONE') return `Profile ${name}: ECR knows of no signature`;
  if (status === 'IN_PROGRESS') return `Profile ${name}: still being signed a day after the push`;
  const why = [code, reason].filter((it) => it !== undefined).join(': ');
  return `Profile ${name}: signing failed${why === '' ? '' : ` (${why})`}`;
}
