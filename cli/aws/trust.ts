import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { StewardError } from '../../shared/runtime/errors.ts';
import { why } from '../program/failure.ts';

/** A file of certificates, and the setting that names it. */
export interface Bundle {
  /** `AWS_CA_BUNDLE`. */
  source: string;
  file: string;
}

/**
 * Trusts these authorities as well, in every connection of this process. The AWS CLI trusts only these; here Node's own
 * stay trusted, for upstream registries.
 *
 * @throws StewardError when the file cannot be read, or has no certificate.
 */
export function trust(bundle: Bundle): void {
  const texts = read(bundle);
  const certificates = texts.flatMap((text) => text.match(certificate) ?? []);
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw new StewardError(
      `${bundle.source} names ${bundle.file}, and that has no valid certificate: give a PEM file, ` +
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

/** Of a folder: all files in it, as the AWS CLI does. */
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
