import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Registry } from './state.ts';

/** A token is valid for so many milliseconds: 12 hours (API reference, GetAuthorizationToken). */
const lifetime = 12 * 60 * 60 * 1000;

const claims = z.object({ accessKeyId: z.string(), expiresAt: z.number() });

/** Signed by the registry's own key, so that tokens need not be remembered, and survive what the key survives. */
export function issueToken(
  registry: Registry,
  accessKeyId: string,
  now: Date,
): { password: string; expiresAt: Date } {
  const expiresAt = new Date(now.getTime() + lifetime);
  const content = { accessKeyId, expiresAt: expiresAt.getTime() };
  const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
  return { password: `${payload}.${sign(registry, payload)}`, expiresAt };
}

/** Whose token it is; `expired` when its time is over, `undefined` when this registry never gave it out. */
export function readToken(
  registry: Registry,
  password: string,
  now: Date,
): { accessKeyId: string } | 'expired' | undefined {
  const [payload = '', signature = ''] = password.split('.');
  if (!isSame(signature, sign(registry, payload))) return undefined;
  const { accessKeyId, expiresAt } = claims.parse(
    JSON.parse(Buffer.from(payload, 'base64url').toString()),
  );
  return expiresAt > now.getTime() ? { accessKeyId } : 'expired';
}

function sign({ tokenKey }: Registry, payload: string): string {
  return createHmac('sha256', tokenKey).update(payload).digest('base64url');
}

function isSame(given: string, wanted: string): boolean {
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}
