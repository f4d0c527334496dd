import { setGlobalProxyFromEnv } from 'node:http';
import { env } from 'node:process';
import { clientDefaults } from '../../shared/runtime/clients.ts';
import type { Profile } from './profile.ts';
import { proxiesOf } from './proxies.ts';
import { type Bundle, trust } from './trust.ts';

/**
 * Has this process use the proxies of the environment and trust the authorities of AWS_CA_BUNDLE, for AWS and for
 * upstream registries.
 *
 * @returns the request handler for AWS clients.
 * @throws StewardError for a proxy or a bundle that cannot be used.
 */
export function joinNetwork(profile: Profile): { requestHandler: object } {
  const bundle = bundleOf(profile);
  if (bundle) trust(bundle);
  const proxies = proxiesOf(env);
  if (proxies === undefined) return { requestHandler: clientDefaults.requestHandler };
  const proxyEnv = { ...proxies };
  // For fetch and for the providers of credentials; SDK clients have connections of their own.
  setGlobalProxyFromEnv(proxyEnv);
  const agent = { proxyEnv };
  return {
    requestHandler: { ...clientDefaults.requestHandler, httpAgent: agent, httpsAgent: agent },
  };
}

/** In the order of the AWS CLI. */
function bundleOf(profile: Profile): Bundle | undefined {
  const named = [
    { source: 'AWS_CA_BUNDLE', file: env.AWS_CA_BUNDLE },
    { source: `ca_bundle of the profile ${profile.name}`, file: profile.settings.ca_bundle },
    { source: 'REQUESTS_CA_BUNDLE', file: env.REQUESTS_CA_BUNDLE },
  ];
  return named.find((it): it is Bundle => Boolean(it.file));
}
