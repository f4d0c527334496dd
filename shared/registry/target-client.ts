import { ECRClient } from '@aws-sdk/client-ecr';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type STSClient,
} from '@aws-sdk/client-sts';
import { clientDefaults } from '../runtime/clients.ts';
import { StewardError } from '../runtime/errors.ts';
import { identify, type RegistryIdentity } from './identity.ts';
import { paced } from './paced.ts';

/** A registry to read, and as whom. */
export interface RegistryTarget {
  /** 12 digits. */
  account: string;
  region: string;
  /** ARN of the role to take; default: the credentials that there are. */
  role?: string | undefined;
  /** What the trust policy of the role asks for; default: none. */
  externalId?: string | undefined;
}

/** What is read is another account's registry: a role is missing, or of the wrong account. */
export class WrongAccountError extends StewardError {
  override name = 'WrongAccountError' as const;

  constructor({ account, role }: RegistryTarget, { registryId }: RegistryIdentity) {
    const remedy = role ? 'name a role of that account' : 'name a role of that account as its role';
    super(`targets: account ${account} cannot be read as account ${registryId}: ${remedy}`);
  }
}

/** How the sessions of a role are called in CloudTrail. */
const SESSION_NAME = 'ecr-steward';

/** A client for the target's registry. The SDK asks for new credentials before these end. */
export function clientOfTarget(sts: STSClient, target: RegistryTarget): ECRClient {
  const { region, role: RoleArn, externalId: ExternalId } = target;
  const ecr = new ECRClient({
    ...clientDefaults,
    region,
    ...(RoleArn && { credentials: () => assume(sts, { RoleArn, ExternalId }) }),
  });
  return paced(ecr);
}

/**
 * Which registry the client reads.
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
