import { describe, expect, test } from 'vitest';
import { dockerLogin } from '../../../../shared/cache/doctor/docker-config.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const other = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const auth = Buffer.from('AWS:not-to-be-seen').toString('base64');

const look = (config: object | string) =>
  dockerLogin(typeof config === 'string' ? config : JSON.stringify(config), host);

describe('Docker takes', () => {
  test.each<[string, object, object]>([
    [
      'a helper for the host, not the store',
      { credHelpers: { [host]: 'ecr-login' }, credsStore: 'pass' },
      { helper: 'ecr-login' },
    ],
    [
      'a helper, not empty entries',
      { credHelpers: { [host]: 'ecr-login' }, auths: { [host]: {} } },
      { helper: 'ecr-login' },
    ],
    [
      'a store that it has logged in with',
      { credsStore: 'osxkeychain', auths: { [host]: {} } },
      { helper: 'osxkeychain' },
    ],
    ['the store of ECR without a login', { credsStore: 'ecr-login' }, { helper: 'ecr-login' }],
    [
      'the helper of ECR, misspelt, for a login of its own',
      { credsStore: 'ecr_login' },
      { helper: 'ecr_login' },
    ],
    ['names in any case', { CREDSSTORE: 'ecr-login' }, { helper: 'ecr-login' }],
    [
      'the file where the host is without a helper',
      { credHelpers: { [host]: '' }, credsStore: 'pass', auths: { [host]: { auth } } },
      { auth },
    ],
    ['a login under a URL', { auths: { [`https://${host}/v1/`]: { auth } } }, { auth }],
    [
      'the host before a URL of it',
      { auths: { [`https://${host}`]: {}, [host]: { auth } } },
      { auth },
    ],
    [
      'user and password as they are',
      { auths: { [host]: { username: 'AWS', password: 'not-to-be-seen' } } },
      { auth },
    ],
  ])('%s', (_, config, login) => {
    expect(look(config)).toEqual(login);
  });
});

describe('Docker has no login, and the reason is', () => {
  test.each<[string, object | string, RegExp | undefined, RegExp | undefined]>([
    ['an empty file', '', undefined, undefined],
    ['an empty entry', { auths: { [host]: {} } }, undefined, undefined],
    ['an empty auth', { auths: { [host]: { auth: '' } } }, undefined, undefined],
    ['a store without a login', { credsStore: 'osxkeychain' }, undefined, undefined],
    [
      'credStore',
      { credStore: 'ecr-login' },
      /it has credStore, .* credsStore only/,
      /rename it to credsStore/,
    ],
    [
      'credentialHelpers',
      { credentialHelpers: { [host]: 'ecr-login' } },
      /it has credentialHelpers/,
      /credHelpers/,
    ],
    [
      'a wildcard',
      { credHelpers: { '*.dkr.ecr.*.amazonaws.com': 'ecr-login' } },
      /allows no wildcards/,
      new RegExp(`"credHelpers": {"${RegExp.escape(host)}": "ecr-login"}`),
    ],
    [
      'a scheme',
      { credHelpers: { [`https://${host}`]: 'ecr-login' } },
      /needs the host alone/,
      /name the host/,
    ],
    [
      'a port',
      { credHelpers: { [`${host}:443`]: 'ecr-login' } },
      /needs the host alone/,
      /name the host/,
    ],
    [
      'capitals',
      { credHelpers: { [host.toUpperCase()]: 'ecr-login' } },
      /needs the host alone/,
      /name the host/,
    ],
    [
      'what is no base64',
      { auths: { 'quay.io': { auth: '§' } } },
      /quay\.io is not a login/,
      undefined,
    ],
    ['a login of one part', { auths: { [host]: { auth: 'eA==' } } }, /is not a login/, undefined],
    ['another region', { auths: { [other]: { auth } } }, /it has one for .*us-east-1/, undefined],
    [
      'a helper for another region',
      { credHelpers: { [other]: 'ecr-login' } },
      /it has one for .*us-east-1/,
      undefined,
    ],
    [
      'an identity token',
      { auths: { [host]: { identitytoken: 'x' } } },
      /identity token/,
      undefined,
    ],
    [
      'another user',
      { auths: { [host]: { auth: Buffer.from('me:x').toString('base64') } } },
      /user AWS/,
      undefined,
    ],
  ])('%s', (_, config, hint, mend) => {
    const found = look(config);
    expect(found).toMatchObject({ none: true });
    const { hint: told, mend: mended } = found as { hint?: string; mend?: string };
    if (hint) expect(told).toMatch(hint);
    else expect(told).toBeUndefined();
    if (mend) expect(mended).toMatch(mend);
    else expect(mended).toBeUndefined();
    expect(JSON.stringify(found)).not.toContain(auth);
  });
});

describe('Docker cannot use a file', () => {
  test.each<[string, string, RegExp]>([
    ['that is cut off', '{"auths":', /not JSON/],
    ['that is a list', '[]', /not JSON/],
    ['with a byte order mark', '\uFEFF{}', /byte order mark/],
    ['in UTF-16', '{\0}\0', /UTF-16/],
    ['with a list of logins', '{"auths":[]}', /auths, which is not an object/],
  ])('%s', (_, text, unusable) => {
    expect(look(text)).toMatchObject({ unusable: expect.stringMatching(unusable) });
  });
});
