import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCertificate, startProxy, tlsInFrontOf } from '../../support/proxy.ts';
import { startAccount } from '../account.ts';
import { fileWith, folder, type Run, runApart, sampleSnapshot } from '../run.ts';

const host = 'ecr.company.example';
const names = [host, 'quay.io', '127.0.0.1'];
const certificate = makeCertificate(mkdtempSync(join(folder, 'tls-')), names);
const why = 'no openssl to make a certificate with';

/** An account that is reached by https:// and the name of a host that only the proxy knows. */
async function behindProxy(options: Parameters<typeof startProxy>[0] = {}) {
  if (certificate === undefined) throw new Error(why);
  const account = await startAccount({ snapshot: sampleSnapshot() });
  const front = await tlsInFrontOf(Number(new URL(account.aws.endpoint).port), certificate);
  const proxy = await startProxy({ hosts: { [host]: front.port }, ...options });
  const env = {
    ...account.env,
    AWS_ENDPOINT_URL: `https://${host}`,
    AWS_CA_BUNDLE: certificate.file,
  };
  return {
    ...{ account, front, proxy, env },
    run: (more: Record<string, string>) =>
      runApart(['inventory', '--json'], { env: { ...env, ...more } }),
    async [Symbol.asyncDispose]() {
      for (const it of [proxy, front, account]) await it[Symbol.asyncDispose]();
    },
  };
}

const secret = 'p@ss-never-shown';
const login = `http://user:${encodeURIComponent(secret)}@127.0.0.1`;

describe.runIf(certificate !== undefined)('a proxy', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])('of %s is how AWS is reached', async (name) => {
    await using it = await behindProxy({ login: `user:${secret}` });
    const { stderr, code } = await it.run({ [name]: `${login}:${it.proxy.port}` });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(new Set(it.proxy.asked)).toEqual(new Set([`${host}:443`]));
  });

  test('needs no scheme, and may speak TLS itself', async () => {
    await using plain = await behindProxy();
    await using secure = await behindProxy({ ...(certificate && { certificate }) });
    const runs = [
      plain.run({ HTTPS_PROXY: `127.0.0.1:${plain.proxy.port}` }),
      secure.run({ HTTPS_PROXY: `https://127.0.0.1:${secure.proxy.port}` }),
    ];
    for (const { stderr, code } of await Promise.all(runs)) {
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    }
    expect(plain.proxy.asked.length * secure.proxy.asked.length).toBeGreaterThan(0);
  });

  test('of HTTP_PROXY is for http:// only', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const port = Number(new URL(account.aws.endpoint).port);
    await using proxy = await startProxy({ hosts: { 'aws.local.example': port } });
    const env = { ...account.env, AWS_ENDPOINT_URL: 'http://aws.local.example' };
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
    const { stderr, code } = await runApart(['inventory', '--json'], {
      env: { ...env, HTTP_PROXY },
    });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(proxy.asked[0]).toBe('http://aws.local.example/');
    const other = await runApart(['inventory', '--json'], {
      env: { ...env, HTTPS_PROXY: HTTP_PROXY },
    });
    expect(other.stderr).toMatch(/aws\.local\.example does not answer/);
  });

  test.each([
    ['localhost', {}],
    ['what NO_PROXY names', { NO_PROXY: 'x.example,127.0.0.1' }],
    ['all, where NO_PROXY is *', { NO_PROXY: '*' }],
  ])('is not asked for %s', async (_, more) => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    await using proxy = await startProxy({ refuse: 403 });
    const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
    const env = { ...account.env, HTTP_PROXY, HTTPS_PROXY: HTTP_PROXY, ...more };
    const { stderr, code } = await runApart(['inventory', '--json'], { env });
    expect({ stderr, code, asked: proxy.asked }).toEqual({ stderr: '', code: 0, asked: [] });
  });

  test.each([
    [{ login: 'user:other' }, /does not accept the user name and password of HTTPS_PROXY/],
    [{ refuse: 403 }, /does not allow ecr\.company\.example:443 \(HTTP 403\).*NO_PROXY/],
    [{ refuse: 502 }, /cannot reach ecr\.company\.example:443 \(HTTP 502\)/],
  ])(
    'that refuses with %j is reported in one line, without its password',
    async (options, message) => {
      await using it = await behindProxy(options);
      expectOneLine(await it.run({ HTTPS_PROXY: `${login}:${it.proxy.port}` }), message);
    },
  );

  test.each([
    [
      'http://user:p@ss-never-shown@127.0.0.1:9',
      /the proxy that HTTPS_PROXY names does not answer/,
    ],
    [`${login}:9`, /the proxy that HTTPS_PROXY names does not answer/],
    ['http://user:p@ss-never-shown@nowhere.invalid', /the proxy that HTTPS_PROXY names does not/],
    ['http://us er:p@ss-never-shown@', /HTTPS_PROXY is not the address of a proxy/],
    ['http://user:p%ss-never-shown@proxy', /HTTPS_PROXY is not the address of a proxy.*%40/],
    ['socks5://user:p@ss-never-shown@proxy', /HTTPS_PROXY names a socks5:\/\/ proxy/],
  ])('that is %s is reported in one line', async (HTTPS_PROXY, message) => {
    await using it = await behindProxy();
    expectOneLine(await it.run({ HTTPS_PROXY }), message);
  });

  test('is how upstream registries are asked', async () => {
    await using it = await behindProxy();
    await using upstream = await registryOfTags(['3.20.1', '3.20.2']);
    if (certificate === undefined) throw new Error(why);
    await using quay = await tlsInFrontOf(upstream.port, certificate);
    await using proxy = await startProxy({
      hosts: { [host]: it.front.port, 'quay.io': quay.port },
    });
    const config = fileWith(warming);
    const env = { ...it.env, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { stdout, stderr } = await runApart(['warm', '--plan', '-c', config], { env });
    expect(stderr).toBe('');
    expect(stdout).toContain('3.20.2');
    expect(proxy.asked).toContain('quay.io:443');
    await using closed = await startProxy({ hosts: { [host]: it.front.port } });
    const refused = await runApart(['warm', '--plan', '-c', config], {
      env: { ...it.env, HTTPS_PROXY: `http://127.0.0.1:${closed.port}` },
    });
    expect(refused.stdout).toMatch(
      /quay\.io does not answer: the proxy of HTTPS_PROXY cannot reach/,
    );
  });
});

test('an endpoint of its own and FIPS endpoints do not go together', async () => {
  await using account = await startAccount({ snapshot: sampleSnapshot() });
  const env = { ...account.env, AWS_USE_FIPS_ENDPOINT: 'true' };
  expectOneLine(await runApart(['plan'], { env }), /AWS_ENDPOINT_URL, AWS_USE_FIPS_ENDPOINT and/);
});

describe.runIf(certificate !== undefined)('a certificate of the company', () => {
  test.each(['AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'])(
    'is trusted by %s',
    async (name) => {
      await using it = await direct();
      const { stderr, code } = await it.run({ [name]: certificate?.file ?? '' });
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    },
  );

  test('is trusted by the profile, and AWS_CA_BUNDLE goes before it', async () => {
    await using it = await direct();
    const AWS_CONFIG_FILE = fileWith(`[profile corp]\nca_bundle = ${certificate?.file}\n`);
    const env = { AWS_CONFIG_FILE, AWS_PROFILE: 'corp' };
    expect(await it.run(env)).toMatchObject({ stderr: '', code: 0 });
    const other = await it.run({ ...env, AWS_CA_BUNDLE: '/nowhere/ca.pem' });
    expectOneLine(other, /AWS_CA_BUNDLE names \/nowhere\/ca\.pem, which cannot be read: no such/);
  });

  test('is not trusted unasked, and both variables are named', async () => {
    await using it = await direct();
    expectOneLine(
      await it.run({}),
      /trusted authority\..*AWS_CA_BUNDLE \(or NODE_EXTRA_CA_CERTS\)/,
    );
  });

  test('that is for another name is no matter of a bundle', async () => {
    await using it = await direct('localhost');
    const run = await it.run({ AWS_CA_BUNDLE: certificate?.file ?? '' });
    expectOneLine(run, /localhost.*certificate is for another name/);
    expect(run.stderr).not.toContain('CA_BUNDLE');
  });

  test.each([
    ['', /that has no valid certificate/],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', /has no valid certificate/],
  ])('in a bundle that is %j is reported', async (content, message) => {
    await using it = await direct();
    expectOneLine(await it.run({ AWS_CA_BUNDLE: fileWith(content, 'pem') }), message);
  });
});

const warming = `pullThroughCache:
  rules:
    - {prefix: quay.io, upstream: quay, warm: [{image: library/alpine, tags: ["3.20.*"]}]}
`;

/** An account behind TLS, with no proxy before it. */
async function direct(name = '127.0.0.1') {
  if (certificate === undefined) throw new Error(why);
  const account = await startAccount({ snapshot: sampleSnapshot() });
  const front = await tlsInFrontOf(Number(new URL(account.aws.endpoint).port), certificate);
  const AWS_ENDPOINT_URL = `https://${name}:${front.port}`;
  return {
    run: (more: Record<string, string>) =>
      runApart(['inventory', '--json'], { env: { ...account.env, AWS_ENDPOINT_URL, ...more } }),
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await account[Symbol.asyncDispose]();
    },
  };
}

/** A registry that lists these tags of every repository. */
async function registryOfTags(tags: string[]) {
  const server = createServer((_, response) => response.end(JSON.stringify({ tags })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** One line on stderr that is no defect of ours and shows no password, nothing on stdout, exit code 1. */
function expectOneLine({ stdout, stderr, code }: Run, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(stderr).not.toMatch(/defect|never-shown|ERR_|ECONN|ENOTFOUND/);
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
}
