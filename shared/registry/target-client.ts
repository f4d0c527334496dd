import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type STSClient,
} from '@aws-sdk/client-sts';
import { clientDefaults } from '../runtime/clients.ts';
import { StewardError } from '../runtime/errors.ts';
import { identify, type RegistryIdentity } from './identity.ts';
import { paced, type Rates } from './paced.ts';

/** A registry to read, and the role to read it with. */
export interface RegistryTarget {
  /** 12 digits. */
  account: string;
  region: string;
  /** ARN of the role to assume; default: the function's own credentials. */
  role?: string | undefined;
  /** The external ID that the trust policy of the role demands; default: none. */
  externalId?: string | undefined;
}

/** The credentials are of another account: the role is missing, or of a wrong account. */
export class WrongAccountError extends StewardError {
  override name = 'WrongAccountError' as const;

  constructor({ account, role }: RegistryTarget, { registryId }: RegistryIdentity) {
    const fix = role ? 'name a role of that account' : 'name a role of that account as its role';
    super(`targets: account ${account} cannot be read as account ${registryId}: ${fix}`);
  }
}

/** The name of the sessions in CloudTrail. */
const SESSION_NAME = 'ecr-steward';

/**
 * A client for the target's registry. The SDK renews its credentials before they expire.
 *
 * @param settings - Of a target without a role. Default: those of a function.
 */
export function clientOfTarget(
  sts: STSClient,
  target: RegistryTarget,
  rates: Rates,
  settings: ECRClientConfig = clientDefaults,
): ECRClient {
  const { region, role: RoleArn, externalId: ExternalId } = target;
  const ecr = new ECRClient({
    ...settings,
    region,
    ...(RoleArn && { credentials: () => assume(sts, { RoleArn, ExternalId }) }),
  });
  return paced(ecr, rates);
}

/**
 * The registry that the client reads.
 *
 * @throws WrongAccountError when it is not the target's.
 */
export async function identifyTarget(
  ecr: ECRClient,
  target: RegistryTarget,
): Promise<RegistryIdentity> {
  const identity = await identify(ecr);
  if (identity.registryId !== target.account) throw new WrongAccountError(target, identity);
  return identity;
}

async function assume(
  sts: STSClient,
  role: Pick<AssumeRoleCommandInput, 'RoleArn' | 'ExternalId'>,
) {
  const command = new AssumeRoleCommand({ ...role, RoleSessionName: SESSION_NAME });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } =
    (await sts.send(command)).Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw new TypeError(`AssumeRole of ${role.RoleArn} answered without credentials`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration && { expiration: Expiration }),
  };
}
