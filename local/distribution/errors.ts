import { BlobTooLarge, DigestMismatch } from '../blobs/store.ts';
import { type AwsError, toAwsError } from '../http/errors.ts';

/** Error codes of the OCI distribution specification, and others that registries use. */
type Code =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DENIED'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'TAG_INVALID'
  | 'TOOMANYREQUESTS'
  | 'UNAVAILABLE'
  | 'UNKNOWN'
  | 'UNSUPPORTED';

/** An error for a registry client: clients print the code in lower case, a colon and the message. */
export class DistributionError extends Error {
  override name = 'DistributionError' as const;
  readonly status: number;
  readonly code: Code;
  readonly headers: Record<string, string>;

  constructor(status: number, code: Code, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** ECR's exceptions as errors of the distribution API; their texts are the same. */
const byException: Record<string, [status: number, code: Code]> = {
  AccessDeniedException: [403, 'DENIED'],
  ImageDigestDoesNotMatchException: [400, 'DIGEST_INVALID'],
  ImageTagAlreadyExistsException: [400, 'TAG_INVALID'],
  LayersNotFoundException: [404, 'MANIFEST_BLOB_UNKNOWN'],
  LimitExceededException: [403, 'DENIED'],
  ReferencedImagesNotFoundException: [404, 'MANIFEST_BLOB_UNKNOWN'],
  RepositoryNotFoundException: [404, 'NAME_UNKNOWN'],
  ThrottlingException: [429, 'TOOMANYREQUESTS'],
};

/** Converts anything thrown to the error that is sent. */
export function toDistributionError(thrown: unknown): DistributionError {
  if (thrown instanceof DistributionError) return thrown;
  if (thrown instanceof BlobTooLarge) return new DistributionError(413, 'SIZE_INVALID', sizeLimit);
  if (thrown instanceof DigestMismatch) {
    return new DistributionError(400, 'DIGEST_INVALID', thrown.message);
  }
  return fromAwsError(toAwsError(thrown));
}

const sizeLimit =
  "Invalid parameter at 'layerSize' failed to satisfy constraint: 'Member must have value less than or equal to 54525952000'";

function fromAwsError({ name, message, status }: AwsError): DistributionError {
  if (name === 'InvalidParameterException') {
    return new DistributionError(400, codeOfMember(message), message);
  }
  const [itsStatus, code] = byException[name] ?? [status, 'UNKNOWN'];
  return new DistributionError(itsStatus, code, message);
}

/** ECR names the member in the text: `Invalid parameter at 'imageTag' failed …`. */
function codeOfMember(message: string): Code {
  if (/'imageManifest|^image manifest/.test(message)) return 'MANIFEST_INVALID';
  if (message.includes("'imageTag'")) return 'TAG_INVALID';
  if (message.includes("'imageDigest'")) return 'DIGEST_INVALID';
  return message.includes("'repositoryName'") ? 'NAME_INVALID' : 'UNSUPPORTED';
}
