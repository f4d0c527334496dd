import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Registry } from '../ecr/state.ts';

/** A link to a layer is good for so many milliseconds: an hour, as ECR's to S3 is. */
const lifetime = 60 * 60 * 1000;

/** A path with the leave to read it, for a client that does not log in. */
export function signed(registry: Registry, path: string, now: Date): string {
  const expires = now.getTime() + lifetime;
  return `${path}?expires=${expires}&signature=${signatureOf(registry, path, expires)}`;
}

/** Did the registry itself make this link, and not longer ago than an hour? */
export function isSigned(registry: Registry, url: string, now: Date): boolean {
  const [path = '', text] = url.split('?');
  const query = new URLSearchParams(text);
  const given = Buffer.from(query.get('signature') ?? '');
  const expires = Number(query.get('expires'));
  const wanted = Buffer.from(signatureOf(registry, path, expires));
  return (
    given.length === wanted.length && timingSafeEqual(given, wanted) && expires > now.getTime()
  );
}

function signatureOf({ tokenKey }: Registry, path: string, expires: number): string {
  return createHmac('sha256', tokenKey).update(`GET ${path} ${expires}`).digest('hex');
}
