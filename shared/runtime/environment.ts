import { MissingVariableError, UpstreamVariableError } from './errors.ts';

/** Reads a required environment variable; an empty one counts as unset. Throws MissingVariableError. */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new MissingVariableError(name);
  return value;
}

/**
 * Where an upstream registry is: https://<host>, unless UPSTREAM_ADDRESSES names a registry on this machine
 * that stands for it (`quay.io=http://127.0.0.1:5001`, more with commas), as tests and rehearsals do.
 *
 * @throws UpstreamVariableError for an address that leads off this machine.
 */
export function upstreamAddress(host: string): URL {
  const pairs = (process.env.UPSTREAM_ADDRESSES ?? '').split(',').map((pair) => pair.split('='));
  const [, address] = pairs.find(([name]) => name === host) ?? [];
  if (address === undefined) return new URL(`https://${host}`);
  if (!/^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?$/.test(address)) {
    throw new UpstreamVariableError(address);
  }
  return new URL(address);
}
