import * as z from 'zod/mini';
import { StewardError } from '../../../runtime/errors.ts';
import type { ImageUri } from '../bounds.ts';

/** A file of images in use that cannot be taken as one: then what it would name is unknown. */
export class UseFileError extends StewardError {
  override name = 'UseFileError' as const;
}

const named = z.string().check(z.minLength(1));

/** `["host/name:tag"]`, as ecrm writes it; or with the name of who runs it. */
const listed = z.array(z.union([named, z.object({ image: named, by: named })]));

/** A container as its pod declares it, and as it runs: `imageID` has the digest. */
const containers = z._default(z.array(z.object({ image: named })), []);
const statuses = z._default(z.array(z.object({ imageID: z._default(z.string(), '') })), []);

/** What `kubectl get pods -A -o json` prints. */
const pods = z.object({
  kind: z.literal(['List', 'PodList']),
  items: z.array(
    z.object({
      kind: z._default(z.literal('Pod'), 'Pod'),
      metadata: z.object({ name: z.string(), namespace: z._default(z.string(), 'default') }),
      spec: z.object({
        containers,
        initContainers: containers,
        ephemeralContainers: containers,
      }),
      status: z.prefault(
        z.object({
          containerStatuses: statuses,
          initContainerStatuses: statuses,
          ephemeralContainerStatuses: statuses,
        }),
        {},
      ),
    }),
  ),
});

const expected =
  'a JSON array of image URIs, of objects with image and by, or what kubectl get pods -A -o json prints';

/**
 * The images of a file.
 *
 * @param place - The file in messages, and as who runs an image of which the file does not say it.
 * @throws UseFileError when it is empty, no JSON, of another shape, or names no image.
 */
export function imagesOfFile(place: string, text: string): ImageUri[] {
  if (text.trim() === '') throw new UseFileError(`${place} is empty: it has to be ${expected}`);
  const content = parsed(place, text);
  const found = Array.isArray(content)
    ? checked(place, listed, content).map((it) =>
        typeof it === 'string' ? { by: place, uri: it } : { by: it.by, uri: it.image },
      )
    : checked(place, pods, content).items.flatMap(imagesOfPod);
  if (found.length > 0) return found;
  throw new UseFileError(`${place} names no image: remove it from use.files if nothing runs there`);
}

function parsed(place: string, text: string): unknown {
  try {
    // Windows PowerShell begins a file with a mark of its encoding.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UseFileError(`${place} is no JSON: write it whole, then put it in place`, {
      cause: error,
    });
  }
}

function checked<Shape extends z.ZodMiniType>(place: string, shape: Shape, content: unknown) {
  const result = shape.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'its top level';
  throw new UseFileError(`${place} is not ${expected}: see ${where}`, { cause: result.error });
}

type Pod = z.infer<typeof pods>['items'][number];

function imagesOfPod({ metadata: { namespace, name }, spec, status }: Pod): ImageUri[] {
  const by = `pod ${namespace}/${name}`;
  const declared = [...spec.containers, ...spec.initContainers, ...spec.ephemeralContainers];
  const running = [
    ...status.containerStatuses,
    ...status.initContainerStatuses,
    ...status.ephemeralContainerStatuses,
  ];
  const digests = running.flatMap(({ imageID }) => imageID.replace(/^[a-z-]+:\/\//, '') || []);
  return [...declared.map((it) => it.image), ...digests].map((uri) => ({ by, uri }));
}
