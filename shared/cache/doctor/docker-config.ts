/** The login that Docker would use for a registry, by its config.json; or why it has none. */
export type DockerLogin =
  | { helper: string }
  /** `auth`: base64 of user and password. Never shown. */
  | { auth: string }
  /** `hint`: what the file has instead, and `mend` how to fix it; without these, a login is missing. */
  | { none: true; hint?: string; mend?: string }
  /** Docker cannot read the file at all. */
  | { unusable: string; mend: string };

type Members = Map<string, unknown>;

/**
 * Looks up a host as Docker does: a helper for this host, then the store for all hosts, then the file itself.
 *
 * @param text - Of config.json. It may hold logins: only names of it are quoted.
 */
export function dockerLogin(text: string, host: string): DockerLogin {
  const coding = codingProblem(text);
  if (coding) return { unusable: coding, mend: 'save it as UTF-8 without a byte order mark' };
  const config = parse(text);
  if (config === undefined) return { unusable: 'is not JSON', mend: 'correct it' };
  // Go, which Docker is written in, accepts keys in any case, but not hosts.
  const top = new Map([...config].map(([key, value]) => [key.toLowerCase(), value]));
  const helpers = membersOf(top.get('credhelpers'));
  const auths = membersOf(top.get('auths'));
  const misshapen = ['auths', 'credHelpers'].find((key) => isMisshapen(top.get(key.toLowerCase())));
  if (misshapen)
    return { unusable: `has ${misshapen}, which is not an object`, mend: `correct ${misshapen}` };
  const broken = [...auths].find(([, entry]) => isNoLogin(entry));
  if (broken) {
    // A new login writes the file anew.
    return {
      none: true,
      hint: `its auth for ${broken[0]} is not a login, so Docker refuses the file`,
    };
  }
  const store = helpers.has(host) ? helpers.get(host) : top.get('credsstore');
  const [, entry] = auths.has(host)
    ? [host, auths.get(host)]
    : ([...auths].find(([key]) => hostOf(key) === host) ?? []);
  if (typeof store === 'string' && store !== '') {
    // docker login leaves an empty entry for a login in the store; the helper of ECR needs no login.
    const isKnown = entry !== undefined || helpers.has(host) || /(^|-)ecr[-_]login *$/.test(store);
    return isKnown ? { helper: store } : nothing(config, helpers, auths, host);
  }
  return loginIn(membersOf(entry)) ?? nothing(config, helpers, auths, host);
}

/** Encodings that Docker does not read, and PowerShell writes. */
function codingProblem(text: string): string | undefined {
  if (text.includes('\0')) return 'is written in UTF-16';
  return text.startsWith('\uFEFF') ? 'begins with a byte order mark' : undefined;
}

/** An empty file has no settings. What could not be parsed may be a login, so it is not quoted. */
function parse(text: string): Members | undefined {
  try {
    const content: unknown = text.trim() === '' ? {} : JSON.parse(text);
    return isObject(content) ? membersOf(content) : undefined;
  } catch {
    return undefined;
  }
}

function isMisshapen(value: unknown): boolean {
  return value !== undefined && value !== null && !isObject(value);
}

function isNoLogin(entry: unknown): boolean {
  const auth = membersOf(entry).get('auth');
  if (typeof auth !== 'string' || auth === '') return false;
  return !/^[A-Za-z0-9+/]+=*$/.test(auth) || !decoded(auth).includes(':');
}

function decoded(auth: string): string {
  return Buffer.from(auth, 'base64').toString();
}

function loginIn(entry: Members): DockerLogin | undefined {
  const [auth, username, password] = ['auth', 'username', 'password'].map((key) => entry.get(key));
  const written =
    typeof auth === 'string' && auth !== ''
      ? auth
      : typeof username === 'string' && username && typeof password === 'string' && password
        ? Buffer.from(`${username}:${password}`).toString('base64')
        : undefined;
  if (written === undefined) {
    return entry.has('identitytoken') || entry.has('registrytoken')
      ? { none: true, hint: 'it has an identity token for it, which ECR does not accept' }
      : undefined;
  }
  if (decoded(written).startsWith('AWS:')) return { auth: written };
  return { none: true, hint: 'its login is not for the user AWS, the only one that ECR accepts' };
}

/** Why there is no login for the host, if something in the file was meant for it. */
function nothing(config: Members, helpers: Members, auths: Members, host: string): DockerLogin {
  const misspelt = [...config.keys()].flatMap((key) => {
    const right = meant(key);
    return right ? [{ key, right }] : [];
  })[0];
  if (misspelt) {
    const { key, right } = misspelt;
    return {
      none: true,
      hint: `it has ${key}, and Docker knows ${right} only`,
      mend: `rename it to ${right}`,
    };
  }
  const key = [...helpers.keys()].find((it) => isMeantFor(it, host));
  if (key !== undefined) {
    const why = key.includes('*')
      ? 'allows no wildcards'
      : 'needs the host alone, as it is written here';
    const line = `"credHelpers": {"${host}": "${helpers.get(key)}"}`;
    return {
      none: true,
      hint: `credHelpers names ${key}: it ${why}`,
      mend: `name the host: ${line}`,
    };
  }
  const other = [...auths.keys(), ...helpers.keys()].find(
    (it) => /\.dkr[.-]ecr/.test(it) && hostOf(it) !== host,
  );
  return { none: true, ...(other && { hint: `it has one for ${hostOf(other)}` }) };
}

/** The key of Docker that a misspelled one probably means. */
function meant(key: string): string | undefined {
  const name = key.toLowerCase();
  if (['credsstore', 'credhelpers', 'auths'].includes(name)) return undefined;
  if (/^cred\w*store/.test(name)) return 'credsStore';
  if (/^cred\w*helper/.test(name)) return 'credHelpers';
  return /^auth(s|entications?|configs?)?$/.test(name) ? 'auths' : undefined;
}

/** With wildcards, a scheme, a port, a path, spaces or in capitals: Docker compares the text. */
function isMeantFor(key: string, host: string): boolean {
  const bare = key
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
  const source = RegExp.escape(bare.replace(/:443$/, '')).replaceAll('\\*', '.*');
  return key !== host && new RegExp(`^${source}$`).test(host);
}

/** Old keys are URLs: `https://host/v1/`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function membersOf(value: unknown): Members {
  return new Map(isObject(value) ? Object.entries(value) : []);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
