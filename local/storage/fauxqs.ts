import { findPackageJSON, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The account that is hard-coded in fauxqs. */
const itsAccount = '000000000000';

const folder = new URL('dist/', pathToFileURL(findPackageJSON('fauxqs', import.meta.url) ?? ''))
  .href;
const mark = /\?account=(\d{12})$/;

/**
 * fauxqs with queues and topics of this account. Its account is a constant, so its modules are loaded once per
 * account, with the constant replaced. ARNs and addresses then agree with clients, policies and STS.
 */
export async function loadFauxqs(accountId: string): Promise<typeof import('fauxqs')> {
  const hooks = registerHooks({ resolve, load });
  try {
    return await import(/* @vite-ignore */ `${folder}app.js?account=${accountId}`);
  } finally {
    hooks.deregister();
  }
}

type Hooks = Required<Parameters<typeof registerHooks>[0]>;

/** Imports of a marked module of fauxqs from its own folder are marked, too. */
const resolve: Hooks['resolve'] = (specifier, context, next) => {
  const resolved = next(specifier, context);
  const [asked] = mark.exec(context.parentURL ?? '') ?? [];
  const marks = asked !== undefined && resolved.url.startsWith(folder) && !mark.test(resolved.url);
  return marks ? { ...resolved, url: `${resolved.url}${asked}` } : resolved;
};

const load: Hooks['load'] = (url, context, next) => {
  const loaded = next(url, context);
  const [, accountId] = url.startsWith(folder) ? (mark.exec(url) ?? []) : [];
  if (accountId === undefined) return loaded;
  return { ...loaded, source: String(loaded.source).replaceAll(itsAccount, accountId) };
};
