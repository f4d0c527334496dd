import type { Endpoint } from './endpoint.ts';
import { runOci } from './oci.ts';
import type { Outcome } from './outcome.ts';
import { pytest } from './pytest.ts';
import { motoTests, NotAvailableError } from './tools.ts';

/** Folders to use instead of fetching. */
export interface Folders {
  /** A checkout of moto. */
  moto?: string | undefined;
  /** A checkout of floci. */
  floci?: string | undefined;
}

export interface Suite {
  /** Also the name of its table, `expected/NAME.tsv`. */
  name: string;
  run(endpoint: Endpoint, folders: Folders): Promise<Outcome[]>;
}

/** The external suites. */
export const suites: readonly Suite[] = [
  { name: 'moto-ecr', run: moto('tests/test_ecr') },
  { name: 'moto-secretsmanager', run: moto('tests/test_secretsmanager') },
  { name: 'floci', run: floci },
  { name: 'oci', run: ({ url }) => runOci(url) },
];

/** In server mode, moto's tests call an endpoint, and reset it before each test. */
function moto(path: string): Suite['run'] {
  return async ({ url }, folders) =>
    pytest({
      folder: folders.moto ?? (await motoTests()),
      paths: [path],
      env: { TEST_SERVER_MODE: 'true', TEST_SERVER_MODE_ENDPOINT: url },
    });
}

async function floci({ url }: Endpoint, { floci: checkout }: Folders): Promise<Outcome[]> {
  if (checkout === undefined) {
    throw new NotAvailableError(
      'no package contains its tests; name a checkout with --floci FOLDER',
    );
  }
  return pytest({
    folder: `${checkout}/compatibility-tests/sdk-test-python`,
    paths: ['tests/test_ecr.py', 'tests/test_secretsmanager.py'],
    env: { FLOCI_ENDPOINT: url },
  });
}
