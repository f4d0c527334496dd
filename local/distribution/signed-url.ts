import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Registry } from '../ecr/model/registry.ts';

/** How long a link to a layer is valid, in milliseconds: an hour, like ECR's links to S3. */
const lifetime = 60 * 60 * 1000;

/** A signed path to a layer, for a client without a login, with its registry. */
export function signed(registry: Registry, path: string, now: Date): string {
  const expires = now.getTime() + lifetime;
  const of = `${registry.accountId}/${registry.region}`;
  return `${path}?registry=${of}&expires=${expires}&signature=${signatureOf(registry, path, expires)}`;
}

/** The registry that a link claims to be for. */
export function registryOfLink(url = ''): { accountId: string; region: string } | undefined {
  const [, accountId, region] = /\?registry=(\d{12})\/([a-z0-9-]+)&expires=/.exec(url) ?? [];
  return accountId && region ? { accountId, region } : undefined;
}

/** Did the registry sign this link within the last hour? */
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
