import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Principal, principalSchema } from '../../service/principal.ts';
import type { Registry } from '../model/registry.ts';

/** How long a token is valid, in milliseconds: 12 hours (API reference, GetAuthorizationToken). */
const lifetime = 12 * 60 * 60 * 1000;

const place = z.object({ accountId: z.string(), region: z.string() });

const claims = z.object({ registry: place, caller: principalSchema, expiresAt: z.number() });

/** Signed with the registry's key, so tokens need not be stored, and stay valid as long as the key exists. */
export function issueToken(
  registry: Registry,
  caller: Principal,
  now: Date,
): { password: string; expiresAt: Date } {
  const expiresAt = new Date(now.getTime() + lifetime);
  const { accountId, region } = registry;
  const content = { registry: { accountId, region }, caller, expiresAt: expiresAt.getTime() };
  const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
  return { password: `${payload}.${sign(registry, payload)}`, expiresAt };
}

/** The principal of a token; `expired` after its validity, `undefined` when this registry did not issue it. */
export function readToken(
  registry: Registry,
  password: string,
  now: Date,
): Principal | 'expired' | undefined {
  const [payload = '', signature = ''] = password.split('.');
  if (!isSame(signature, sign(registry, payload))) return undefined;
  const read = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  // A data folder keeps the key; a token that an earlier version signed can have another form.
  if (!read.success) return undefined;
  return read.data.expiresAt > now.getTime() ? read.data.caller : 'expired';
}

/** The registry that a token claims to be for; `readToken` of that registry verifies it. */
export function registryNamedIn(password: string): z.output<typeof place> | undefined {
  try {
    const [payload = ''] = password.split('.');
    return claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())).registry;
  } catch {
    return undefined;
  }
}

function sign({ tokenKey }: Registry, payload: string): string {
  return createHmac('sha256', tokenKey).update(payload).digest('base64url');
}

function isSame(given: string, wanted: string): boolean {
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}
