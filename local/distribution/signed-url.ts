import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Registry } from '../ecr/model/registry.ts';

/** A link to a layer is good for so many milliseconds: an hour, as ECR's to S3 is. */
const lifetime = 60 * 60 * 1000;

/** A path with the leave to read it, for a client that does not log in, and with the registry that it is of. */
export function signed(registry: Registry, path: string, now: Date): string {
  const expires = now.getTime() + lifetime;
  const of = `${registry.accountId}/${registry.region}`;
  return `${path}?registry=${of}&expires=${expires}&signature=${signatureOf(registry, path, expires)}`;
}

/** The registry that a link says it is of. */
export function registryOfLink(url = ''): { accountId: string; region: string } | undefined {
  const [, accountId, region] = /\?registry=(\d{12})\/([a-z0-9-]+)&expires=/.exec(url) ?? [];
  return accountId && region ? { accountId, region } : undefined;
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
