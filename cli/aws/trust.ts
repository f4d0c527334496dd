import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { StewardError } from '../../shared/runtime/errors.ts';
import { why } from '../program/failure.ts';

/** Certificates that somebody names: where the name is from, and the file. */
export interface Bundle {
  /** `AWS_CA_BUNDLE`. */
  source: string;
  file: string;
}

/**
 * Trusts these authorities too, in every connection of this process. The AWS CLI trusts no others then; here those
 * stay that Node trusts, as upstream registries are reached as well as AWS.
 *
 * @throws StewardError when the file cannot be read, or has no certificate.
 */
export function trust(bundle: Bundle): void {
  const texts = read(bundle);
  const certificates = texts.flatMap((text) => text.match(certificate) ?? []);
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw new StewardError(
      `${bundle.source} names ${bundle.file}, and that has no certificate that can be read: it is to be a PEM file, ` +
        'with lines of -----BEGIN CERTIFICATE-----',
    );
  }
  setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined;
  } catch {
    return false;
  }
}

/** A folder is taken too, as by the AWS CLI: all certificates in it. */
function read({ source, file }: Bundle): string[] {
  try {
    if (!statSync(file).isDirectory()) return [readFileSync(file, 'utf8')];
    const names = readdirSync(file, { withFileTypes: true }).filter((it) => !it.isDirectory());
    return names.map(({ name }) => readFileSync(join(file, name), 'utf8'));
  } catch (cause) {
    throw new StewardError(`${source} names ${file}, which cannot be read: ${why(cause)}`, {
      cause,
    });
  }
}
