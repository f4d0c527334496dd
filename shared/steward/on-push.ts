import type * as z from 'zod/mini';
import { onPush, type pushEvent } from '../naming/on-push.ts';
import type { Reacting } from '../naming/react.ts';
import { noteForSigning } from '../signing/on-push.ts';
import type { Signing } from '../signing/rules.ts';

/** Notes that the image has to be signed, then checks its tags: what fails there is tried again with the event. */
export async function onPushed(
  names: Reacting,
  { cachePrefixes, signing }: { cachePrefixes: readonly string[]; signing: Signing },
  event: z.infer<typeof pushEvent>,
): Promise<object> {
  const { detail } = event;
  await noteForSigning(() => names.ledger, signing, {
    repository: detail['repository-name'],
    digest: detail['image-digest'],
    tag: detail['image-tag'],
  });
  return onPush(names, cachePrefixes, event);
}
